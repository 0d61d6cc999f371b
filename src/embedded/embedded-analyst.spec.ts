import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture, sourceOf } from '../../test/fixtures/embedded/source.js';
import type { AnalystContext, ReviewResult } from '../analyses/analyst.js';
import type { SourceText } from '../contracts/types.js';
import { defaultRules } from '../playbooks/default-rules.js';
import { EmbeddedAnalyst } from './embedded-analyst.js';
import { KeywordTagger } from './keyword-tagger.js';
import { LexiconTagger } from './lexicon-tagger.js';
import type { ClauseTagger, TaggedSpan } from './tagger.js';

const analyst = new EmbeddedAnalyst(new LexiconTagger(), 'embedded', '1.2.3');
const context = (): AnalystContext => ({ signal: new AbortController().signal, progress: () => undefined });

function tagsAs(spans: TaggedSpan[], threshold?: number): ClauseTagger {
  return { version: 'fixed', threshold, tag: () => spans };
}

/** A review without the one thing that varies. */
function timeless(result: ReviewResult): unknown {
  return { ...result, usage: { ...result.usage, milliseconds: 0 } };
}

describe(EmbeddedAnalyst.name, () => {
  it('cites word by word and repeats itself, whatever the text', async () => {
    const rules = [...defaultRules('en'), ...defaultRules('ko')];
    await fc.assert(
      fc.asyncProperty(documents, async (text) => {
        const source = sourceOf(text);
        const review = await analyst.review(source, { rules }, context());
        const summary = await analyst.summarize(source, { style: 'bullets' }, context());
        for (const { start, end, quote, page } of [...review.findings, ...summary.sentences].flatMap(
          ({ citations }) => citations,
        )) {
          expect(source.text.slice(start, end)).toBe(quote);
          expect(quote).not.toBe('');
          expect(page).toBe(1);
        }
        for (const { outcome, citations, confidence } of review.findings) {
          expect(citations.length > 0).toBe(outcome === 'present');
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
        for (const { text: words, citations } of summary.sentences)
          expect(citations.map(({ quote }) => quote)).toEqual([words]);
        expect(timeless(await analyst.review(source, { rules }, context()))).toEqual(timeless(review));
      }),
      { numRuns: 40 },
    );
  });

  it('reports rules in their order, missing ones only where that is worth a row', async () => {
    const rules = defaultRules('en');
    const { findings } = await analyst.review(
      sourceOf('The weather was fine on the coast and in the hills.'),
      { rules },
      context(),
    );
    expect(findings.map(({ rule }) => rule)).toEqual(
      rules.flatMap(({ id, severityMissing }) => (severityMissing === null ? [] : [id])),
    );
    expect(new Set(findings.map(({ outcome }) => outcome))).toEqual(new Set(['missing']));
    expect(findings.find(({ clauseType }) => clauseType === 'Cap on Liability')).toMatchObject({
      severity: 'high',
      citations: [],
    });
  });

  it('reviews a contract in its own language, or the one asked for', async () => {
    const source = sourceOf(fixture('ko-service-contract'));
    const own = await analyst.review(source, { rules: defaultRules('ko') }, context());
    const english = await analyst.review(source, { rules: defaultRules('ko'), language: 'en' }, context());
    expect(own.findings.every(({ rationale }) => /[가-힣]/.test(rationale))).toBe(true);
    expect(english.findings.every(({ rationale }) => !/[가-힣]/.test(rationale))).toBe(true);
    expect(own.findings.find(({ rule }) => rule === 'liquidated-damages')).toMatchObject({
      outcome: 'present',
      severity: 'medium',
      citations: [{ page: 1, quote: expect.stringContaining('지체상금') }],
    });
  });

  it('cites the surest passages, five at most, surest first, and says how many there are', async () => {
    const source = sourceOf('a b c d e f g h');
    const spans = [0, 2, 4, 6, 8, 10, 12].map((start, at) => ({
      clauseType: 'Insurance',
      start,
      end: start + 1,
      probability: 0.5 + at / 20,
    }));
    const { findings } = await new EmbeddedAnalyst(tagsAs(spans), 'embedded', '1').review(
      source,
      { rules: defaultRules('en') },
      context(),
    );
    const insurance = findings.find(({ rule }) => rule === 'insurance');
    expect(insurance?.citations.map(({ quote }) => quote)).toEqual(['g', 'f', 'e', 'd', 'c']);
    expect(insurance?.confidence).toBeCloseTo(0.8);
    expect(insurance?.rationale).toContain('7 passages found, 5 of them cited');
  });

  it("goes by the tagger's threshold", async () => {
    const source = sourceOf('a b');
    const spans = [{ clauseType: 'Governing Law', start: 0, end: 1, probability: 0.3 }];
    const outcome = async (threshold?: number): Promise<unknown> => {
      const { findings } = await new EmbeddedAnalyst(tagsAs(spans, threshold), 'x', '1').review(
        source,
        { rules: defaultRules('en') },
        context(),
      );
      const { outcome: found, confidence } = findings.find(({ rule }) => rule === 'governing-law') ?? {};
      return [found, confidence];
    };
    expect(await outcome()).toEqual(['missing', 0.7]);
    expect(await outcome(0.3)).toEqual(['present', 0.3]);
  });

  it('says what it read, what it is, and that it cost nothing', async () => {
    const source = sourceOf(fixture('en-report'));
    const { coverage, provenance, usage, warnings } = await analyst.summarize(
      source,
      { style: 'executive', maxSentences: 3 },
      context(),
    );
    const { length } = source.text;
    expect(coverage).toEqual({ pages: [1], pagesTotal: 1, characters: length, charactersTotal: length, ratio: 1 });
    expect(provenance).toEqual({
      analyst: 'embedded',
      model: 'embedded',
      snapshot: new LexiconTagger().version,
      textHash: source.textHash,
      prompts: [],
      parameters: { style: 'executive', maxSentences: 3 },
      version: '1.2.3',
    });
    expect(usage).toMatchObject({ calls: 0, promptTokens: 0, completionTokens: 0, cost: 0 });
    expect(warnings).toEqual([]);
  });

  it('warns that it does not translate, and of languages that it cannot read', async () => {
    const korean = sourceOf(fixture('ko-report'));
    const { warnings } = await analyst.summarize(korean, { style: 'bullets', language: 'en' }, context());
    expect(warnings.map(({ code }) => code)).toEqual(['summary.language']);
    const german: SourceText = {
      ...sourceOf('Dieser Vertrag unterliegt dem Recht der Bundesrepublik Deutschland.'),
      language: 'de',
    };
    const review = await analyst.review(german, { rules: defaultRules('en') }, context());
    expect(review.warnings.map(({ code }) => code)).toEqual(['analysis.language']);
  });

  it('works as the keyword baseline too', async () => {
    const keyword = new EmbeddedAnalyst(new KeywordTagger(), 'keyword', '1');
    const { findings, provenance } = await keyword.review(
      sourceOf(fixture('en-services-agreement')),
      { rules: defaultRules('en') },
      context(),
    );
    expect(findings.find(({ rule }) => rule === 'governing-law')).toMatchObject({
      outcome: 'present',
      confidence: 0.3,
    });
    expect(provenance.model).toBe('keyword');
  });

  it('stops between stages when told to', async () => {
    const controller = new AbortController();
    const steps: string[] = [];
    const progress = (_done: number, _total: number, step: string): void => {
      steps.push(step);
      controller.abort(new Error('told to stop'));
    };
    const review = analyst.review(sourceOf('Text.'), { rules: [] }, { signal: controller.signal, progress });
    await expect(review).rejects.toThrow('told to stop');
    expect(steps).toEqual(['tag']);
  });

  it('lets other work run between stages', async () => {
    let turns = 0;
    const immediate = setImmediate(() => {
      turns += 1;
    });
    await analyst.review(sourceOf('Text.'), { rules: [] }, context());
    clearImmediate(immediate);
    expect(turns).toBe(1);
  });
});
