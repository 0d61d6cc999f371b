import type { SourceText, Span } from '../contracts/types.js';

/** What made a tagger decide: a heading above the words, the words themselves, their place in the form, or a model. */
export type TagEvidence = 'heading' | 'phrase' | 'form' | 'keyword' | 'model';

/** A range of the text that a tagger takes for a clause of a type. */
export interface TaggedSpan extends Span {
  /** Name in the vocabulary (`src/contracts/clause-types.ts`). */
  clauseType: string;
  /** Estimated probability in (0, 1] that the range is such a clause. */
  probability: number;
  evidence?: TagEvidence;
}

/**
 * Finds clauses in a text: a pure function of the text, deterministic, without network or clock.
 *
 * Spans lie inside the text, are not empty, do not begin or end in white space, and come sorted by start, end, then
 * clause type. Spans of one type do not repeat a range. What is below a probability of 0.01 is left out.
 */
export interface ClauseTagger {
  /** Changes whenever the output may change; stored as the snapshot in a result's provenance. */
  readonly version: string;
  /** Probability from which a review reports a span as found; 0.5 where the tagger does not say. */
  readonly threshold?: number;
  tag(source: SourceText): TaggedSpan[];
}

/** Probability below which a tagger keeps silent. */
export const MINIMUM_PROBABILITY = 0.01;

/** Orders as {@link ClauseTagger} promises: by start, end, then clause type in code-unit order. */
export function compareSpans(a: TaggedSpan, b: TaggedSpan): number {
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return a.end - b.end;
  return a.clauseType < b.clauseType ? -1 : a.clauseType > b.clauseType ? 1 : 0;
}
