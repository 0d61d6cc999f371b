import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passHatK } from './repeats.js';

/** Every way to choose k of n repeats, counted one by one. */
function byCounting(successes: number, trials: number, k: number): number {
  let [all, passed] = [0, 0];
  for (let subset = 0; subset < 2 ** trials; subset++) {
    const members = Array.from({ length: trials }, (_, index) => index).filter((index) => (subset >> index) & 1);
    if (members.length !== k) continue;
    all += 1;
    if (members.every((member) => member < successes)) passed += 1;
  }
  return passed / all;
}

describe(passHatK.name, () => {
  it('is the share of the choices of k repeats that all succeed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(), fc.nat(), (trials, first, second) => {
        const [successes, k] = [first % (trials + 1), 1 + (second % trials)];
        expect(passHatK({ successes, trials }, k)).toBeCloseTo(byCounting(successes, trials, k), 12);
      }),
    );
  });

  it('is the rate of success for k = 1', () => {
    expect(passHatK({ successes: 3, trials: 5 }, 1)).toBe(0.6);
    expect(passHatK({ successes: 3, trials: 5 }, 5)).toBe(0);
    expect(passHatK({ successes: 5, trials: 5 }, 5)).toBe(1);
  });

  it.each([
    [{ successes: 1, trials: 1 }, 2],
    [{ successes: 2, trials: 1 }, 1],
    [{ successes: -1, trials: 1 }, 1],
    [{ successes: 1, trials: 2 }, 0],
  ])('refuses %j with k = %i', (repeats, k) => {
    expect(() => passHatK(repeats, k)).toThrow(RangeError);
  });
});
