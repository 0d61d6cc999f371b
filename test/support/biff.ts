import { makeCompoundFile } from './compound-file.js';
import { u16, u32 } from './office-crypto.js';

/** A record of a workbook. */
export function biff(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u16(type, body.length), body]);
}

/** A string of Excel 97 with a length of two bytes; Latin-1 text takes a byte a character. */
export function text16(text: string): Buffer {
  const isWide = [...text].some((character) => character > '\u00ff');
  return Buffer.concat([
    u16(text.length),
    Buffer.from([isWide ? 1 : 0]),
    Buffer.from(text, isWide ? 'utf16le' : 'latin1'),
  ]);
}

export interface SheetRecords {
  name: string;
  hidden?: boolean;
  kind?: number;
  records: Buffer[];
}

export const EXCEL_97 = 0x600;
export const EXCEL_5 = 0x500;

/** The stream of a workbook: what is shared, then each sheet. */
export function workbookStream(sheets: readonly SheetRecords[], shared: readonly Buffer[], version = EXCEL_97): Buffer {
  const begin = (kind: number): Buffer => biff(0x809, u16(version, kind, 0, 0), u32(0, 0));
  const end = biff(0x0a);
  const bodies = sheets.map(({ records }) => Buffer.concat([begin(0x10), ...records, end]));
  const entries = (offsets: readonly number[]): Buffer[] =>
    sheets.map(({ name, hidden, kind = 0 }, index) => {
      const latin = Buffer.from(name, 'latin1');
      const flags = version === EXCEL_97 ? [0] : [];
      const head = Buffer.from([hidden ? 1 : 0, kind, latin.length, ...flags]);
      return biff(0x85, u32(offsets[index] ?? 0), head, latin);
    });
  const globals = (offsets: readonly number[]): Buffer =>
    Buffer.concat([begin(5), ...shared, ...entries(offsets), end]);
  let at = globals([]).length;
  const offsets = bodies.map((body) => {
    const offset = at;
    at += body.length;
    return offset;
  });
  return Buffer.concat([globals(offsets), ...bodies]);
}

export function makeXls(stream: Buffer, name = 'Workbook'): Buffer {
  return makeCompoundFile([{ path: name, content: stream }]);
}
