import { describe, expect, it } from '@jest/globals';
import { Random } from '../../benchmarks/statistics/random.js';
import { forestScore, trainForest, type Forest } from './boosted-trees.js';
import type { Matrix } from './matrix.js';

const settings = {
  members: 1,
  trees: 40,
  leaves: 8,
  depth: 3,
  rate: 0.3,
  leastWeight: 1,
  penalty: 1,
  rowShare: 0.8,
  featureShare: 0.8,
};

/** Rows whose target is whether exactly one of the first two features is above a half, which no linear model learns. */
function exclusiveOr(count: number, seed: number): { matrix: Matrix; targets: Uint8Array } {
  const random = new Random(seed);
  const values = Float32Array.from({ length: count * 3 }, () => random.uniform());
  const targets = Uint8Array.from({ length: count }, (_, row) =>
    values[row * 3]! > 0.5 !== values[row * 3 + 1]! > 0.5 ? 1 : 0,
  );
  return { matrix: { values, width: 3 }, targets };
}

function accuracy(forest: Forest, { matrix, targets }: ReturnType<typeof exclusiveOr>): number {
  let right = 0;
  for (const [row, target] of targets.entries()) {
    const score = forestScore(forest, matrix.values.subarray(row * 3, row * 3 + 3));
    if (score > 0 === (target === 1)) right += 1;
  }
  return right / targets.length;
}

describe(trainForest.name, () => {
  it('learns how features act together', () => {
    const { matrix, targets } = exclusiveOr(2000, 1);
    const forest = trainForest(matrix, targets, settings, 1);
    expect(accuracy(forest, exclusiveOr(1000, 2))).toBeGreaterThan(0.93);
  });

  it('gives the same forest for the same rows and seed', () => {
    const { matrix, targets } = exclusiveOr(500, 3);
    const forest = trainForest(matrix, targets, settings, 1);
    expect(trainForest(matrix, targets, settings, 1)).toEqual(forest);
    expect(trainForest(matrix, targets, settings, 2)).not.toEqual(forest);
  });

  it('joins forests into one that says the mean of what they say', () => {
    const { matrix, targets } = exclusiveOr(500, 4);
    const both = trainForest(matrix, targets, { ...settings, members: 2 }, 7);
    const each = [7, 8].map((seed) => trainForest(matrix, targets, settings, seed));
    for (let row = 0; row < targets.length; row += 1) {
      const values = matrix.values.subarray(row * 3, row * 3 + 3);
      const [first, second] = each.map((forest) => forestScore(forest, values));
      expect(forestScore(both, values)).toBeCloseTo((first! + second!) / 2, 4);
      expect(first).not.toBe(second);
    }
  });

  it('says what share is positive where there is nothing to ask', () => {
    const forest = trainForest(
      { values: new Float32Array(100), width: 1 },
      Uint8Array.from({ length: 100 }, (_, row) => (row < 25 ? 1 : 0)),
      { ...settings, rowShare: 1, featureShare: 1 },
      1,
    );
    const probability = 1 / (1 + Math.exp(-forestScore(forest, new Float32Array(1))));
    expect(probability).toBeCloseTo(0.25, 1);
  });
});
