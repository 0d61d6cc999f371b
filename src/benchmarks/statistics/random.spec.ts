import { describe, expect, it } from '@jest/globals';
import { Random, stateFromSeed } from './random.js';

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

describe(Random.name, () => {
  it('gives the published sequence of xoshiro128** for the state 1, 2, 3, 4', () => {
    expect(draws(new Random([1, 2, 3, 4]), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('is seeded by the published outputs of SplitMix64', () => {
    const published = [6457827717110365317n, 3203168211198807973n];
    const words = published.flatMap((word) => [Number(word & 0xffffffffn), Number(word >> 32n)]);
    expect(stateFromSeed(1234567)).toEqual(words);
  });

  it('repeats itself for a seed and differs for the next one', () => {
    expect(draws(new Random(7), 5)).toEqual(draws(new Random(7), 5));
    expect(draws(new Random(7), 5)).not.toEqual(draws(new Random(8), 5));
  });

  it('draws integers below a bound evenly', () => {
    const random = new Random(1);
    const counts = Array.from({ length: 6 }, () => 0);
    for (let draw = 0; draw < 60_000; draw++) counts[random.below(6)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(20.5); // 99.9 % point of chi-square with 5 degrees of freedom
    expect(random.below(1)).toBe(0);
    expect(random.below(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('draws uniform numbers in [0, 1) with the right mean', () => {
    const random = new Random(2);
    const values = Array.from({ length: 20_000 }, () => random.uniform());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 2);
  });

  it('shuffles into a permutation, every order about as often', () => {
    const random = new Random(3);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN])('refuses the seed %p', (seed) => {
    expect(() => new Random(seed)).toThrow(RangeError);
  });

  it('refuses a state of zeros and impossible bounds', () => {
    expect(() => new Random([0, 0, 0, 0])).toThrow(RangeError);
    expect(() => new Random(1).below(0)).toThrow(RangeError);
    expect(() => new Random(1).below(2 ** 32 + 1)).toThrow(RangeError);
  });
});
