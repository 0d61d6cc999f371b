import { describe, expect, it } from '@jest/globals';
import { unseenContracts, type LabelledContract } from '../../test/fixtures/embedded/cuad.js';
import { sourceOf } from '../../test/fixtures/embedded/source.js';
import { cuadScores, type CuadItem } from '../benchmarks/metrics/cuad.js';
import { cuadClauseTypes } from '../contracts/clause-types.js';
import { defaultRules } from '../playbooks/default-rules.js';
import { EmbeddedAnalyst } from './embedded-analyst.js';
import { KeywordTagger } from './keyword-tagger.js';
import { LexiconTagger } from './lexicon-tagger.js';
import type { ClauseTagger } from './tagger.js';

const contracts = unseenContracts(30);
const fold = (text: string): string => text.replace(/\s+/g, ' ').trim();

function itemsOf(tagger: ClauseTagger, { file, text, labels }: LabelledContract): CuadItem[] {
  const source = sourceOf(text);
  const spans = tagger.tag(source);
  return cuadClauseTypes.map(({ name }) => ({
    caseId: file,
    category: name,
    gold: (labels[name] ?? []).map((label) => label.text),
    predictions: spans
      .filter(({ clauseType }) => clauseType === name)
      .map(({ start, end, probability }) => ({ text: fold(source.text.slice(start, end)), probability })),
  }));
}

function aupr(tagger: ClauseTagger): number {
  return cuadScores(contracts.flatMap((contract) => itemsOf(tagger, contract))).aupr;
}

describe(LexiconTagger.name, () => {
  it('beats the keyword baseline on contracts that it was not fitted on', () => {
    const lexicon = aupr(new LexiconTagger());
    const keyword = aupr(new KeywordTagger());
    expect(lexicon).toBeGreaterThan(keyword + 0.3);
    expect(lexicon).toBeGreaterThan(0.55);
  });
});

describe(EmbeddedAnalyst.name, () => {
  it('cites 30 real contracts word by word', async () => {
    const analyst = new EmbeddedAnalyst(new LexiconTagger(), 'embedded', '0.0.0');
    const context = { signal: new AbortController().signal, progress: () => undefined };
    let cited = 0;
    for (const { text } of contracts) {
      const source = sourceOf(text);
      const review = await analyst.review(source, { rules: defaultRules('en') }, context);
      const summary = await analyst.summarize(source, { style: 'executive' }, context);
      for (const { start, end, quote } of [...review.findings, ...summary.sentences].flatMap(
        ({ citations }) => citations,
      )) {
        expect(source.text.slice(start, end)).toBe(quote);
        cited += 1;
      }
      for (const sentence of summary.sentences)
        expect(sentence.citations.map(({ quote }) => quote)).toEqual([sentence.text]);
    }
    expect(cited).toBeGreaterThan(500);
  });
});
