/** The `q`-quantile (0 to 1) by linear interpolation between order statistics. Throws for no values. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new Error('A quantile of no values was asked for');
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** What a benchmark says of one quantity: the median of the rounds, and its ratio to the baseline of the same round. */
export interface Comparison {
  median: number;
  /** `lower` and `upper` are the quartiles of the rounds' ratios. */
  ratio: { median: number; lower: number; upper: number; lowest: number; highest: number };
}

/**
 * Compares a candidate with the baseline, round by round: rounds that alternate share the machine's mood, so their ratio is steadier
 * than either figure.
 * @param candidate one value a round
 * @param baseline one value a round, in the same order
 */
export function compare(candidate: readonly number[], baseline: readonly number[]): Comparison {
  if (candidate.length !== baseline.length)
    throw new Error('Rounds of the candidate and the baseline differ in number');
  const ratios = candidate.map((value, round) => value / (baseline[round] ?? Number.NaN));
  return {
    median: median(candidate),
    ratio: {
      median: median(ratios),
      lower: quantile(ratios, 0.25),
      upper: quantile(ratios, 0.75),
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
    },
  };
}

/** By how much `y` grows with `x`, by least squares; 0 where all `x` are equal. */
export function slopeOf(points: readonly { x: number; y: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}
