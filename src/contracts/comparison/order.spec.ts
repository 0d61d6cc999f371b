import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stayed } from './order.js';

const permutation = fc
  .integer({ min: 0, max: 7 })
  .chain((size) => fc.shuffledSubarray([...Array(size).keys()], { minLength: size }));

describe(stayed, () => {
  it('says that the lighter of two that changed places has moved', () => {
    expect(stayed([1, 0], [5, 9])).toEqual([false, true]);
    expect(stayed([2, 0, 1], [1, 1, 1])).toEqual([false, true, true]);
    expect(stayed([], [])).toEqual([]);
  });

  it('keeps the heaviest set that is in order', () => {
    fc.assert(
      fc.property(
        permutation,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 }),
        (rights, weights) => {
          const kept = stayed(rights, weights);
          const weigh = (chosen: readonly boolean[]): number => {
            const picked = rights.filter((_, index) => chosen[index]);
            const isInOrder = picked.every((right, index) => index === 0 || right > (picked[index - 1] ?? 0));
            return isInOrder
              ? chosen.reduce((sum, isChosen, index) => sum + (isChosen ? (weights[index] ?? 0) : 0), 0)
              : -1;
          };
          const all = Array.from({ length: 2 ** rights.length }, (_, mask) =>
            weigh(rights.map((_right, index) => ((mask >> index) & 1) === 1)),
          );
          expect(weigh(kept)).toBe(Math.max(...all));
        },
      ),
    );
  });
});
