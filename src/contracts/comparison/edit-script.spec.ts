import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editScript, type Run } from './edit-script.js';

/** The right sequence as the script makes it of the left one, and the lengths it speaks of. */
function apply(runs: readonly Run[], left: readonly number[], right: readonly number[]): number[] {
  const made: number[] = [];
  let [x, y] = [0, 0];
  for (const { isEqual, left: taken, right: given } of runs) {
    made.push(...(isEqual ? left.slice(x, x + taken) : right.slice(y, y + given)));
    [x, y] = [x + taken, y + given];
  }
  expect([x, y]).toEqual([left.length, right.length]);
  return made;
}

const edits = (runs: readonly Run[]): number =>
  runs.reduce((sum, { isEqual, left, right }) => sum + (isEqual ? 0 : left + right), 0);

/** Length of the longest common subsequence, by the textbook. */
function common(a: readonly number[], b: readonly number[]): number {
  let row = b.map(() => 0);
  for (const x of a) {
    const next: number[] = [];
    for (const [j, y] of b.entries())
      next.push(x === y ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

const sequence = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 });

describe(editScript, () => {
  it('makes the one of the other with the fewest edits there are', () => {
    fc.assert(
      fc.property(sequence, sequence, (left, right) => {
        const runs = editScript(left, right);
        expect(apply(runs, left, right)).toEqual(right);
        expect(edits(runs)).toBe(left.length + right.length - 2 * common(left, right));
      }),
    );
  });

  it('is bounded where nearly everything is different', () => {
    const left = Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 211);
    const right = Array.from({ length: 50_000 }, (_, index) => (index * 104_729) % 199);
    expect(apply(editScript(left, right), left, right)).toEqual(right);
  });

  it('finds its way by what occurs once when there are too many edits', () => {
    const left = Array.from({ length: 4000 }, (_, index) => (index % 4 === 0 ? 10_000 + index : index % 7));
    const right = left.map((value, index) => (index % 4 === 1 ? 5000 + index : value));
    const runs = editScript(left, right);
    expect(apply(runs, left, right)).toEqual(right);
    expect(edits(runs)).toBe(2000);
  });
});
