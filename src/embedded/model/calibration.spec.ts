import { describe, expect, it } from '@jest/globals';
import { calibrate, calibrated, type Outcome } from './calibration.js';

/** Predictions of 0.1 and 0.3 that are right twice as often as they say. */
const outcomes = Array.from({ length: 4000 }, (_, index): Outcome => {
  const probability = index % 2 === 0 ? 0.1 : 0.3;
  return [probability, index % 10 < (index % 2 === 0 ? 4 : 6) - (index % 2 === 0 ? 1 : 0)];
});

describe(calibrated.name, () => {
  it('comes half way to how many are right', () => {
    const right = (wanted: number): number => {
      const own = outcomes.filter(([probability]) => probability === wanted);
      return own.filter(([, isRight]) => isRight).length / own.length;
    };
    const calibration = calibrate(outcomes);
    expect(calibrated(calibration, 0.1)).toBeCloseTo((0.1 + right(0.1)) / 2, 2);
    expect(calibrated(calibration, 0.3)).toBeCloseTo((0.3 + right(0.3)) / 2, 2);
  });

  it('keeps the order, and 0 and 1', () => {
    const calibration = calibrate(outcomes);
    const values = Array.from({ length: 101 }, (_, index) => calibrated(calibration, index / 100));
    for (let index = 1; index < values.length; index += 1) expect(values[index]!).toBeGreaterThan(values[index - 1]!);
    expect([values[0], values[100]]).toEqual([0, 1]);
  });

  it('changes nothing where there is nothing to go by', () => {
    expect(calibrated(calibrate([]), 0.37)).toBeCloseTo(0.37);
  });
});
