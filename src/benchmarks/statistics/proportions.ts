import { DEFAULT_CONFIDENCE, type Interval } from './bootstrap.js';
import { betaQuantile, normalQuantile } from './distributions.js';

/**
 * Wilson's score interval of a proportion (Wilson 1927), for independent trials: near the stated coverage on average
 * even for few trials, where the normal approximation fails.
 */
export function wilson(successes: number, trials: number, confidence = DEFAULT_CONFIDENCE): Interval {
  assertCounts(successes, trials, confidence);
  const value = successes / trials;
  const z2 = normalQuantile(1 - (1 - confidence) / 2) ** 2;
  const centre = (successes + z2 / 2) / (trials + z2);
  const half = (Math.sqrt(z2) / (trials + z2)) * Math.sqrt(trials * value * (1 - value) + z2 / 4);
  // The exact ends: rounding would leave them 1e-17 beyond.
  return {
    value,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

/**
 * The interval of Clopper and Pearson (1934) of a proportion, for independent trials: never covers less than stated,
 * at the price of width. Ends are quantiles of beta distributions.
 */
export function clopperPearson(successes: number, trials: number, confidence = DEFAULT_CONFIDENCE): Interval {
  assertCounts(successes, trials, confidence);
  const tail = (1 - confidence) / 2;
  return {
    value: successes / trials,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  };
}

function assertCounts(successes: number, trials: number, confidence: number): void {
  const counts = Number.isInteger(successes) && Number.isInteger(trials);
  if (!counts || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError('A proportion needs integers 0 <= successes <= trials and trials >= 1');
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError('A confidence is between 0 and 1');
}
