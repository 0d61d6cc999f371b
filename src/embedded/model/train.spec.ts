import { describe, expect, it } from '@jest/globals';
import { syntheticContracts } from '../../../test/fixtures/embedded/synthetic-contracts.js';
import { smallTraining } from '../../../test/fixtures/embedded/small-training.js';
import { sourceOf } from '../../../test/fixtures/embedded/source.js';
import { trainClauses, TrainingDataError, type TrainingProgress } from './train.js';
import { TrainedTagger } from './trained-tagger.js';

const settings = { ...smallTraining, folds: 3 };
const contracts = syntheticContracts(36, 7);
const first = await trainClauses({ contracts, seed: 5, settings });

describe(trainClauses.name, () => {
  it('learns categories of any name', () => {
    expect(first.report.categories.map(({ category }) => category)).toEqual(['Prüfung', 'Recht']);
    expect(first.report.aupr).toBeGreaterThan(0.9);
    expect(first.report.contracts).toBe(36);
    expect(first.report.spans).toBe(54);
  });

  it('finds the clauses of contracts that it has not seen', () => {
    const tagger = TrainedTagger.load(first.model);
    for (const { text, labels } of syntheticContracts(6, 8)) {
      const spans = tagger.tag(sourceOf(text)).filter(({ probability }) => probability > 0.5);
      expect(new Set(spans.map(({ clauseType }) => clauseType))).toEqual(new Set(Object.keys(labels)));
      for (const { clauseType, start, end } of spans)
        expect(labels[clauseType]?.every((gold) => gold.start >= start && gold.end <= end)).toBe(true);
    }
  });

  it('writes the same bytes for the same seed, and others for another', async () => {
    expect((await trainClauses({ contracts, seed: 5, settings })).model.equals(first.model)).toBe(true);
    expect((await trainClauses({ contracts, seed: 6, settings })).model.equals(first.model)).toBe(false);
  });

  it('says how far it is', async () => {
    const seen: TrainingProgress[] = [];
    await trainClauses({
      contracts: contracts.slice(0, 6),
      seed: 1,
      settings,
      onProgress: (state) => seen.push(state),
    });
    expect(seen.filter(({ stage }) => stage === 'read')).toHaveLength(6);
    const fits = seen.filter(({ stage }) => stage === 'fit');
    expect(fits.map(({ done, total }) => [done, total])).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
  });

  it('refuses what cannot be learnt from', async () => {
    const none = contracts.map((contract) => ({ ...contract, labels: {} }));
    await expect(trainClauses({ contracts: none, seed: 1 })).rejects.toThrow(TrainingDataError);
    await expect(trainClauses({ contracts: contracts.slice(0, 1), seed: 1 })).rejects.toThrow(TrainingDataError);
  });
});
