import type { Span } from '../../contracts/types.js';
import { RANKING_FEATURES } from './ranking.js';

/** A candidate that the ranking thinks possible. */
export interface RankedCandidate extends Span {
  /** Its number among the document's candidates. */
  candidate: number;
  /** Log-odds that it is a clause, by the ranking. */
  score: number;
  /** Its {@link RANKING_FEATURES}. */
  row: Float32Array;
}

export const GAIN_FEATURES = [
  ...RANKING_FEATURES, 'score', 'surest overlapped', 'share of it', 'holds or is held', 'overlapped',
  'overlapped on their own', 'largest share', 'all others wrong', 'before it', 'expected clauses', 'sure clauses',
  'best score', 'length against it', 'last on its own',
] as const; // prettier-ignore

const WIDTH = GAIN_FEATURES.length;
const NONE = -9;
/** A candidate less probable than this is not looked at again. */
export const LEAST_RANKED = 0.004;
/** A candidate that overlaps more of the surer ones than this adds nothing. */
const MOST_OVERLAPPED = 6;

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));
const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

function shareOf(a: Span, b: Span): number {
  return (Math.min(a.end, b.end) - Math.max(a.start, b.start)) / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

/** How one range lies to another that it overlaps: inside, around, or across its edge. */
function relationOf(span: Span, other: Span): number {
  if (span.start >= other.start && span.end <= other.end) return 1;
  return span.start <= other.start && span.end >= other.end ? 2 : 3;
}

/**
 * Calls `visit` for the candidates of one category, the surest first, with what is known of each beside the surer ones:
 * whether it adds a clause to what they have found. The row is reused between calls.
 */
export function forEachGain(
  candidates: readonly RankedCandidate[],
  visit: (candidate: RankedCandidate, row: Float32Array) => void,
): void {
  const order = [...candidates].sort((a, b) => b.score - a.score || a.start - b.start || a.end - b.end);
  const { expected, sure } = outlook(order);
  const listed: RankedCandidate[] = [];
  const alone: RankedCandidate[] = [];
  const row = new Float32Array(WIDTH);
  for (const candidate of order) {
    const { start, end, score } = candidate;
    const surer = listed.filter((other) => overlaps(candidate, other));
    if (surer.length > MOST_OVERLAPPED) continue;
    const [top] = surer;
    row.set(candidate.row);
    let at = RANKING_FEATURES.length;
    row[at++] = score;
    row[at++] = top?.score ?? NONE;
    row[at++] = top === undefined ? 0 : shareOf(candidate, top);
    row[at++] = top === undefined ? 0 : relationOf(candidate, top);
    row[at++] = surer.length;
    row[at++] = alone.filter((other) => overlaps(candidate, other)).length;
    row[at++] = Math.max(0, ...surer.map((other) => shareOf(candidate, other)));
    row[at++] = surer.reduce((wrong, other) => wrong * (1 - logistic(other.score)), 1);
    row[at++] = alone.length;
    row[at++] = expected;
    row[at++] = sure;
    row[at++] = order[0]!.score;
    row[at++] = top === undefined ? 0 : Math.log((end - start) / (top.end - top.start));
    row[at++] = alone.at(-1)?.score ?? 0;
    visit(candidate, row);
    listed.push(candidate);
    if (top === undefined) alone.push(candidate);
  }
}

/** How many clauses the candidates that do not overlap surer ones amount to. */
function outlook(order: readonly RankedCandidate[]): { expected: number; sure: number } {
  const alone: RankedCandidate[] = [];
  let [expected, sure] = [0, 0];
  for (const candidate of order) {
    if (alone.some((other) => overlaps(candidate, other))) continue;
    alone.push(candidate);
    expected += logistic(candidate.score);
    if (candidate.score > 0) sure += 1;
  }
  return { expected, sure };
}
