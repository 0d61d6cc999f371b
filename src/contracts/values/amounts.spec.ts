import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findAmounts, parseAmount } from './amounts.js';
import { englishNumber, koreanNumber } from './numbers.js';

describe(parseAmount.name, () => {
  it.each([
    ['US$1,250,000', 1_250_000, 'USD'],
    ['$240,000.50', 240_000.5, 'USD'],
    ['$1.5 million', 1_500_000, 'USD'],
    ['USD 500', 500, 'USD'],
    ['1,000,000 dollars', 1_000_000, 'USD'],
    ['€ 12,000', 12_000, 'EUR'],
    ['KRW 8.2 billion', 8_200_000_000, 'KRW'],
    ['₩480,000,000', 480_000_000, 'KRW'],
    ['금 480,000,000원', 480_000_000, 'KRW'],
    ['480백만원', 480_000_000, 'KRW'],
    ['일금 사억팔천만원정', 480_000_000, 'KRW'],
    ['금 삼억이천만원정', 320_000_000, 'KRW'],
    ['4억 8천만원', 480_000_000, 'KRW'],
    ['1억2,500만 원', 125_000_000, 'KRW'],
    ['3,000원을', 3_000, 'KRW'],
  ])('%s', (expression, amount, currency) => {
    expect(parseAmount(expression)).toEqual({ amount, currency });
  });

  it.each(['', '1,250,000', '금        원', '10%', '이사업자', '수급인', '2026년', 'section 5'])(
    '%j is none',
    (expression) => {
      expect(parseAmount(expression)).toBeNull();
    },
  );
});

describe(findAmounts.name, () => {
  it('reads back what is written with commas', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (amount) => {
        const written = amount.toLocaleString('en-US');
        expect(parseAmount(`fee of $${written} per year`)).toEqual({ amount, currency: 'USD' });
        expect(parseAmount(`금 ${written}원을 지급한다`)).toEqual({ amount, currency: 'KRW' });
      }),
    );
  });

  it('gives ranges of the text in order, disjoint', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('US$1,250,000', '480백만원', 'EUR 5'), fc.string())), (parts) => {
        const text = parts.join(' ');
        let end = 0;
        for (const amount of findAmounts(text)) {
          expect(amount.start).toBeGreaterThanOrEqual(end);
          expect(amount.end).toBeLessThanOrEqual(text.length);
          ({ end } = amount);
        }
      }),
    );
  });
});

describe('numbers in words', () => {
  it.each([
    ['thirty-six', 36],
    ['one hundred eighty', 180],
    ['ninety', 90],
  ])('%s', (words, value) => {
    expect(englishNumber(words)).toBe(value);
  });

  it.each([
    ['사억팔천만', 480_000_000],
    ['4억 8천만', 480_000_000],
    ['480백만', 480_000_000],
    ['십이만삼천사백', 123_400],
    ['1억2,500만', 125_000_000],
  ])('%s', (words, value) => {
    expect(koreanNumber(words)).toBe(value);
  });

  it('are no number when a word is none', () => {
    expect(englishNumber('thirty-foo')).toBeNull();
    expect(koreanNumber('사업')).toBeNull();
    expect(koreanNumber('')).toBeNull();
  });
});
