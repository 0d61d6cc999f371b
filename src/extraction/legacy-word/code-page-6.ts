import type { ByteView } from '../containers/byte-view.js';
import { codePageName, codePageOfCharset, codePageOfLanguage, isLeadByte } from '../text/code-pages.js';
import { decodeCharset } from '../text/decode.js';
import { readsAsKorean } from '../text/korean-syllables.js';
import type { Fib } from './fib.js';

const SAMPLE = 64 * 1024;
const KOREAN = 949;
const WESTERN = 1252;
const MACINTOSH = 10000;
const MACINTOSH_TEXT = 256;
/** Code pages of Latin letters: text in them has single letters beyond ASCII among plain ones. */
const LATIN = new Set([1250, 1254, 1257, 1258]);
/** In other scripts letters beyond ASCII stand together: so many of them have such a neighbour. */
const TOGETHER = 0.8;
const HIGH = 0x80;

/**
 * The code page of a file of Word 6 or 95. Its language says it, but programs wrote English into files of any: then the
 * text itself, where it reads as Korean, or the character sets of the fonts, where the text bears them out.
 */
export function codePageOfWord6(document: ByteView, fib: Fib): number {
  const codePage = codePageOfLanguage(fib.language);
  if (codePage !== WESTERN) return codePage;
  if (fib.charset === MACINTOSH_TEXT) return MACINTOSH;
  const sample = document.slice(fib.firstByte, Math.min(SAMPLE, fib.parts.main.end));
  if (readsAsKorean(sample)) return KOREAN;
  return fontCodePages(document, fib).find((each) => isLikely(each, sample)) ?? WESTERN;
}

/** Code pages of the fonts that a file names, where they are not Western. */
function fontCodePages(document: ByteView, fib: Fib): number[] {
  const { offset, length } = fib.table('fonts');
  const fonts = document.view(offset, length);
  const pages: number[] = [];
  for (let at = 2; at + 5 < fonts.length; at += 1 + fonts.u8(at)) {
    const codePage = codePageOfCharset(fonts.u8(at + 4));
    if (codePage !== undefined && codePage !== MACINTOSH) pages.push(codePage);
    if (fonts.u8(at) === 0) break;
  }
  return pages;
}

function isLikely(codePage: number, sample: Buffer): boolean {
  if (LATIN.has(codePage)) return true;
  const high = sample.filter((byte) => byte >= HIGH).length;
  if (isLeadByte(codePage, 0xb0)) {
    const decoded = decodeCharset(sample, codePageName(codePage)) ?? '';
    const wide = decoded.match(/[\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]/g)?.length ?? 0;
    return 2 * wide >= high * TOGETHER;
  }
  const together = sample.filter(
    (byte, at) => byte >= HIGH && ((sample[at - 1] ?? 0) >= HIGH || (sample[at + 1] ?? 0) >= HIGH),
  ).length;
  return together >= high * TOGETHER;
}
