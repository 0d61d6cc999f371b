import type { Span } from '../../contracts/types.js';
import type { Segment } from '../segments.js';
import type { TaggedSpan } from '../tagger.js';
import { preambleOf, purposesOf } from './openings.js';

/** What a reader of a contract asks of it; a summary answers each question before it answers one twice. */
export type Topic =
  | 'parties'
  | 'purpose'
  | 'term'
  | 'money'
  | 'performance'
  | 'rights'
  | 'conduct'
  | 'liability'
  | 'termination'
  | 'transfer'
  | 'law';

/**
 * What a reader of a contract wants to know first: clause types with their topic and worth in a summary, in reading
 * order. Types that are not here add nothing.
 */
const KINDS: readonly (readonly [clauseType: string, topic: Topic, worth: number])[] = [
  ['Parties', 'parties', 1],
  ['Purpose', 'purpose', 0.9],
  ['Scope of Services', 'purpose', 0.65],
  ['Contract Term', 'term', 0.85],
  ['Expiration Date', 'term', 0.85],
  ['Renewal Term', 'term', 0.6],
  ['Payment', 'money', 0.65],
  ['Wages', 'money', 0.85],
  ['Revenue/Profit Sharing', 'money', 0.85],
  ['Minimum Commitment', 'money', 0.8],
  ['Working Hours', 'performance', 0.7],
  ['Delivery', 'performance', 0.35],
  ['Acceptance', 'performance', 0.4],
  ['Warranty Duration', 'performance', 0.4],
  ['Defect Warranty', 'performance', 0.4],
  ['License Grant', 'rights', 0.65],
  ['Exclusivity', 'rights', 0.6],
  ['IP Ownership Assignment', 'rights', 0.6],
  ['Joint IP Ownership', 'rights', 0.5],
  ['Intellectual Property', 'rights', 0.4],
  ['Confidentiality', 'conduct', 0.45],
  ['Personal Data', 'conduct', 0.35],
  ['Non-Compete', 'conduct', 0.55],
  ['Cap on Liability', 'liability', 0.85],
  ['Liquidated Damages', 'liability', 0.6],
  ['Damages', 'liability', 0.5],
  ['Indemnification', 'liability', 0.45],
  ['Termination for Convenience', 'termination', 0.75],
  ['Termination for Cause', 'termination', 0.65],
  ['Change of Control', 'transfer', 0.45],
  ['Anti-Assignment', 'transfer', 0.35],
  ['Governing Law', 'law', 0.7],
  ['Dispute Resolution', 'law', 0.4],
];
/** What sentences of contracts state in so many words, where no tagger says it: English, the rest is in the lexicon. */
const PHRASES: readonly (readonly [pattern: RegExp, clauseType: string, worth: number])[] = [
  [
    /\b(?:term|duration) of this \w+\b.{0,120}\b(?:commenc|begin|start|continu|expir|end|terminat|is |shall be )|\bthis (?:\w+ ){1,4}(?:shall|will|is|takes?) .{0,120}\b(?:in (?:full )?force|in effect|expires?|terminates?)\b.{0,80}\b(?:until|through|for an? |on |years?|months?)/,
    'Contract Term',
    0.65,
  ],
  [/\bmay (?:\w+ ){0,4}terminate (?:this|the) (?:\w+ )?(?:agreement|contract|lease)\b/, 'Termination for Cause', 0.6],
  [/\b(?:right|entitled|option) (?:\w+ ){0,4}to terminate this\b/, 'Termination for Cause', 0.6],
  [
    /\bliab(?:le|ility)\b.{0,200}\b(?:exceed|limited to|consequential|punitive)\b|\bin no event (?:shall|will)\b.{0,80}\bliable\b/,
    'Cap on Liability',
    0.65,
  ],
  [/\b(?:shall|will|agrees? to) pay\b.{0,200}(?:\$ ?\d|\d ?(?:%|percent|per cent))/, 'Payment', 0.55],
  [
    /^\W*(?:\(?\w{1,3}[).] )?(?:as|in) (?:full )?(?:consideration|compensation) (?:for|of)\b.{0,200}\b(?:shall|will|agrees to) (?:pay|issue|receive)\b/,
    'Payment',
    0.6,
  ],
];
const KIND_OF = new Map(KINDS.map(([clauseType, topic, worth], rank) => [clauseType, { topic, worth, rank }]));

/** The fact a sentence states best. */
export interface Fact {
  clauseType: string;
  topic: Topic;
  /** Worth times probability, in [0, 1]. */
  worth: number;
  /** Place in the reading order of facts. */
  rank: number;
}

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
 * sweep serves; a span counts for the sentences that it overlaps by half of either. The sentence that introduces the
 * parties is the only one of them, and what a contract is for is also found without a span.
 *
 * @param isPreamble Whether a sentence could be quoted as the one that introduces the parties.
 */
export function factsOf(
  segments: readonly Segment[],
  spans: readonly TaggedSpan[],
  isPreamble: (segment: Segment) => boolean,
): ReadonlyMap<number, Fact> {
  const facts = new Map<number, Fact>();
  const add = (at: number, clauseType: string, worth: number): void => {
    const kind = KIND_OF.get(clauseType);
    if (kind !== undefined) facts.set(at, better(facts.get(at), { clauseType, ...kind, worth }));
  };
  let from = 0;
  for (const span of spans) {
    const kind = KIND_OF.get(span.clauseType);
    if (kind === undefined || kind.topic === 'parties' || span.probability < SURE) continue;
    while ((segments[from]?.end ?? Infinity) <= span.start) from += 1;
    let told = false;
    for (let at = from; (segments[at]?.start ?? Infinity) < span.end; at += 1) {
      const segment = segments[at];
      if (segment === undefined) break;
      if (segment.isHeading || !overlapsByHalf(segment, span)) continue;
      add(at, span.clauseType, kind.worth * span.probability * (told ? LATER_SENTENCE : 1));
      told = true;
    }
  }
  for (const [at, { folded, isHeading, hangul }] of segments.entries()) {
    if (isHeading || hangul) continue;
    for (const [pattern, clauseType, worth] of PHRASES) if (pattern.test(folded)) add(at, clauseType, worth);
  }
  for (const [at, worth] of purposesOf(segments)) add(at, 'Purpose', worth);
  const preamble = preambleOf(segments, spans, isPreamble);
  if (preamble !== undefined) add(preamble, 'Parties', 1);
  return facts;
}
