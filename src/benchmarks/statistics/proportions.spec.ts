import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clopperPearson, wilson } from './proportions.js';

// Published intervals: Newcombe 1998, "Two-sided confidence intervals for the single proportion" (Statistics in Medicine
// 17:857-872), Table I, methods 3 (Wilson) and 5 (Clopper-Pearson), 95 %.
const newcombe = [
  { successes: 81, trials: 263, wilson: [0.2553, 0.3662], exact: [0.2527, 0.3676] },
  { successes: 15, trials: 148, wilson: [0.0624, 0.1605], exact: [0.0578, 0.1617] },
  { successes: 0, trials: 20, wilson: [0, 0.1611], exact: [0, 0.1684] },
  { successes: 1, trials: 29, wilson: [0.0061, 0.1718], exact: [0.0009, 0.1776] },
] as const;

const counts = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.nat())
  .map(([trials, any]) => ({ trials, successes: any % (trials + 1) }));

describe(wilson.name, () => {
  it.each(newcombe)('gives the published interval of $successes in $trials', (example) => {
    const { low, high } = wilson(example.successes, example.trials);
    expect([low, high].map((end) => Number(end.toFixed(4)))).toEqual(example.wilson);
  });

  it('ends where the score test is just significant', () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const { value, low, high } = wilson(successes, trials);
        for (const end of [low, high].filter((bound) => bound > 0 && bound < 1)) {
          const z = (value - end) / Math.sqrt((end * (1 - end)) / trials);
          expect(Math.abs(z)).toBeCloseTo(1.959963984540054, 6);
        }
      }),
    );
  });
});

describe(clopperPearson.name, () => {
  it.each(newcombe)('gives the published interval of $successes in $trials', (example) => {
    const { low, high } = clopperPearson(example.successes, example.trials);
    expect([low, high].map((end) => Number(end.toFixed(4)))).toEqual(example.exact);
  });

  it('is the rule of three, exactly, when nothing succeeded', () => {
    expect(clopperPearson(0, 100).high).toBeCloseTo(1 - 0.025 ** (1 / 100), 12);
    expect(clopperPearson(100, 100).low).toBeCloseTo(0.025 ** (1 / 100), 12);
  });

  it('holds the proportion, is mirrored for failures, and grows with the confidence', () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        for (const interval of [wilson, clopperPearson]) {
          const { value, low, high } = interval(successes, trials);
          const mirrored = interval(trials - successes, trials);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
          expect(mirrored.low).toBeCloseTo(1 - high, 9);
          const wider = interval(successes, trials, 0.99);
          expect(wider.high - wider.low).toBeGreaterThan(high - low);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never covers less than it says', () => {
    const trials = 30;
    const intervals = Array.from({ length: trials + 1 }, (_, successes) => clopperPearson(successes, trials));
    const chance = (successes: number, p: number): number => {
      let term = p ** successes * (1 - p) ** (trials - successes);
      for (let factor = 1; factor <= successes; factor++) term *= (trials - successes + factor) / factor;
      return term;
    };
    for (let p = 0.01; p < 1; p += 0.01) {
      const coverage = intervals.reduce((sum, { low, high }, k) => sum + (low <= p && p <= high ? chance(k, p) : 0), 0);
      expect(coverage).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe('both', () => {
  it.each([
    [1, 0],
    [-1, 5],
    [6, 5],
    [1.5, 5],
  ])('refuse %p of %p', (successes, trials) => {
    expect(() => wilson(successes, trials)).toThrow(RangeError);
    expect(() => clopperPearson(successes, trials)).toThrow(RangeError);
  });
});
