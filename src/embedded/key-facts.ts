import { GroundingIndex } from '../contracts/grounding.js';
import type { Citation, SourceText } from '../contracts/types.js';
import { liabilityCapOf, contractValueOf, type LiabilityCap, type Money, paymentTermsOf } from './facts/commercial.js';
import { datesOf } from './facts/dates.js';
import { FactSource, type Found } from './facts/fact-source.js';
import { governingLawOf } from './facts/governing-law.js';
import { type ContractParty, partiesOf } from './facts/parties.js';
import { noticePeriodOf, type Renewal, renewalOf, terminationNoticeOf, termOf } from './facts/term.js';
import { titleOf } from './facts/title.js';
import type { ClauseTagger } from './tagger.js';

/** A normalised value with the words it was read from: verbatim, at least one citation. */
export interface Fact<T> {
  value: T;
  citations: Citation[];
}

/**
 * What a reader wants to know of a contract first. A fact that the text does not state in full (a blank form, a date "to be
 * agreed") is null: nothing here is inferred or guessed.
 */
export interface KeyFacts {
  /** The tagger that found the clauses. */
  tagger: string;
  title: Fact<string> | null;
  parties: Fact<ContractParty>[];
  /** ISO dates, `YYYY-MM-DD`. */
  agreementDate: Fact<string> | null;
  effectiveDate: Fact<string> | null;
  expirationDate: Fact<string> | null;
  /** ISO 8601 durations: the first term, the notice to stop (or to ask for) a renewal, the notice of termination without cause. */
  term: Fact<string> | null;
  renewal: Fact<Renewal> | null;
  noticePeriod: Fact<string> | null;
  terminationNotice: Fact<string> | null;
  /** The country, state or province as the contract names it. */
  governingLaw: Fact<string> | null;
  contractValue: Fact<Money> | null;
  liabilityCap: Fact<LiabilityCap> | null;
  /** ISO 8601 duration within which a payment is due. */
  paymentTerms: Fact<string> | null;
}

/** The card of a contract: a pure function of the text and the tagger. Linear in the text. */
export function keyFacts(source: SourceText, tagger: ClauseTagger): KeyFacts {
  const index = new GroundingIndex(source.text, source.pages);
  const facts = new FactSource(source, tagger);
  const cite = <T>({ value, spans }: Found<T>): Fact<T> => ({
    value,
    citations: spans.map((span) => index.cite(span)),
  });
  const fact = <T>(found: Found<T> | null): Fact<T> | null => (found === null ? null : cite(found));
  const { agreementDate, effectiveDate, expirationDate } = datesOf(facts);
  return {
    tagger: tagger.version,
    title: fact(titleOf(facts)),
    parties: partiesOf(facts).map(cite),
    agreementDate: fact(agreementDate),
    effectiveDate: fact(effectiveDate),
    expirationDate: fact(expirationDate),
    term: fact(termOf(facts)),
    renewal: fact(renewalOf(facts)),
    noticePeriod: fact(noticePeriodOf(facts)),
    terminationNotice: fact(terminationNoticeOf(facts)),
    governingLaw: fact(governingLawOf(facts)),
    contractValue: fact(contractValueOf(facts)),
    liabilityCap: fact(liabilityCapOf(facts)),
    paymentTerms: fact(paymentTermsOf(facts)),
  };
}
