import type { Fields } from './records.js';

/** A piece of a paragraph's text, with its place in code units of the record. */
export type TextPiece =
  | { kind: 'text'; text: string; at: number; length: number }
  /** A control that has a record of its own; `name` as the text says it. */
  | { kind: 'control'; name: string; at: number }
  | { kind: 'field end'; at: number };

/** Controls of one unit; every other one below 32 takes eight (HWP 5.0, table 6). */
const ONE_UNIT = new Set([0, 10, 13, 24, 25, 26, 27, 28, 29, 30, 31]);

/** Controls with a record: what they are is said there. */
const EXTENDED = new Set([1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23]);

const FIELD_END = 4;

/** What the others print. A hyphen (24) only allows a line to break there. */
const PRINTED: Readonly<Record<number, string>> = { 9: '\t', 10: '\n', 30: ' ', 31: ' ' };

/** The text of a record, piece by piece; `from` is where its first unit stands in the paragraph. */
export function* textPieces(fields: Fields, from: number): Generator<TextPiece> {
  const { bytes } = fields;
  const units = bytes.length >> 1;
  let begin = 0;
  for (let at = 0; at < units;) {
    const unit = bytes.readUInt16LE(2 * at);
    if (unit >= 32) {
      at += 1;
      continue;
    }
    if (at > begin) yield plain(bytes, begin, at, from);
    if (EXTENDED.has(unit)) yield { kind: 'control', name: fields.name(2 * at + 2), at: from + at };
    else if (unit === FIELD_END) yield { kind: 'field end', at: from + at };
    else if (PRINTED[unit] !== undefined) yield { kind: 'text', text: PRINTED[unit], at: from + at, length: 1 };
    at += ONE_UNIT.has(unit) ? 1 : 8;
    begin = at;
  }
  if (units > begin) yield plain(bytes, begin, units, from);
}

function plain(bytes: Buffer, begin: number, end: number, from: number): TextPiece {
  return { kind: 'text', text: bytes.toString('utf16le', 2 * begin, 2 * end), at: from + begin, length: end - begin };
}
