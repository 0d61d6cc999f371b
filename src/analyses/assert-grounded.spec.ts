import { describe, expect, it } from '@jest/globals';
import type { Citation } from '../contracts/types.js';
import type { ReviewResult, SummaryResult } from './analyst.js';
import { assertGrounded } from './assert-grounded.js';

const source = { text: '제1조 (목적) 이 계약은 😀 둘 사이의 것이다.' };

const citation = (start: number, end: number, quote = source.text.slice(start, end)): Citation => ({
  start,
  end,
  quote,
  page: 1,
});

/** A review and a summary that cite this. */
function resultsWith(...citations: Citation[]): (ReviewResult | SummaryResult)[] {
  const good = { citations: [citation(0, 3)] };
  return [
    { findings: [good, { citations }] } as unknown as ReviewResult,
    { sentences: [good, { citations }] } as unknown as SummaryResult,
  ];
}

describe(assertGrounded.name, () => {
  it('lets pass what is the text, in UTF-16 code units, and what cites nothing', () => {
    const emoji = source.text.indexOf('😀');
    const passing = [
      [],
      [citation(0, source.text.length)],
      [citation(emoji, emoji + 2, '😀'), citation(4, 8, '(목적)')],
    ];
    for (const citations of passing) {
      for (const result of resultsWith(...citations)) expect(() => assertGrounded(source, result)).not.toThrow();
    }
  });

  it.each([
    ['other words', citation(0, 3, '제2조')],
    ['an offset too far', citation(1, 4, '제1조')],
    ['a range past the end', citation(0, 10_000)],
    ['another Unicode form', citation(0, 3, '제1조'.normalize('NFD'))],
    ['a quote with other white space', citation(0, 8, '제1조\n(목적)')],
    ['nothing', citation(2, 2, '')],
    ['a range from the end', citation(-3, -1)],
    ['a range turned round', citation(3, 0, '제1조')],
  ])('refuses %s, naming the place and not the words', (_, bad) => {
    for (const result of resultsWith(citation(0, 3), bad)) {
      const check = () => assertGrounded(source, result);
      expect(check).toThrow(`A citation at [${bad.start}, ${bad.end}) is not what the text says there`);
      expect(check).not.toThrow('제1조');
    }
  });
});
