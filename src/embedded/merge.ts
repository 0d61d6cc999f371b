import type { Segment } from './segments.js';
import type { TaggedSpan } from './tagger.js';

/** A sentence that may be of a type. */
export interface Hit {
  segment: Segment;
  /** Its place among the sentences: neighbours differ by one. */
  index: number;
  probability: number;
  /** Log-odds from the headings, and from the sentence itself. */
  above: number;
  inside: number;
}

/** From this probability on neighbours are one clause. */
const CONFIDENT = 0.4;
/** A merged clause stays short enough to be read as a citation, in UTF-16 code units. */
const LONGEST = 1_500;

/** Whether `next` continues the clause that ends with `last`: neighbours in one article, both confident. */
function continues(first: Hit, last: Hit, next: Hit): boolean {
  return (
    next.index === last.index + 1 &&
    next.segment.article === last.segment.article &&
    last.probability >= CONFIDENT &&
    next.probability >= CONFIDENT &&
    next.segment.end - first.segment.start <= LONGEST
  );
}

/** Joins neighbouring confident hits of one type into clauses; the probability is that of the surest sentence. */
export function mergeNeighbours(clauseType: string, hits: readonly Hit[]): TaggedSpan[] {
  const spans: TaggedSpan[] = [];
  let first: Hit | undefined;
  let last: Hit | undefined;
  let surest: Hit | undefined;
  const close = (): void => {
    if (first === undefined || last === undefined || surest === undefined) return;
    const evidence = surest.above > surest.inside ? 'heading' : 'phrase';
    spans.push({
      clauseType,
      start: first.segment.start,
      end: last.segment.end,
      probability: surest.probability,
      evidence,
    });
  };
  for (const hit of hits) {
    if (first !== undefined && last !== undefined && surest !== undefined && continues(first, last, hit)) {
      last = hit;
      if (hit.probability > surest.probability) surest = hit;
    } else {
      close();
      first = hit;
      last = hit;
      surest = hit;
    }
  }
  close();
  return spans;
}
