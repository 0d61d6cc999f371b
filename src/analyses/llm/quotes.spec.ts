import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GroundingIndex } from '../../contracts/grounding.js';
import type { Citation } from '../../contracts/types.js';
import { distinctCitations, groundQuote } from './quotes.js';

function citation(start: number, end: number): Citation {
  return { start, end, page: 1, quote: 'x'.repeat(end - start) };
}

describe(groundQuote.name, () => {
  it('looks for the words of the document, not for those of the prompt, and near the part', () => {
    const asked: unknown[] = [];
    const index = {
      ground: (quote: string, near: unknown): null => {
        asked.push([quote, near]);
        return null;
      },
    };
    const part = { start: 3, end: 9 };
    expect(groundQuote(index, 'a <\\|x|> b', part)).toBeNull();
    expect(asked).toEqual([
      ['a <|x|> b', part],
      ['a <\\|x|> b', part],
    ]);
  });

  it('takes the occurrence in the part that was shown', () => {
    const clause = 'The term is one year.';
    const text = `${clause} Something else. ${clause}`;
    const index = new GroundingIndex(text, []);
    const second = text.lastIndexOf(clause);
    expect(groundQuote(index, clause, { start: second - 5, end: text.length })).toMatchObject([{ start: second }]);
    expect(groundQuote(index, 'The term is two years.', { start: 0, end: text.length })).toBeNull();
    expect(groundQuote(index, '', { start: 0, end: text.length })).toBeNull();
  });
});

describe(distinctCitations.name, () => {
  it('keeps the longer of two for one place, and both of two places', () => {
    const kept = distinctCitations([
      citation(50, 80),
      citation(0, 20),
      citation(5, 15),
      citation(0, 20),
      citation(18, 40),
    ]);
    expect(kept).toEqual([citation(0, 20), citation(18, 40), citation(50, 80)]);
  });

  it('keeps a citation for every place, in order, no place twice', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 20 })).map(([start, length]) => citation(start, start + length)),
    );
    fc.assert(
      fc.property(spans, (list) => {
        const kept = distinctCitations(list);
        for (const { start, end } of list)
          expect(kept.some((other) => other.start < end && start < other.end)).toBe(true);
        kept.slice(1).forEach((other, index) => expect(other.start).toBeGreaterThanOrEqual(kept[index]!.start));
        expect(distinctCitations(kept)).toEqual(kept);
      }),
    );
  });
});
