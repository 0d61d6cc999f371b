import type { Span } from '../../contracts/types.js';

/** A range with the log-odds or probability that it is a whole clause. */
export interface Scored extends Span {
  probability: number;
}

/** A range that overlaps a surer one is kept only from this probability on: it may add a clause where that one is wrong. */
const LEAST_ALTERNATIVE = 0.12;

/**
 * The surest ranges that do not overlap each other; and of those that overlap exactly one of the surer ones, the ones that
 * may well be right where that one is wrong, with the probability of both. Sorted by probability, the surest first.
 */
export function selectSpans<T extends Scored>(spans: readonly T[], least: number): T[] {
  const order = [...spans].sort((a, b) => b.probability - a.probability || a.start - b.start || a.end - b.end);
  const chosen: T[] = [];
  for (const span of order) {
    const surer = chosen.filter(({ start, end }) => span.start < end && start < span.end);
    const [other] = surer;
    if (other === undefined) {
      if (span.probability >= least) chosen.push(span);
      continue;
    }
    const probability = span.probability * (1 - other.probability);
    const isSame = span.start === other.start && span.end === other.end;
    if (surer.length === 1 && !isSame && probability >= Math.max(least, LEAST_ALTERNATIVE))
      chosen.push({ ...span, probability });
  }
  return chosen.sort((a, b) => b.probability - a.probability || a.start - b.start || a.end - b.end);
}
