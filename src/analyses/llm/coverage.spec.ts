import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Page, PageStatus } from '../../contracts/types.js';
import { coverageOf, isComplete, union } from './coverage.js';

function page(number: number, start: number, end: number, status: PageStatus = 'ok'): Page {
  return { number, start, end, status };
}

const text = 'aaaa\nbbbb\n\ncccc';
const pages = [page(1, 0, 4), page(2, 5, 9), page(3, 10, 10, 'empty'), page(4, 11, 15)];

describe(union.name, () => {
  it('has the same characters, once', () => {
    const spans = fc.array(fc.tuple(fc.nat(40), fc.nat(10)).map(([start, length]) => ({ start, end: start + length })));
    fc.assert(
      fc.property(spans, (list) => {
        const merged = union(list);
        const inside = (at: number, some: typeof list): boolean =>
          some.some(({ start, end }) => start <= at && at < end);
        for (let at = 0; at < 55; at++) expect(inside(at, merged)).toBe(inside(at, list));
        merged.slice(1).forEach((span, index) => expect(span.start).toBeGreaterThan(merged[index]!.end));
      }),
    );
  });
});

describe(coverageOf.name, () => {
  it('is complete for all of the text', () => {
    const coverage = coverageOf({ text, pages }, [
      { start: 0, end: 7 },
      { start: 6, end: 15 },
    ]);
    expect(coverage).toEqual({ pages: [1, 2, 3, 4], pagesTotal: 4, characters: 15, charactersTotal: 15, ratio: 1 });
    expect(isComplete(coverage)).toBe(true);
  });

  it('counts a page only when all of it was seen', () => {
    const coverage = coverageOf({ text, pages }, [{ start: 0, end: 7 }]);
    expect(coverage).toMatchObject({ pages: [1, 3], characters: 7 });
    expect(coverage.ratio).toBeCloseTo(7 / 15);
    expect(isComplete(coverage)).toBe(false);
  });

  it('is not complete when a page could not be read, though every character was', () => {
    const scanned = [...pages.slice(0, 2), page(3, 10, 10, 'no_text_layer'), page(4, 11, 15)];
    const coverage = coverageOf({ text, pages: scanned }, [{ start: 0, end: 15 }]);
    expect(coverage).toMatchObject({ ratio: 1, pages: [1, 2, 4] });
    expect(isComplete(coverage)).toBe(false);
  });

  it('is complete for an empty text', () => {
    expect(isComplete(coverageOf({ text: '', pages: [] }, []))).toBe(true);
    expect(coverageOf({ text: '', pages: [] }, []).ratio).toBe(1);
  });
});
