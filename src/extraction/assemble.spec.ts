import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalText } from '../contracts/normalise.js';
import { assemble, tidyLayout } from './assemble.js';
import { pageRanges, warning } from './warnings.js';

const raw = (...texts: string[]) => ({ pages: texts.map((text) => ({ text })), warnings: [], metadata: {} });

describe(assemble, () => {
  it('joins pages by a blank line that belongs to none', () => {
    const { text, pages } = assemble(raw('\r\n \n  one\r\ntwo \n', '', 'thre\u0065\u0301'));
    expect(text).toBe('  one\ntwo\n\nthreé');
    expect(pages.map(({ start, end, status }) => [text.slice(start, end), status])).toEqual([
      ['  one\ntwo', 'ok'],
      ['', 'empty'],
      ['threé', 'ok'],
    ]);
  });

  it('makes a canonical text with well-formed pages of anything', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), (texts) => {
        fc.pre(texts.some((text) => canonicalText(text).trim() !== ''));
        const { text, pages } = assemble(raw(...texts));
        expect(canonicalText(text)).toBe(text);
        expect(pages.map(({ number }) => number)).toEqual(texts.map((_, index) => index + 1));
        for (const { start, end, status } of pages) expect(status).toBe(end > start ? 'ok' : 'empty');
      }),
    );
  });

  it('says why there is no text', () => {
    const failed = { pages: [{ text: '', status: 'failed' as const }], warnings: [], metadata: {} };
    expect(() => assemble(raw(' ', '\u200b'))).toThrow(expect.objectContaining({ code: 'extract.no_text' }));
    expect(() => assemble(failed)).toThrow(expect.objectContaining({ code: 'extract.damaged' }));
  });

  it('keeps metadata to one short line', () => {
    const { metadata } = assemble({ ...raw('x'), metadata: { title: ` a\u0000\n b ${'c'.repeat(900)}`, author: ' ' } });
    expect(metadata.title).toMatch(/^a b c{490,}$/);
    expect(metadata.title?.length).toBeLessThanOrEqual(500);
    expect(metadata.author).toBeUndefined();
  });
});

describe(tidyLayout, () => {
  it('tidies blanks and leaves words', () => {
    expect(tidyLayout('a\u00a0b \t\n\n\n\n\u3000c')).toBe('a b\n\n c');
  });
});

describe(pageRanges, () => {
  it('folds neighbours', () => {
    expect(pageRanges([1, 3, 4, 5, 9])).toBe('1, 3-5, 9');
    expect(warning('pages_without_text', { detail: '$& 2' }).message).toContain('$& 2');
  });
});
