import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { smallTraining } from '../../../test/fixtures/embedded/small-training.js';
import { documents, sourceOf } from '../../../test/fixtures/embedded/source.js';
import { syntheticContracts } from '../../../test/fixtures/embedded/synthetic-contracts.js';
import { compareSpans } from '../tagger.js';
import { ModelFileError, readModel, writeModel } from './model-file.js';
import { trainClauses } from './train.js';
import { TrainedTagger } from './trained-tagger.js';

const { model } = await trainClauses({
  contracts: syntheticContracts(12, 3),
  seed: 1,
  settings: smallTraining,
});

describe(TrainedTagger.name, () => {
  it('keeps the promises of taggers, whatever the text', () => {
    const tagger = TrainedTagger.load(model);
    const again = TrainedTagger.load(Buffer.from(model));
    fc.assert(
      fc.property(documents, (text) => {
        const source = sourceOf(text);
        const spans = tagger.tag(source);
        expect(again.tag(source)).toEqual(spans);
        expect(spans.toSorted(compareSpans)).toEqual(spans);
        for (const { start, end, probability } of spans) {
          const words = source.text.slice(start, end);
          expect(words).not.toBe('');
          expect(words.trim()).toBe(words);
          expect(probability).toBeGreaterThanOrEqual(0.01);
          expect(probability).toBeLessThanOrEqual(1);
        }
        const ranges = spans.map(({ clauseType, start, end }) => `${clauseType} ${start} ${end}`);
        expect(new Set(ranges).size).toBe(ranges.length);
      }),
      { numRuns: 50 },
    );
  });

  it('has a version that tells models apart', () => {
    expect(TrainedTagger.load(model).version).toMatch(/^trained-[0-9a-f]{12}$/);
  });
});

describe(readModel.name, () => {
  it('reads what was written', () => {
    const read = readModel(model);
    expect(writeModel(read).equals(model)).toBe(true);
    expect(read.categories).toEqual(['Prüfung', 'Recht']);
    expect(read.trained).toEqual({ contracts: 12, spans: 18, seed: 1 });
  });

  it.each([
    ['another file', Buffer.from('%PDF-1.7 and so on, long enough for a header')],
    ['an empty file', Buffer.alloc(0)],
    ['one that is cut off', model.subarray(0, model.length - 50)],
    ['another version', Buffer.concat([model.subarray(0, 8), Buffer.from([99, 0, 0, 0]), model.subarray(12)])],
  ])('refuses %s', (_, bytes) => {
    expect(() => readModel(bytes)).toThrow(ModelFileError);
  });
});
