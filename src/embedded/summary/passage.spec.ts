import { describe, expect, it } from '@jest/globals';
import { sourceOf } from '../../../test/fixtures/embedded/source.js';
import { summarise } from '../summariser.js';
import { passageWordsOf, plainWordsOf, toldProbability } from './passage-words.js';
import { caselessSegments, isCaseless } from './passage.js';

function summary(text: string, maxSentences: number): string[] {
  const source = sourceOf(text);
  return summarise(source, { style: 'executive', maxSentences }).map(({ span }) =>
    source.text.slice(span.start, span.end),
  );
}

describe(isCaseless.name, () => {
  it('tells text that lost its capitals', () => {
    expect(isCaseless('you may close your account. we may delete your data.')).toBe(true);
    expect(isCaseless('You may close your account. We may delete your data.')).toBe(false);
    expect(isCaseless('계약의 기간은 1년으로 한다.')).toBe(false);
  });
});

describe(caselessSegments.name, () => {
  it('splits behind marks, where no capital tells', () => {
    const source = sourceOf('we may delete your data. you may ask us why. version 2.1 is new.');
    expect(caselessSegments(source).map(({ start, end }) => source.text.slice(start, end))).toEqual([
      'we may delete your data.',
      'you may ask us why.',
      'version 2.1 is new.',
    ]);
  });
});

describe(summarise.name, () => {
  it('quotes the first statement of a passage, past what only leads on', () => {
    const terms =
      'account termination. you may close your account at any time by writing to us. the page is blue in colour.';
    expect(summary(terms, 1)).toEqual(['you may close your account at any time by writing to us.']);
  });

  it('quotes a passage that is a single sentence', () => {
    expect(summary('we collect your personal data and share it with our partners.', 1)).toHaveLength(1);
  });
});

describe(toldProbability.name, () => {
  const use = { times: 1, sentences: 1, place: 0, among: 40 };

  it('is higher for what a passage repeats and says first, and for the words of plain summaries', () => {
    const usual = toldProbability('harpsichord', use);
    expect(toldProbability('harpsichord', { ...use, times: 3, sentences: 3 })).toBeGreaterThan(usual);
    expect(toldProbability('harpsichord', { ...use, place: 0.9 })).toBeLessThan(usual);
    expect(toldProbability('you', use)).toBeGreaterThan(usual);
    expect(toldProbability('our', use)).toBeLessThan(usual);
  });

  it('counts words by sentence', () => {
    const words = passageWordsOf([plainWordsOf('we keep data'), plainWordsOf('data, and data again')]);
    expect(words.get('data')).toEqual({ times: 3, sentences: 2, place: 0, among: 5 });
    expect(words.get('again')).toEqual({ times: 1, sentences: 1, place: 0.5, among: 5 });
  });
});
