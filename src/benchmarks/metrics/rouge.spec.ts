import { describe, expect, it } from '@jest/globals';
import { porterStem } from './porter.js';
import { longestCommonSubsequence, rouge, rougeTokens } from './rouge.js';

describe(rouge.name, () => {
  // Lin (2004), section 3.1: the sentences S1 to S3, here with the F-measure at beta 1.
  const reference = 'police killed the gunman';

  it.each([
    ['police kill the gunman', 3, 1],
    ['the gunman kill police', 2, 1],
    ['the gunman police killed', 2, 2],
  ])('gives the published ROUGE-L and ROUGE-2 of: %s', (candidate, subsequence, bigrams) => {
    const { rougeL, rouge2 } = rouge(candidate, reference);
    expect(rougeL.f).toBeCloseTo(subsequence / 4, 12);
    expect(rouge2.f).toBeCloseTo(bigrams / 3, 12);
  });

  it('gives values computed by hand', () => {
    const { rouge1, rouge2, rougeL } = rouge('the cat was found under the bed', 'the cat was under the bed');
    expect(rouge1).toEqual({ precision: 6 / 7, recall: 1, f: expect.closeTo(12 / 13, 12) });
    // the cat, cat was, under the, the bed
    expect(rouge2).toEqual({ precision: 4 / 6, recall: 4 / 5, f: expect.closeTo(8 / 11, 12) });
    expect(rougeL).toEqual({ precision: 6 / 7, recall: 1, f: expect.closeTo(12 / 13, 12) });
  });

  it('counts a repeated word only as often as it stands in both', () => {
    const { rouge1 } = rouge('the the the the', 'the cat and the dog');
    expect(rouge1).toEqual({ precision: 0.5, recall: 0.4, f: expect.closeTo(4 / 9, 12) });
  });

  it('stems English only when asked to', () => {
    expect(rouge('agreed payments', 'agrees payment').rouge1.f).toBe(0);
    expect(rouge('agreed payments', 'agrees payment', { stem: true }).rouge1.f).toBe(1);
  });

  it('reads Korean by syllables, or by words', () => {
    expect(rouge('계약금을 지급한다', '계약금은 지급한다').rouge1.f).toBeCloseTo(7 / 8, 12);
    expect(rouge('계약금을 지급한다', '계약금은 지급한다', { korean: 'word' }).rouge1.f).toBeCloseTo(1 / 2, 12);
  });

  it.each([
    ['', 'a reference'],
    ['a candidate', ''],
    ['one', 'two'],
  ])('is 0 where nothing is in common: %p, %p', (candidate, gold) => {
    const nothing = { precision: 0, recall: 0, f: 0 };
    expect(rouge(candidate, gold)).toEqual({ rouge1: nothing, rouge2: nothing, rougeL: nothing });
  });
});

describe(rougeTokens.name, () => {
  it('keeps runs of letters and digits, in lower case, and Korean', () => {
    expect(rougeTokens("Don't pay €1,000; 제3조")).toEqual(['don', 't', 'pay', '1', '000', '제', '3', '조']);
  });
});

describe(longestCommonSubsequence.name, () => {
  it('is symmetric and finds what is not contiguous', () => {
    const [a, b] = ['a b c b d a b'.split(' '), 'b d c a b a'.split(' ')];
    expect([longestCommonSubsequence(a, b), longestCommonSubsequence(b, a)]).toEqual([4, 4]);
  });
});

describe(porterStem.name, () => {
  // Examples of Porter (1980), one and more a step.
  it.each(
    (
      'caresses caress, ponies poni, ties ti, cats cat, feed feed, agreed agre, plastered plaster, bled bled, motoring motor, ' +
      'sing sing, conflated conflat, troubled troubl, sized size, hopping hop, tanned tan, falling fall, hissing hiss, ' +
      'fizzed fizz, failing fail, filing file, happy happi, sky sky, relational relat, conditional condit, rational ration, ' +
      'valenci valenc, digitizer digit, operator oper, feudalism feudal, decisiveness decis, hopefulness hope, ' +
      'formaliti formal, sensibiliti sensibl, triplicate triplic, formative form, formalize formal, electrical electr, ' +
      'goodness good, revival reviv, allowance allow, inference infer, airliner airlin, adjustable adjust, ' +
      'defensible defens, irritant irrit, replacement replac, adjustment adjust, dependent depend, adoption adopt, ' +
      'communism commun, activate activ, effective effect, probate probat, rate rate, cease ceas, controll control, roll roll, ' +
      'is is'
    )
      .split(', ')
      .map((pair) => pair.split(' ')),
  )('%s -> %s', (word, stem) => {
    expect(porterStem(word ?? '')).toBe(stem);
  });
});
