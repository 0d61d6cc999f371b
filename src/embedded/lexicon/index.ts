import type { ContractKind } from '../../contracts/contract-kind.js';
import type { ClauseLexicon } from '../evidence.js';
import { englishCommercial } from './en-commercial.js';
import { englishGeneral } from './en-general.js';
import { englishIntellectualProperty } from './en-ip.js';
import { englishLiability } from './en-liability.js';
import { englishRestrictions } from './en-restrictions.js';
import { englishTerm } from './en-term.js';
import { koreanContract } from './ko-contract.js';
import { koreanEmployment } from './ko-employment.js';
import { koreanRisk } from './ko-risk.js';

/** Lexicons for sentences without Hangul. The weights of CUAD's types were fitted on CUAD training contracts (CC BY 4.0). */
export const clauseLexicons: readonly ClauseLexicon[] = [
  ...englishTerm,
  ...englishRestrictions,
  ...englishCommercial,
  ...englishIntellectualProperty,
  ...englishLiability,
  ...englishGeneral,
];

/** Lexicons for sentences with Hangul. */
export const koreanLexicons: readonly ClauseLexicon[] = [...koreanContract, ...koreanRisk, ...koreanEmployment];

/** Types that employment contracts do not have, though their words do occur in them. */
const NOT_IN_EMPLOYMENT = new Set([
  'Payment',
  'Price Adjustment',
  'Price Restrictions',
  'Advance Payment',
  'Performance Guarantee',
  'Delivery',
  'Acceptance',
  'Defect Warranty',
  'Scope of Services',
  'Subcontracting',
  'Insurance',
]);
const employmentTypes = new Set(koreanEmployment.map(({ clauseType }) => clauseType));

/** The Korean lexicons for a kind of contract: terms of employment are found in employment contracts only. */
export const koreanLexiconsOf: Readonly<Record<ContractKind, readonly ClauseLexicon[]>> = {
  employment: koreanLexicons.filter(({ clauseType }) => !NOT_IN_EMPLOYMENT.has(clauseType)),
  service: koreanLexicons.filter(({ clauseType }) => !employmentTypes.has(clauseType)),
};
