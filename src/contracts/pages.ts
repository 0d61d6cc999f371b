import type { Page } from './types.js';

/**
 * Number of the page that holds `offset`, by binary search.
 *
 * White space between two pages counts to the earlier one; an offset before the first page to the first. A text without
 * pages is page 1.
 */
export function pageAt(pages: readonly Page[], offset: number): number {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pages[middle]?.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return pages[Math.max(0, low - 1)]?.number ?? 1;
}

/**
 * Checks what the rest of the system takes for granted of a document's pages: numbered 1, 2, 3, ..., in reading order,
 * inside the text, without overlap, splitting no surrogate pair, and with nothing but white space between them.
 *
 * @throws Error naming the first page that breaks a rule.
 */
export function assertPages(text: string, pages: readonly Page[]): void {
  let previousEnd = 0;
  for (const [index, page] of pages.entries()) {
    const fail = (rule: string): never => {
      throw new Error(`page ${index + 1} (number ${page.number}, [${page.start}, ${page.end})): ${rule}`);
    };
    if (page.number !== index + 1) fail('pages are numbered from 1 without gaps');
    if (!Number.isInteger(page.start) || !Number.isInteger(page.end)) fail('offsets are integers');
    if (page.start < previousEnd) fail('pages do not overlap and stand in reading order');
    if (page.end < page.start || page.end > text.length) fail('a page lies inside the text');
    if (splitsPair(text, page.start) || splitsPair(text, page.end)) fail('a page does not split a surrogate pair');
    if (text.slice(previousEnd, page.start).trim() !== '') fail('only white space stands between pages');
    previousEnd = page.end;
  }
  if (pages.length > 0 && text.slice(previousEnd).trim() !== '') {
    throw new Error('only white space stands after the last page');
  }
}

/** Whether `offset` lies between the two halves of a surrogate pair. */
export function splitsPair(text: string, offset: number): boolean {
  const low = text.charCodeAt(offset) & 0xfc00;
  return low === 0xdc00 && (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800;
}
