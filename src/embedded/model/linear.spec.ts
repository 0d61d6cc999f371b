import { describe, expect, it } from '@jest/globals';
import { GROUPS, type FeatureTable } from './features.js';
import { LinearModel } from './linear.js';
import { trainLinear, type LinearExamples } from './linear-training.js';

/** A contract whose units have the given keys, all in the first group. */
function tableOf(units: readonly (readonly number[])[]): FeatureTable {
  const bounds: number[] = [];
  const keys: number[] = [];
  for (const unit of units) {
    for (let group = 0; group < GROUPS.length; group += 1) {
      bounds.push(keys.length);
      if (group === 0) keys.push(...unit);
    }
  }
  return { keys: Uint32Array.from(keys), bounds: Uint32Array.from([...bounds, keys.length]) };
}

const units = [
  [1, 5],
  [2, 5],
  [3, 5],
  [5, 6],
];
const contract: LinearExamples = { table: tableOf(units), positives: [[0], [1], [0, 1], []] };
const contracts = Array.from({ length: 20 }, () => contract);
const settings = { outputs: 2, epochs: 5, rate: 0.3, leastContracts: 2, prune: 0.01, seed: 1 };

describe(trainLinear.name, () => {
  it('learns which features speak for which category', () => {
    const weights = trainLinear(contracts, settings);
    const { logits, parts } = new LinearModel(weights).score(contract.table);
    const positives = units.map((_, unit) => [0, 1].filter((output) => logits[unit * 2 + output]! > 0));
    expect(positives).toEqual(contract.positives);
    const groups = [...parts.subarray(0, GROUPS.length)];
    expect(groups.slice(1)).toEqual([0, 0, 0, 0]);
    expect(groups[0]! + weights.biases[0]!).toBeCloseTo(logits[0]!, 5);
  });

  it('gives the same weights for the same seed', () => {
    expect(trainLinear(contracts, settings)).toEqual(trainLinear(contracts, settings));
  });

  it('leaves out features of too few contracts', () => {
    const rare: LinearExamples = { table: tableOf([[9]]), positives: [[0]] };
    expect([...trainLinear([...contracts, rare], settings).keys]).not.toContain(9);
  });
});
