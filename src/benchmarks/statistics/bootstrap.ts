import { type ClusterTable, columnSums, type Statistic, weightedSums } from './clusters.js';
import { Random } from './random.js';

/** A value with the bounds of its interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface BootstrapOptions {
  /** Seed of `Random`; with the same seed and the same units, two models meet the same resamples. */
  seed: number;
  /** Resamples, 2000 by default. */
  resamples?: number;
}

export const DEFAULT_RESAMPLES = 2000;
export const DEFAULT_CONFIDENCE = 0.95;

/** A statistic on the data as they are and on every resample. */
export interface Replicates {
  keys: readonly string[];
  seed: number;
  value: number;
  replicates: Float64Array;
}

export interface PairedComparison {
  /** `candidate - reference`. */
  difference: Interval;
  /** `candidate / reference`; null where that means nothing: lower is better, or the reference could well be 0. */
  ratio: Interval | null;
  /** Pearson correlation of the two models' replicates in [-1, 1]; null when one of them does not vary. */
  correlation: number | null;
  /** Independent units resampled. */
  clusters: number;
}

/**
 * The cluster bootstrap: units are drawn with replacement, as many as there are, and each statistic is computed from
 * the drawn units' sums. All statistics see the same resamples.
 *
 * @throws RangeError when there is no unit, or a statistic is not finite
 */
export function replicate<Name extends string>(
  table: ClusterTable,
  statistics: Readonly<Record<Name, Statistic>>,
  options: BootstrapOptions,
): Record<Name, Replicates>;
export function replicate(
  table: ClusterTable,
  statistics: Readonly<Record<string, Statistic>>,
  options: BootstrapOptions,
): Record<string, Replicates> {
  const { keys, width } = table;
  if (keys.length === 0) throw new RangeError('There is nothing to resample');
  const { seed, resamples = DEFAULT_RESAMPLES } = options;
  const whole = columnSums(table);
  const results = Object.entries(statistics).map(([name, statistic]) => ({
    name,
    statistic,
    value: finite(statistic(whole), name),
    replicates: new Float64Array(resamples),
  }));
  const random = new Random(seed);
  const weights = new Uint32Array(keys.length);
  const sums = new Float64Array(width);
  for (let resample = 0; resample < resamples; resample++) {
    weights.fill(0);
    for (let drawn = 0; drawn < keys.length; drawn++) weights[random.below(keys.length)]! += 1;
    weightedSums(table, weights, sums);
    for (const { name, statistic, replicates } of results) replicates[resample] = finite(statistic(sums), name);
  }
  return Object.fromEntries(results.map(({ name, value, replicates }) => [name, { keys, seed, value, replicates }]));
}

/** The percentile interval of a replicated statistic, around the value on the data as they are. */
export function percentileInterval(replicates: Replicates, confidence = DEFAULT_CONFIDENCE): Interval {
  return intervalOf(replicates.value, replicates.replicates, confidence);
}

/** `replicate` and `percentileInterval` in one: each statistic's value with its cluster-bootstrap interval. */
export function bootstrap<Name extends string>(
  table: ClusterTable,
  statistics: Readonly<Record<Name, Statistic>>,
  options: BootstrapOptions & { confidence?: number },
): Record<Name, Interval>;
export function bootstrap(
  table: ClusterTable,
  statistics: Readonly<Record<string, Statistic>>,
  options: BootstrapOptions & { confidence?: number },
): Record<string, Interval> {
  const replicated = Object.entries(replicate(table, statistics, options));
  return Object.fromEntries(replicated.map(([name, own]) => [name, percentileInterval(own, options.confidence)]));
}

/**
 * Compares two models on the same units and the same resamples, so that what makes a unit hard for both cancels out.
 *
 * @throws RangeError when the units, the seeds or the number of resamples differ
 */
export function comparePaired(
  candidate: Replicates,
  reference: Replicates,
  options: { confidence?: number; higherIsBetter?: boolean } = {},
): PairedComparison {
  assertPaired(candidate, reference);
  const { confidence = DEFAULT_CONFIDENCE, higherIsBetter = true } = options;
  const [a, b] = [candidate.replicates, reference.replicates];
  const differences = a.map((value, index) => value - b[index]!);
  return {
    difference: intervalOf(candidate.value - reference.value, differences, confidence),
    ratio: higherIsBetter ? ratioInterval(candidate, reference, confidence) : null,
    correlation: correlation(a, b),
    clusters: candidate.keys.length,
  };
}

function assertPaired(a: Replicates, b: Replicates): void {
  const sameKeys = a.keys.length === b.keys.length && a.keys.every((key, index) => key === b.keys[index]);
  if (!sameKeys || a.seed !== b.seed || a.replicates.length !== b.replicates.length) {
    throw new RangeError('A paired comparison needs the same units, seed and number of resamples for both');
  }
}

/**
 * A resample in which the reference is not above 0 says nothing of the ratio, so it counts as 0 for the lower bound and
 * as infinite for the upper: dropping it would flatter. Without a finite upper bound there is no interval.
 */
function ratioInterval(candidate: Replicates, reference: Replicates, confidence: number): Interval | null {
  if (reference.value <= 0) return null;
  const ratios = (undefinedAs: number): Float64Array =>
    candidate.replicates.map((value, index) => {
      const divisor = reference.replicates[index]!;
      return divisor > 0 ? value / divisor : undefinedAs;
    });
  const value = candidate.value / reference.value;
  const { low } = intervalOf(value, ratios(0), confidence);
  const { high } = intervalOf(value, ratios(Infinity), confidence);
  return Number.isFinite(high) ? { value, low, high } : null;
}

function intervalOf(value: number, replicates: Float64Array, confidence: number): Interval {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('A confidence is between 0 and 1');
  const sorted = Float64Array.from(replicates).sort();
  const tail = (1 - confidence) / 2;
  return { value, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** The quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996, R's and NumPy's default). */
export function quantile(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) throw new RangeError('A quantile of nothing');
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (position - below) * (upper - lower);
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [covariance, varianceA, varianceB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index]! - meanA, b[index]! - meanB];
    covariance += x * y;
    varianceA += x * x;
    varianceB += y * y;
  }
  const scale = Math.sqrt(varianceA) * Math.sqrt(varianceB);
  return scale > 1e-14 * a.length ? Math.max(-1, Math.min(1, covariance / scale)) : null;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function finite(value: number, name: string): number {
  if (!Number.isFinite(value)) throw new RangeError(`The statistic ${name} is not finite`);
  return value;
}
