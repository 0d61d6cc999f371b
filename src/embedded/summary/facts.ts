import type { Span } from '../../contracts/types.js';
import type { TaggedSpan } from '../tagger.js';
import type { Segment } from '../segments.js';

/**
 * What a reader of a contract wants to know first: clause types with their worth in a summary, in reading order. Types
 * that are not here add nothing.
 */
export const factWorth: ReadonlyMap<string, number> = new Map([
  ['Parties', 1],
  ['Purpose', 0.9],
  ['Contract Term', 0.85],
  ['Expiration Date', 0.85],
  ['Renewal Term', 0.5],
  ['Scope of Services', 0.7],
  ['Payment', 0.7],
  ['Wages', 0.85],
  ['Working Hours', 0.7],
  ['Revenue/Profit Sharing', 0.7],
  ['Minimum Commitment', 0.65],
  ['Delivery', 0.35],
  ['Acceptance', 0.4],
  ['Warranty Duration', 0.4],
  ['Defect Warranty', 0.4],
  ['License Grant', 0.5],
  ['Exclusivity', 0.55],
  ['Liquidated Damages', 0.55],
  ['IP Ownership Assignment', 0.5],
  ['Joint IP Ownership', 0.5],
  ['Intellectual Property', 0.4],
  ['Confidentiality', 0.45],
  ['Personal Data', 0.35],
  ['Non-Compete', 0.55],
  ['Termination for Convenience', 0.7],
  ['Termination for Cause', 0.6],
  ['Cap on Liability', 0.75],
  ['Indemnification', 0.45],
  ['Damages', 0.45],
  ['Change of Control', 0.45],
  ['Anti-Assignment', 0.35],
  ['Governing Law', 0.65],
  ['Dispute Resolution', 0.4],
]);

const ranks: ReadonlyMap<string, number> = new Map([...factWorth.keys()].map((type, rank) => [type, rank]));

/** The fact a sentence states best. */
export interface Fact {
  clauseType: string;
  /** Worth times probability, in [0, 1]. */
  worth: number;
  /** Place in the reading order of facts. */
  rank: number;
}

/** From two names on, a sentence is taken for the one that introduces the parties. */
const NAMES_OF_PREAMBLE = 2;
const SURE = 0.5;
/** A clause says its main thing first, under its heading: what its later sentences are worth of it. */
const LATER_SENTENCE = 0.7;

function better(known: Fact | undefined, next: Fact): Fact {
  return known === undefined || next.worth > known.worth ? next : known;
}

function overlapsByHalf(a: Span, b: Span): boolean {
  const overlap = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return overlap * 2 >= Math.min(a.end - a.start, b.end - b.start);
}

/**
 * The fact of each sentence, by the sentence's index. Sentences and spans are both in order of their starts, so that one
 * sweep serves; a span counts for the sentences that it overlaps by half of either.
 */
export function factsOf(segments: readonly Segment[], spans: readonly TaggedSpan[]): ReadonlyMap<number, Fact> {
  const facts = new Map<number, Fact>();
  const names = new Map<number, number>();
  let from = 0;
  for (const span of spans) {
    const worth = factWorth.get(span.clauseType);
    if (worth === undefined || span.probability < SURE) continue;
    while ((segments[from]?.end ?? Infinity) <= span.start) from += 1;
    let told = false;
    for (let at = from; (segments[at]?.start ?? Infinity) < span.end; at += 1) {
      const segment = segments[at];
      if (segment === undefined) break;
      if (span.clauseType === 'Parties' && span.evidence === 'form') {
        names.set(at, (names.get(at) ?? 0) + 1);
      } else if (!segment.isHeading && overlapsByHalf(segment, span)) {
        const share = told ? LATER_SENTENCE : 1;
        told = true;
        const fact = {
          clauseType: span.clauseType,
          worth: worth * span.probability * share,
          rank: ranks.get(span.clauseType) ?? 0,
        };
        facts.set(at, better(facts.get(at), fact));
      }
    }
  }
  const preamble = [...names].find(([, count]) => count >= NAMES_OF_PREAMBLE)?.[0];
  if (preamble !== undefined)
    facts.set(preamble, { clauseType: 'Parties', worth: factWorth.get('Parties') ?? 1, rank: 0 });
  return facts;
}
