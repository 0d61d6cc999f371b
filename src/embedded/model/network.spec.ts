import { describe, expect, it } from '@jest/globals';
import { syntheticContracts } from '../../../test/fixtures/embedded/synthetic-contracts.js';
import { sentencesOfUnits } from './first-stage.js';
import { NetworkModel } from './network.js';
import { trainNetwork } from './network-training.js';
import { prepareContract, withTargets } from './prepare.js';

const categories = ['Prüfung', 'Recht'];
const examplesOf = (count: number, seed: number) =>
  syntheticContracts(count, seed).map((contract) => {
    const { bags, document, positives } = withTargets(prepareContract(contract), categories);
    return { bags, positives, sentenceOf: sentencesOfUnits(document) };
  });
const settings = {
  outputs: 2,
  members: 2,
  epochs: 10,
  rate: 0.01,
  vectorRate: 0.02,
  wordDropout: 0.2,
  leastContracts: 2,
  seed: 1,
};
const examples = examplesOf(16, 1);
const weights = trainNetwork(examples, settings);

describe(trainNetwork.name, () => {
  it('learns what the words of a unit say of its categories', () => {
    const model = new NetworkModel(weights);
    let [right, units] = [0, 0];
    for (const { bags, positives, sentenceOf } of examplesOf(6, 2)) {
      const logits = new Float32Array(positives.length * 2);
      model.score(bags, sentenceOf, logits);
      for (const [unit, own] of positives.entries()) {
        units += 1;
        if ([0, 1].every((output) => logits[unit * 2 + output]! > 0 === own.includes(output))) right += 1;
      }
    }
    expect(right / units).toBeGreaterThan(0.95);
  });

  it('says the mean of what its members say', () => {
    const { bags, sentenceOf, positives } = examples[0]!;
    const logitsOf = (members: typeof weights.members): Float32Array => {
      const logits = new Float32Array(positives.length * 2).fill(7);
      new NetworkModel({ ...weights, members }).score(bags, sentenceOf, logits);
      return logits;
    };
    const [both, first, second] = [
      logitsOf(weights.members),
      logitsOf(weights.members.slice(0, 1)),
      logitsOf(weights.members.slice(1)),
    ];
    expect(first).not.toEqual(second);
    for (const [at, logit] of both.entries()) expect(logit).toBeCloseTo((first[at]! + second[at]!) / 2, 4);
  });

  it('gives the same weights for the same seed, and others for another', () => {
    expect(trainNetwork(examples, settings)).toEqual(weights);
    expect(trainNetwork(examples, { ...settings, seed: 2 })).not.toEqual(weights);
  });
});
