import { describe, expect, it } from '@jest/globals';
import { Random } from '../../benchmarks/statistics/random.js';
import { wordVectors } from './embeddings.js';

const WORDS = 12;
const DIMENSIONS = 4;
const random = new Random(3);
/** Words 0 to 5 stand among each other, and so do words 6 to 11. */
const sequences = Array.from({ length: 200 }, (_, index) =>
  Int32Array.from({ length: 8 }, () => random.below(6) + (index % 2) * 6),
);
const vectors = wordVectors(sequences, WORDS, DIMENSIONS, 1);

function likeness(a: number, b: number): number {
  let sum = 0;
  for (let at = 0; at < DIMENSIONS; at += 1) sum += vectors[a * DIMENSIONS + at]! * vectors[b * DIMENSIONS + at]!;
  return sum;
}

describe(wordVectors.name, () => {
  it('puts words of the same company together', () => {
    const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    const pairs = Array.from({ length: 6 }, (_, a) => Array.from({ length: 6 }, (_, b) => [a, b] as const)).flat();
    const same = mean(pairs.filter(([a, b]) => a !== b).map(([a, b]) => likeness(a, b)));
    const other = mean(pairs.map(([a, b]) => likeness(a, b + 6)));
    expect(same).toBeGreaterThan(other + 0.2);
  });

  it('has vectors of length one, the same for the same seed', () => {
    for (let word = 0; word < WORDS; word += 1) expect(likeness(word, word)).toBeCloseTo(1, 4);
    expect(wordVectors(sequences, WORDS, DIMENSIONS, 1)).toEqual(vectors);
  });

  it('has nothing to say of words that are never seen', () => {
    const [unseen] = [wordVectors([Int32Array.from([0, 1, -1, 1, 0])], 3, 2, 1).subarray(4)];
    expect([...unseen]).toEqual([0, 0]);
  });
});
