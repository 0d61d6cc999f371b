import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bootstrap, comparePaired, percentileInterval, quantile, type Replicates, replicate } from './bootstrap.js';
import { type ClusteredValue, meanOf, meanTable } from './clusters.js';
import { Random } from './random.js';

const mean = { mean: meanOf };

function oneEach(values: readonly number[]): ClusteredValue[] {
  return values.map((value, index) => ({ cluster: `unit ${index}`, value }));
}

/** Standard normal by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

function replicates(value: number, values: number[], keys = ['a', 'b']): Replicates {
  return { keys, seed: 1, value, replicates: Float64Array.from(values) };
}

describe(quantile.name, () => {
  it('interpolates as R and NumPy do by default', () => {
    const sorted = Float64Array.of(1, 2, 4, 8);
    [1, 1.3, 1.75, 3, 6.8, 8].forEach((expected, index) => {
      expect(quantile(sorted, [0, 0.1, 0.25, 0.5, 0.9, 1][index]!)).toBeCloseTo(expected, 12);
    });
    expect(quantile(Float64Array.of(3), 0.975)).toBe(3);
  });
});

describe(bootstrap.name, () => {
  it('is the same for the same seed and another for another', () => {
    const table = meanTable(oneEach([3, 1, 4, 1, 5, 9, 2, 6]));
    const run = (seed: number) => bootstrap(table, mean, { seed, resamples: 200 });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('does not depend on the order of the items', () => {
    const items = oneEach([3, 1, 4, 1, 5, 9, 2, 6]);
    const run = (list: ClusteredValue[]) => bootstrap(meanTable(list), mean, { seed: 5, resamples: 200 });
    expect(run(items.toReversed())).toEqual(run(items));
  });

  it('lies between the extremes of the units and around the value', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(values, fc.nat(), (list, seed) => {
        const interval = bootstrap(meanTable(oneEach(list)), mean, { seed, resamples: 300 }).mean;
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...list) - 1e-9);
        expect(interval.high).toBeLessThanOrEqual(Math.max(...list) + 1e-9);
        expect(interval.low).toBeLessThanOrEqual(interval.value + 1e-9);
        expect(interval.high).toBeGreaterThanOrEqual(interval.value - 1e-9);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('agrees with the standard error of a mean', () => {
    const random = new Random(11);
    const values = Array.from({ length: 200 }, () => normal(random));
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
    const interval = bootstrap(meanTable(oneEach(values)), mean, { seed: 1, resamples: 4000 }).mean;
    expect((interval.high - interval.low) / 2).toBeCloseTo((1.96 * deviation) / Math.sqrt(200), 2);
  });

  it('covers the true mean about as often as it says', () => {
    const random = new Random(12);
    let covered = 0;
    for (let study = 0; study < 400; study++) {
      const table = meanTable(oneEach(Array.from({ length: 50 }, () => normal(random))));
      const interval = bootstrap(table, mean, { seed: study, resamples: 400 }).mean;
      if (interval.low <= 0 && interval.high >= 0) covered += 1;
    }
    expect(covered / 400).toBeGreaterThan(0.9);
    expect(covered / 400).toBeLessThan(0.98);
  });

  it('covers the truth when items of a unit go together, which resampling the items does not', () => {
    const random = new Random(13);
    const covered = { units: 0, items: 0 };
    const covers = (items: ClusteredValue[], seed: number): boolean => {
      const interval = bootstrap(meanTable(items), mean, { seed, resamples: 300 }).mean;
      return interval.low <= 0 && interval.high >= 0;
    };
    for (let study = 0; study < 150; study++) {
      const items = Array.from({ length: 40 }, (_, unit) => ({ cluster: `${unit}`, effect: normal(random) })).flatMap(
        ({ cluster, effect }) => Array.from({ length: 8 }, () => ({ cluster, value: effect + 0.3 * normal(random) })),
      );
      if (covers(items, study)) covered.units += 1;
      if (covers(oneEach(items.map((item) => item.value)), study)) covered.items += 1;
    }
    expect(covered.units / 150).toBeGreaterThan(0.87);
    expect(covered.items / 150).toBeLessThan(0.7);
  });

  it('refuses a statistic that is not finite, and no units', () => {
    expect(() => bootstrap(meanTable([]), mean, { seed: 1 })).toThrow(RangeError);
    expect(() => bootstrap(meanTable(oneEach([1])), { bad: () => Number.NaN }, { seed: 1 })).toThrow('bad');
  });
});

describe(replicate.name, () => {
  it('shows every statistic the same resamples', () => {
    const table = meanTable(oneEach([1, 2, 3, 4, 5]));
    const both = replicate(table, { one: meanOf, twice: (sums) => 2 * meanOf(sums) }, { seed: 3, resamples: 50 });
    expect([...both.twice.replicates]).toEqual([...both.one.replicates].map((value) => 2 * value));
    expect(both.one.value).toBe(3);
  });
});

describe(comparePaired.name, () => {
  it('finds no difference between a model and itself', () => {
    const own = replicate(meanTable(oneEach([1, 2, 3, 4, 5])), mean, { seed: 3, resamples: 100 }).mean;
    expect(comparePaired(own, own)).toEqual({
      difference: { value: 0, low: 0, high: 0 },
      ratio: { value: 1, low: 1, high: 1 },
      correlation: 1,
      clusters: 5,
    });
  });

  it('is much narrower than two intervals apart when the same units are hard for both', () => {
    const random = new Random(21);
    const difficulty = Array.from({ length: 60 }, () => 5 + normal(random));
    const seed = { seed: 4, resamples: 500 };
    const a = replicate(meanTable(oneEach(difficulty.map((d) => d + 0.1 * normal(random)))), mean, seed).mean;
    const b = replicate(meanTable(oneEach(difficulty.map((d) => d - 0.2))), mean, seed).mean;
    const { difference, correlation, ratio } = comparePaired(a, b);
    const single = percentileInterval(a);
    expect(difference.high - difference.low).toBeLessThan((single.high - single.low) / 3);
    expect(difference.low).toBeGreaterThan(0);
    expect(correlation).toBeGreaterThan(0.95);
    expect(ratio!.value).toBeCloseTo(a.value / b.value, 12);
    expect(ratio!.low).toBeGreaterThan(1);
  });

  it('takes differences and ratios resample by resample', () => {
    const comparison = comparePaired(replicates(3, [2, 4]), replicates(4, [4, 5]));
    expect(comparison.difference).toEqual({ value: -1, low: -2 + 0.025, high: -1 - 0.025 });
    expect(comparison.ratio!.value).toBe(0.75);
    expect(comparison.ratio!.low).toBeCloseTo(0.5 + 0.3 * 0.025, 12);
    expect(comparison.ratio!.high).toBeCloseTo(0.8 - 0.3 * 0.025, 12);
  });

  it('gives no ratio when lower is better or the reference may be 0', () => {
    expect(comparePaired(replicates(1, [1, 2]), replicates(2, [2, 2]), { higherIsBetter: false }).ratio).toBeNull();
    expect(comparePaired(replicates(1, [1, 2]), replicates(0, [0, 0])).ratio).toBeNull();
    expect(comparePaired(replicates(1, [1, 2]), replicates(1, [0, 2])).ratio).toBeNull();
  });

  it('counts a few resamples with a reference of 0 against the model at the lower end', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 1 + index / 1000);
    const reference = values.map((_, index) => (index < 10 ? 0 : 1));
    const { ratio } = comparePaired(replicates(1.5, values), replicates(1, reference));
    expect(ratio!.low).toBeCloseTo(values[25]!, 2);
    expect(ratio!.high).toBeGreaterThan(values[980]!);
    expect(Number.isFinite(ratio!.high)).toBe(true);
  });

  it('has no correlation with a model that never varies', () => {
    expect(comparePaired(replicates(1, [1, 2]), replicates(2, [2, 2])).correlation).toBeNull();
    expect(comparePaired(replicates(1, [1, 2]), replicates(2, [4, 2])).correlation).toBeCloseTo(-1, 12);
  });

  it.each([
    ['units', replicates(1, [1, 2], ['a', 'c'])],
    ['a number of resamples', replicates(1, [1, 2, 3])],
    ['seeds', { ...replicates(1, [1, 2]), seed: 2 }],
  ])('refuses %s that differ', (_, other) => {
    expect(() => comparePaired(replicates(1, [1, 2]), other)).toThrow(RangeError);
  });
});
