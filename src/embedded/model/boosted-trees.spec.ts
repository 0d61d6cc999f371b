import { describe, expect, it } from '@jest/globals';
import { Random } from '../../benchmarks/statistics/random.js';
import { forestScore, trainForest, type Forest } from './boosted-trees.js';

const settings = { trees: 40, depth: 3, rate: 0.3, leastWeight: 1, penalty: 1 };

/** Rows whose target is whether exactly one of the first two features is above a half, which no linear model learns. */
function exclusiveOr(count: number, seed: number): { columns: Float32Array[]; targets: Uint8Array } {
  const random = new Random(seed);
  const columns = [0, 1, 2].map(() => Float32Array.from({ length: count }, () => random.uniform()));
  const targets = Uint8Array.from({ length: count }, (_, row) =>
    columns[0]![row]! > 0.5 !== columns[1]![row]! > 0.5 ? 1 : 0,
  );
  return { columns, targets };
}

function accuracy(forest: Forest, { columns, targets }: ReturnType<typeof exclusiveOr>): number {
  let right = 0;
  for (const [row, target] of targets.entries()) {
    const score = forestScore(
      forest,
      Float32Array.from(columns, (column) => column[row]!),
    );
    if (score > 0 === (target === 1)) right += 1;
  }
  return right / targets.length;
}

describe(trainForest.name, () => {
  it('learns how features act together', () => {
    const { columns, targets } = exclusiveOr(2000, 1);
    const forest = trainForest(columns, targets, settings);
    expect(accuracy(forest, exclusiveOr(1000, 2))).toBeGreaterThan(0.93);
  });

  it('gives the same forest for the same rows', () => {
    const { columns, targets } = exclusiveOr(500, 3);
    expect(trainForest(columns, targets, settings)).toEqual(trainForest(columns, targets, settings));
  });

  it('says what share is positive where there is nothing to ask', () => {
    const forest = trainForest(
      [new Float32Array(100)],
      Uint8Array.from({ length: 100 }, (_, row) => (row < 25 ? 1 : 0)),
      settings,
    );
    const probability = 1 / (1 + Math.exp(-forestScore(forest, new Float32Array(1))));
    expect(probability).toBeCloseTo(0.25, 1);
  });
});
