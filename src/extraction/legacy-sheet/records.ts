import { ByteView } from '../containers/byte-view.js';
import { codePageName } from '../text/code-pages.js';
import { decodeCharset } from '../text/decode.js';

/** Types of the records of a workbook ([MS-XLS] 2.3) that are read. */
export const RECORD = {
  formula: 0x06,
  end: 0x0a,
  header: 0x14,
  footer: 0x15,
  note: 0x1c,
  date1904: 0x22,
  filePass: 0x2f,
  continued: 0x3c,
  codePage: 0x42,
  object: 0x5d,
  columns: 0x7d,
  sheet: 0x85,
  multipleNumbers: 0xbd,
  richText: 0xd6,
  cellFormat: 0xe0,
  interfaceHeader: 0xe1,
  merges: 0xe5,
  sharedStrings: 0xfc,
  sharedString: 0xfd,
  text: 0x1b6,
  number: 0x203,
  label: 0x204,
  boolean: 0x205,
  string: 0x207,
  row: 0x208,
  shortNumber: 0x27e,
  format: 0x41e,
  begin: 0x809,
  seriesText: 0x100d,
} as const;

/** A record without its header. `offset` is where its header stands in the stream. */
export interface BiffRecord {
  type: number;
  body: ByteView;
  offset: number;
}

/** The records of a stream from an offset on; one that is cut off is cut. */
export function* readRecords(stream: ByteView, from = 0): Generator<BiffRecord> {
  for (let at = from; at + 4 <= stream.length;) {
    const length = stream.u16(at + 2);
    yield { type: stream.u16(at), body: stream.view(at + 4, length), offset: at };
    at += 4 + length;
  }
}

/** How a workbook writes its strings: Excel 97 and later in Unicode, Excel 5 and 95 in a code page. */
export class Strings {
  codePage = 1252;

  constructor(readonly isUnicode: boolean) {}

  /** A string with its length before it, of one byte or two, and what follows it. */
  read(body: ByteView, at: number, lengthBytes: 1 | 2): string {
    const length = lengthBytes === 1 ? body.u8(at) : body.u16(at);
    return length === 0 ? '' : this.characters(body, at + lengthBytes, length);
  }

  /** Characters without a length: in Unicode a byte of flags stands before them. */
  characters(body: ByteView, at: number, length: number): string {
    if (!this.isUnicode) return this.decode(body.slice(at, length));
    const flags = body.u8(at);
    const runs = flags & 8 ? 2 : 0;
    const phonetic = flags & 4 ? 4 : 0;
    return charactersOf(body, at + 1 + runs + phonetic, length, flags);
  }

  decode(bytes: Buffer): string {
    return decodeCharset(bytes, codePageName(this.codePage)) ?? bytes.toString('latin1');
  }
}

/** Characters of one byte each are the lower halves of Unicode. */
export function charactersOf(body: ByteView, at: number, length: number, flags: number): string {
  return (flags & 1) === 1 ? body.utf16(at, length) : body.slice(at, length).toString('latin1');
}
