import type { Span } from '../../contracts/types.js';

/** A range with the log-odds or probability that it is a whole clause. */
export interface Scored extends Span {
  probability: number;
}

/** What a range that overlaps a surer one is still worth: it counts only where that one is wrong. */
const ALTERNATIVE = 1;

/**
 * The surest ranges that do not overlap each other, and the others with the probability that they are right where the
 * surer ones, with which they overlap, are wrong. Sorted by probability, the surest first.
 */
export function selectSpans<T extends Scored>(spans: readonly T[], least: number): T[] {
  const order = [...spans].sort((a, b) => b.probability - a.probability || a.start - b.start || a.end - b.end);
  const chosen: T[] = [];
  for (const span of order) {
    let { probability } = span;
    if (chosen.some(({ start, end }) => start === span.start && end === span.end)) continue;
    for (const other of chosen)
      if (span.start < other.end && other.start < span.end) probability *= ALTERNATIVE * (1 - other.probability);
    if (probability >= least) chosen.push({ ...span, probability });
  }
  return chosen.sort((a, b) => b.probability - a.probability || a.start - b.start || a.end - b.end);
}
