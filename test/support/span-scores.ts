import type { Span } from '../../src/contracts/types.js';

/** Spans found, wrong and missed of one type. */
export interface SpanCounts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

export interface SpanScore extends SpanCounts {
  precision: number;
  recall: number;
  f1: number;
}

/** Shared characters over all characters of the two spans. */
export function jaccard(a: Span, b: Span): number {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
  return shared / (a.end - a.start + (b.end - b.start) - shared);
}

/** Matches each gold span to at most one prediction, the best overlaps first; a pair counts from `threshold` on. */
export function countSpans(gold: readonly Span[], predicted: readonly Span[], threshold = 0.5): SpanCounts {
  const pairs = gold
    .flatMap((span, g) => predicted.map((guess, p) => ({ g, p, overlap: jaccard(span, guess) })))
    .filter(({ overlap }) => overlap >= threshold)
    .sort((a, b) => b.overlap - a.overlap || a.g - b.g || a.p - b.p);
  const golds = new Set<number>();
  const guesses = new Set<number>();
  for (const { g, p } of pairs) {
    if (golds.has(g) || guesses.has(p)) continue;
    golds.add(g);
    guesses.add(p);
  }
  const truePositives = golds.size;
  return {
    truePositives,
    falsePositives: predicted.length - truePositives,
    falseNegatives: gold.length - truePositives,
  };
}

export function addCounts(counts: readonly SpanCounts[]): SpanCounts {
  const sum = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  for (const { truePositives, falsePositives, falseNegatives } of counts) {
    sum.truePositives += truePositives;
    sum.falsePositives += falsePositives;
    sum.falseNegatives += falseNegatives;
  }
  return sum;
}

/** Precision, recall and F1; 0 where there is nothing to divide by. */
export function scoreOf(counts: SpanCounts): SpanScore {
  const { truePositives, falsePositives, falseNegatives } = counts;
  const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    ...counts,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}
