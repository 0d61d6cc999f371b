import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertPages, pageAt, splitsPair } from './pages.js';
import type { Page } from './types.js';

function pagesOf(texts: readonly string[]): { text: string; pages: Page[] } {
  const pages: Page[] = [];
  let text = '';
  for (const [index, page] of texts.entries()) {
    const start = index === 0 ? 0 : text.length + 1;
    text += (index === 0 ? '' : '\n') + page;
    pages.push({ number: index + 1, start, end: text.length, status: page === '' ? 'empty' : 'ok' });
  }
  return { text, pages };
}

describe(pageAt.name, () => {
  it('finds the page of every offset, with empty pages between', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'a', 'ab c', 'page'), { minLength: 1, maxLength: 8 }), (texts) => {
        const { text, pages } = pagesOf(texts);
        assertPages(text, pages);
        for (const page of pages) {
          for (let offset = page.start; offset < page.end; offset += 1) expect(pageAt(pages, offset)).toBe(page.number);
        }
      }),
    );
  });

  it('counts the space between pages to the earlier one', () => {
    const { pages } = pagesOf(['ab', 'cd']);
    expect(pageAt(pages, 2)).toBe(1);
    expect(pageAt(pages, 3)).toBe(2);
    expect(pageAt(pages, 99)).toBe(2);
  });

  it('gives the first page before the first and page 1 without pages', () => {
    expect(pageAt([{ number: 1, start: 5, end: 9, status: 'ok' }], 0)).toBe(1);
    expect(pageAt([], 7)).toBe(1);
  });
});

describe(assertPages.name, () => {
  const page = (number: number, start: number, end: number): Page => ({ number, start, end, status: 'ok' });

  it.each<[string, string, Page[]]>([
    ['numbered from 1', 'ab', [page(2, 0, 2)]],
    ['overlap', 'abcd', [page(1, 0, 3), page(2, 2, 4)]],
    ['inside the text', 'ab', [page(1, 0, 3)]],
    ['inside the text', 'ab', [page(1, 1, 0)]],
    ['surrogate pair', '\u{1f600}', [page(1, 0, 1), page(2, 1, 2)]],
    ['between the pages', 'abc', [page(1, 0, 1), page(2, 2, 3)]],
    ['after the last page', 'abc', [page(1, 0, 1)]],
    ['integers', 'abc', [page(1, 0, 1.5)]],
  ])('refuses: %s', (rule, text, pages) => {
    expect(() => assertPages(text, pages)).toThrow(rule === 'between the pages' ? 'stands between pages' : rule);
  });

  it('accepts a document without pages', () => {
    expect(() => assertPages('abc', [])).not.toThrow();
  });
});

describe(splitsPair.name, () => {
  it('is true only inside a pair', () => {
    const text = 'a\u{1f600}b';
    expect([0, 1, 2, 3, 4].map((offset) => splitsPair(text, offset))).toEqual([false, false, true, false, false]);
  });
});
