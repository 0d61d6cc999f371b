import { ByteView } from '../containers/byte-view.js';
import type { Range } from './fib.js';

const EXTENDED = 0xffff;
const MAX_STRINGS = 65_000;

/** The entries of a PLC ([MS-DOC] 2.2.2): positions in a text, and data of one length for each but the last. */
export function readPlc(plc: ByteView, dataLength: number): (Range & { data: ByteView })[] {
  const count = Math.max(0, Math.floor((plc.length - 4) / (4 + dataLength)));
  return Array.from({ length: count }, (_, index) => ({
    start: plc.u32(4 * index),
    end: plc.u32(4 * index + 4),
    data: plc.view(4 * (count + 1) + dataLength * index, dataLength),
  }));
}

/** The strings of a table ([MS-DOC] 2.2.4) with the data after each. */
export function readStrings(table: ByteView): { text: string; data: ByteView }[] {
  const extended = table.u16(0) === EXTENDED;
  const headerAt = extended ? 2 : 0;
  const count = Math.min(MAX_STRINGS, table.u16(headerAt));
  const dataLength = table.u16(headerAt + 2);
  const found: { text: string; data: ByteView }[] = [];
  let at = headerAt + 4;
  while (found.length < count && at < table.length) {
    const length = extended ? table.u16(at) : table.u8(at);
    at += extended ? 2 : 1;
    const text = extended ? table.utf16(at, length) : table.slice(at, length).toString('latin1');
    at += extended ? 2 * length : length;
    found.push({ text, data: table.view(at, dataLength) });
    at += dataLength;
  }
  return found;
}

/** Strings with their length before them, one after the other to the end. */
export function readNames(table: ByteView): string[] {
  const names: string[] = [];
  for (let at = 0; at + 2 <= table.length; at += 2 + 2 * table.u16(at)) names.push(table.utf16(at + 2, table.u16(at)));
  return names;
}

/** Names of the fonts ([MS-DOC] 2.9.286, SttbfFfn). */
export function readFontNames(table: ByteView): string[] {
  const count = table.u16(0);
  const names: string[] = [];
  let at = 4;
  while (names.length < count && at < table.length) {
    const length = table.u8(at);
    names.push(table.utf16(at + 40, Math.max(0, (length - 39) >> 1)).split('\0', 1)[0] ?? '');
    at += 1 + length;
  }
  return names;
}

/** A date of Word ([MS-DOC] 2.9.63, DTTM) in ISO 8601; undefined for none. */
export function dateOf(stamp: number): string | undefined {
  const two = (shift: number, mask: number): string => String((stamp >>> shift) & mask).padStart(2, '0');
  const month = (stamp >>> 16) & 0xf;
  const day = (stamp >>> 11) & 0x1f;
  if (month < 1 || month > 12 || day < 1) return undefined;
  const year = 1900 + ((stamp >>> 20) & 0x1ff);
  return `${year}-${two(16, 0xf)}-${two(11, 0x1f)}T${two(6, 0x1f)}:${two(0, 0x3f)}:00`;
}
