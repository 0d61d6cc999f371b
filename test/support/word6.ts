import { makeCompoundFile } from './compound-file.js';
import { u16, u32 } from './office-crypto.js';

const TEXT = 0x300;
const PAGE = 512;
const CELL_END = 7;
const PARAGRAPH_END = 13;

/** What a paragraph is, as Word 6 writes it: switched on are 0x18 in a table, and 0x19 at the end of a row. */
const PLAIN = Buffer.from([1, 0, 0]);
const IN_TABLE = Buffer.from([2, 0, 0, 0x18, 1]);
const ROW_END = Buffer.from([3, 0, 0, 0x18, 1, 0x19, 1]);

/** Where the table of fonts stands after the list of paragraphs. */
const FONTS = 64;

/** What tells the code page of a document beside its language, and the first word of its file. */
export interface Word6Look {
  magic?: number;
  /** 256 for text of the Macintosh. */
  charset?: number;
  /** Character sets of the fonts. */
  fonts?: readonly number[];
}

/**
 * A document of Word 6 or 95: its text in one piece, in the code page of its language. `\u0007` ends a cell, and alone in
 * its paragraph a row.
 */
export function makeWord6(text: Buffer, language: number, look: Word6Look = {}): Buffer {
  const formatAt = Math.ceil((TEXT + text.length) / PAGE) * PAGE;
  const document = Buffer.alloc(formatAt + 2 * PAGE);
  u16(look.magic ?? 0xa5dc, 104, 0, language).copy(document);
  u16(look.charset ?? 0).copy(document, 0x14);
  u32(TEXT).copy(document, 0x18);
  u32(text.length).copy(document, 0x34);
  text.copy(document, TEXT);
  paragraphPage(text).copy(document, formatAt);
  const list = Buffer.concat([u32(TEXT, TEXT + text.length), u16(formatAt / PAGE)]);
  list.copy(document, formatAt + PAGE);
  u32(formatAt + PAGE, list.length).copy(document, 0xc0);
  const fonts = fontTable(look.fonts ?? []);
  fonts.copy(document, formatAt + PAGE + FONTS);
  u32(formatAt + PAGE + FONTS, fonts.length).copy(document, 0xd0);
  return makeCompoundFile([{ path: 'WordDocument', content: document }]);
}

/** Names of fonts, each with its character set. */
function fontTable(charsets: readonly number[]): Buffer {
  const name = Buffer.from('Font\0');
  const fonts = charsets.map((charset) => Buffer.concat([Buffer.from([5 + name.length, 0, 0, 0, charset, 0]), name]));
  const all = Buffer.concat(fonts);
  return Buffer.concat([u16(2 + all.length), all]);
}

/** A page of paragraph formatting: where each begins, where its changes are, the changes from the end upwards. */
function paragraphPage(text: Buffer): Buffer {
  const page = Buffer.alloc(PAGE);
  const paragraphs: { start: number; end: number }[] = [];
  let start = 0;
  for (const [at, byte] of text.entries()) {
    if (byte !== PARAGRAPH_END && byte !== CELL_END) continue;
    paragraphs.push({ start, end: at + 1 });
    start = at + 1;
  }
  page[PAGE - 1] = paragraphs.length;
  let free = PAGE - 2;
  const places = [PLAIN, IN_TABLE, ROW_END].map((changes) => {
    free -= changes.length + (changes.length % 2);
    changes.copy(page, free);
    return free / 2;
  });
  for (const [index, paragraph] of paragraphs.entries()) {
    const endsCell = text[paragraph.end - 1] === CELL_END;
    const kind = endsCell ? (paragraph.end - paragraph.start === 1 ? 2 : 1) : 0;
    page.writeUInt32LE(TEXT + paragraph.start, 4 * index);
    page[4 * (paragraphs.length + 1) + 7 * index] = places[kind]!;
  }
  page.writeUInt32LE(TEXT + text.length, 4 * paragraphs.length);
  return page;
}
