import { describe, expect, it } from '@jest/globals';
import type { PdfPage } from './document.js';
import { pageLines } from './page-text.js';

/** A page of upright pieces one after the other on a line, each letter 10 units wide. */
function pageOf(...texts: string[]): PdfPage {
  let along = 0;
  const items = texts.map((str) => {
    const item = {
      str,
      dir: 'ltr',
      width: str.length * 10,
      height: 12,
      transform: [12, 0, 0, 12, along, 700],
      hasEOL: false,
    };
    along += item.width;
    return item;
  });
  return {
    getTextContent: () => Promise.resolve({ items }),
    getViewport: () => ({ transform: [1, 0, 0, -1, 0, 800] }),
  } as unknown as PdfPage;
}

describe(pageLines, () => {
  it('takes a control character, as fonts without a name for their space give it, for a space', async () => {
    const text = async (...texts: string[]) => (await pageLines(pageOf(...texts))).map((line) => line.text);
    expect(await text('주식회사', '\u0001', '나루터', '\u0001', '시스템즈는')).toEqual(['주식회사 나루터 시스템즈는']);
    expect(await text('본\u0001계약')).toEqual(['본 계약']);
  });
});
