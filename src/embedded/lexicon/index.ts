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
