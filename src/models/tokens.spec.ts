import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { estimateMessages, estimateTokens, TokenScale } from './tokens.js';
import { addUsage, costOf, noUsage, parseUsage } from './usage.js';

const texts = fc.string({ unit: 'binary', maxLength: 300 });

describe(estimateTokens.name, () => {
  it('is above what current vocabularies count (o200k_base, cl100k_base)', () => {
    const english =
      'This Agreement shall be governed by the laws of the State of New York, without regard to conflict of laws.';
    const korean = '이 계약의 해석에 관하여는 대한민국 법률을 적용하며, 분쟁은 서울중앙지방법원의 관할로 한다.';
    // Counted with both vocabularies: 22 and 22; 30 and 56.
    expect(estimateTokens(english)).toBeGreaterThanOrEqual(22);
    expect(estimateTokens(english)).toBeLessThan(50);
    expect(estimateTokens(korean)).toBeGreaterThanOrEqual(56);
    expect(estimateTokens(korean)).toBeLessThan(75);
  });

  it('grows with the text', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => estimateTokens(a + b) >= Math.max(estimateTokens(a), estimateTokens(b))),
    );
    expect(estimateTokens('')).toBe(0);
    expect(estimateMessages([{ content: '' }, { content: '' }])).toBe(16);
  });
});

describe(TokenScale.name, () => {
  it('agrees with the estimate, and finds the longest range within a budget', () => {
    fc.assert(
      fc.property(texts, fc.nat(300), fc.nat(80), (text, from, budget) => {
        const scale = new TokenScale(text);
        const start = Math.min(from, text.length);
        expect(Math.abs(scale.tokens(0, text.length) - estimateTokens(text))).toBeLessThanOrEqual(1);
        const end = scale.endWithin(start, budget);
        expect(scale.tokens(start, end)).toBeLessThanOrEqual(budget + 1e-9);
        if (end < text.length) expect(scale.tokens(start, end + 1)).toBeGreaterThan(budget - 1e-9);
        const begin = scale.startWithin(start, budget);
        expect(scale.tokens(begin, start)).toBeLessThanOrEqual(budget + 1e-9);
        if (begin > 0) expect(scale.tokens(begin - 1, start)).toBeGreaterThan(budget - 1e-9);
      }),
    );
  });
});

describe('usage', () => {
  const usage = { promptTokens: 100, completionTokens: 10, reasoningTokens: 4, cachedTokens: 60 };

  it('is read with its details, and not at all when it says nothing', () => {
    const details = {
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 4 },
    };
    expect(parseUsage({ prompt_tokens: 100, completion_tokens: 10, ...details })).toEqual(usage);
    expect(parseUsage({ prompt_tokens: 5, completion_tokens: 0 })).toMatchObject({ promptTokens: 5 });
    for (const nothing of [
      undefined,
      null,
      {},
      [],
      'x',
      { prompt_tokens: 0, completion_tokens: 0 },
      { prompt_tokens: -1, completion_tokens: 3 },
    ]) {
      expect(parseUsage(nothing)).toBeNull();
    }
  });

  it('adds up, and stays an estimate', () => {
    expect(addUsage(usage, noUsage)).toEqual(usage);
    expect(addUsage(usage, { ...usage, estimated: true })).toMatchObject({
      promptTokens: 200,
      cachedTokens: 120,
      estimated: true,
    });
  });

  it('costs what the prices say', () => {
    expect(costOf(usage, { inputPerMillion: 10, outputPerMillion: 100 })).toBeCloseTo(0.002, 12);
    expect(costOf(usage, { inputPerMillion: 10, outputPerMillion: 100, cachedPerMillion: 1 })).toBeCloseTo(0.00146, 12);
    expect(costOf(usage, { inputPerMillion: 0, outputPerMillion: 0 })).toBe(0);
    expect(costOf(usage, null)).toBeNull();
    expect(costOf(usage, undefined)).toBeNull();
  });
});
