import { describe, expect, it } from '@jest/globals';
import { calibrate, calibrated, type Outcome } from './calibration.js';

/** Predictions of 0.1 and 0.3 that are right three and two times as often as they say. */
const shares = new Map([
  [0.1, 0.3],
  [0.3, 0.6],
]);
const outcomes = Array.from({ length: 4000 }, (_, index): Outcome => {
  const probability = index % 2 === 0 ? 0.1 : 0.3;
  return [probability, Math.floor(index / 2) % 10 < shares.get(probability)! * 10];
});
/** The surer, the more often wrong. */
const perverse = Array.from({ length: 4000 }, (_, index): Outcome => [(index % 10) / 10 + 0.05, index % 10 < 3]);

describe(calibrated.name, () => {
  it('says how many are right', () => {
    const calibration = calibrate(outcomes);
    for (const [probability, right] of shares) expect(calibrated(calibration, probability)).toBeCloseTo(right, 2);
  });

  it.each([
    ['outcomes that go with the probabilities', outcomes],
    ['outcomes that go against them', perverse],
    ['outcomes that are all right', outcomes.map(([probability]): Outcome => [probability, true])],
  ])('keeps the order, and 0 and 1, with %s', (_, given) => {
    const calibration = calibrate(given);
    const values = Array.from({ length: 101 }, (_, index) => calibrated(calibration, index / 100));
    for (let index = 1; index < values.length; index += 1) expect(values[index]!).toBeGreaterThan(values[index - 1]!);
    expect([values[0], values[100]]).toEqual([0, 1]);
  });

  it('changes nothing where there is nothing to go by', () => {
    expect(calibrated(calibrate([]), 0.37)).toBeCloseTo(0.37);
  });

  it('changes next to nothing where the probabilities are true', () => {
    const fair = Array.from({ length: 20_000 }, (_, index): Outcome => {
      const probability = ((index % 99) + 1) / 100;
      return [probability, (index * 0.618_033_988_75) % 1 < probability];
    });
    const calibration = calibrate(fair);
    for (const probability of [0.02, 0.2, 0.5, 0.9])
      expect(Math.abs(calibrated(calibration, probability) - probability)).toBeLessThan(0.02);
  });
});
