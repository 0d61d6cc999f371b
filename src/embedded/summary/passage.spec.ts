import { describe, expect, it } from '@jest/globals';
import { sourceOf } from '../../../test/fixtures/embedded/source.js';
import { summarise } from '../summariser.js';
import { passageWordsOf, plainWordsOf, toldProbability } from './passage-words.js';
import { caselessSegments, isCaseless, isPassage } from './passage.js';

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

  it('gives of each sentence the clause that makes its point', () => {
    const source = sourceOf('for example, you may ask us why. by using the site you agree to these terms.');
    expect(caselessSegments(source).map(({ start, end }) => source.text.slice(start, end))).toEqual([
      'you may ask us why.',
      'you agree to these terms.',
    ]);
  });
});

describe(isPassage.name, () => {
  it('is a short text that speaks to or of those whom terms bind', () => {
    expect(isPassage('You may close your account. We may delete your data.')).toBe(true);
    expect(isPassage('회원은 언제든지 탈퇴할 수 있다.')).toBe(true);
    expect(isPassage('Freight traffic through the harbor grew by 12 percent.')).toBe(false);
    expect(isPassage('You may close your account. '.repeat(100))).toBe(false);
  });
});

describe(summarise.name, () => {
  it('quotes what terms are told by in plain words', () => {
    const terms =
      'Your Account. You agree not to disclose your password to any third party. For example, you should not write it down ' +
      'where others can read it. We may suspend or terminate your account at any time, without notice, for any reason.';
    expect(summary(terms, 1)).toEqual([
      'We may suspend or terminate your account at any time, without notice, for any reason.',
    ]);
  });

  it('does so for Korean', () => {
    const terms =
      '본 게시판은 회원 여러분의 소통을 위하여 마련되었습니다. 회원이 게시한 게시물의 저작권은 해당 회원에게 귀속됩니다. ' +
      '게시판의 색상과 글꼴은 설정에서 바꿀 수 있습니다.';
    expect(summary(terms, 1)).toEqual(['회원이 게시한 게시물의 저작권은 해당 회원에게 귀속됩니다.']);
  });

  it('quotes the message of a short text that is no terms', () => {
    const news =
      'The harbor was closed for a day. Freight traffic grew by 12 percent to 3 million tons, the highest total in ten years. ' +
      'A ferry was painted green.';
    expect(summary(news, 1)[0]).toContain('12 percent');
  });

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
    const usual = toldProbability('harpsichord', use, 0);
    expect(toldProbability('harpsichord', { ...use, times: 3, sentences: 3 }, 0)).toBeGreaterThan(usual);
    expect(toldProbability('harpsichord', { ...use, place: 0.9 }, 0)).toBeLessThan(usual);
    expect(toldProbability('harpsichord', use, 1)).toBeGreaterThan(usual);
    expect(toldProbability('you', use, 0)).toBeGreaterThan(usual);
    expect(toldProbability('our', use, 0)).toBeLessThan(usual);
  });

  it('counts words by sentence', () => {
    const words = passageWordsOf([plainWordsOf('we keep data'), plainWordsOf('data, and data again')]);
    expect(words.get('data')).toEqual({ times: 3, sentences: 2, place: 0, among: 5 });
    expect(words.get('again')).toEqual({ times: 1, sentences: 1, place: 0.5, among: 5 });
  });
});
