import type { Span } from '../../contracts/types.js';

/** A range with a probability. */
export interface Scored extends Span {
  probability: number;
}

/** A range with the probability that it adds a clause to the surer ones, and that it is one at all. */
export interface Gaining extends Scored {
  /** Probability that it is a clause, be it one that a surer range has found already. */
  own: number;
}

/** A range that overlaps surer ones is kept from this probability on, */
const LEAST_ALTERNATIVE = 0.05;
/** if so much of its own probability is gain (else it most likely repeats them), */
const LEAST_SHARE = 0.1;
/** and if they are no more than so many. */
const MOST_OVERLAPPED = 3;

/**
 * The ranges worth saying, the surest first: of those that overlap surer ones only such as may well be right where those
 * are wrong, or beside them. No range comes twice.
 */
export function selectSpans<T extends Gaining>(spans: readonly T[], least: number): T[] {
  const order = [...spans].sort((a, b) => b.probability - a.probability || a.start - b.start || a.end - b.end);
  const chosen: T[] = [];
  for (const span of order) {
    const { start, end, probability, own } = span;
    if (probability < least) break;
    const surer = chosen.filter((other) => start < other.end && other.start < end);
    const isAlternative =
      probability >= Math.max(LEAST_ALTERNATIVE, LEAST_SHARE * own) &&
      surer.length <= MOST_OVERLAPPED &&
      surer.every((other) => other.start !== start || other.end !== end);
    if (surer.length === 0 || isAlternative) chosen.push(span);
  }
  return chosen;
}
