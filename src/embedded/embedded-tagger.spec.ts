import { describe, expect, it } from '@jest/globals';
import { smallTraining } from '../../test/fixtures/embedded/small-training.js';
import { fixture, sourceOf } from '../../test/fixtures/embedded/source.js';
import { syntheticContracts } from '../../test/fixtures/embedded/synthetic-contracts.js';
import { EmbeddedTagger } from './embedded-tagger.js';
import { LexiconTagger } from './lexicon-tagger.js';
import { trainClauses } from './model/train.js';
import { TrainedTagger } from './model/trained-tagger.js';
import { compareSpans } from './tagger.js';

const lexicon = new LexiconTagger();
const contracts = syntheticContracts(24, 3).map(({ file, text, labels }) => ({
  file,
  text,
  labels: { 'Governing Law': labels.Recht ?? [] },
}));
const { model } = await trainClauses({ contracts, seed: 1, settings: smallTraining });
const trained = TrainedTagger.load(model);
const tagger = new EmbeddedTagger(lexicon, () => trained);

describe(EmbeddedTagger.name, () => {
  it('asks the model in English, and the lexicon for what the model does not know', () => {
    const source = sourceOf(fixture('en-services-agreement'));
    const spans = tagger.tag(source);
    const lawOf = (list: typeof spans) => list.filter(({ clauseType }) => clauseType === 'Governing Law');
    expect(lawOf(spans)).toEqual(lawOf(trained.tag(source)));
    const others = lexicon.tag(source).filter(({ clauseType }) => clauseType !== 'Governing Law');
    expect(others.length).toBeGreaterThan(0);
    expect(spans.filter(({ clauseType }) => clauseType !== 'Governing Law')).toEqual(others);
    expect(spans.toSorted(compareSpans)).toEqual(spans);
  });

  it('leaves Korean to the lexicon', () => {
    const source = sourceOf(fixture('ko-service-contract'));
    expect(tagger.tag(source)).toEqual(lexicon.tag(source));
  });

  it('does without a model', () => {
    const source = sourceOf(fixture('en-services-agreement'));
    const bare = new EmbeddedTagger(lexicon, () => null);
    expect(bare.tag(source)).toEqual(lexicon.tag(source));
    expect(bare.version).toBe(lexicon.version);
    expect(tagger.version).toBe(`${trained.version}+${lexicon.version}`);
  });
});
