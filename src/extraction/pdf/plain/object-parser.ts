import { BRACKET_CLOSE, BRACKET_OPEN, GREATER, LESS, NINE, PAREN_OPEN, SLASH, ZERO } from './bytes.js';
import { giveUp } from './give-up.js';
import type { Scanner } from './scanner.js';
import { PdfName, PdfRef, PdfString, type PdfValue } from './values.js';

/** Deeper than anything but an attempt to overflow the stack. */
const MAX_DEPTH = 32;

/** More than any dictionary or array that a plain file needs. */
const MAX_ITEMS = 100_000;

const strings = Buffer.alloc(64 * 1024);

/** Reads the object that follows. @param references whether numbers may be parts of one. */
export function parseObject(scanner: Scanner, references: boolean, depth = 0): PdfValue {
  if (depth > MAX_DEPTH) giveUp('deep object');
  const code = scanner.skipWhite();
  if (code === SLASH) return new PdfName(scanner.name());
  if (code === PAREN_OPEN) return new PdfString(strings.toString('latin1', 0, scanner.literal(strings, 0)));
  if (code === BRACKET_OPEN) return parseArray(scanner, references, depth);
  if (code === LESS) {
    if (scanner.data[scanner.at + 1] === LESS) return parseDict(scanner, references, depth);
    return new PdfString(strings.toString('latin1', 0, scanner.hexadecimal(strings, 0)));
  }
  if (code < 0) giveUp('object missing');
  if (scanner.isNumber()) return references ? parseNumberOrReference(scanner) : scanner.number();
  const word = scanner.word();
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  return giveUp('unknown word');
}

export function parseDict(scanner: Scanner, references: boolean, depth = 0): Map<string, PdfValue> {
  scanner.at += 2;
  const dict = new Map<string, PdfValue>();
  for (;;) {
    const code = scanner.skipWhite();
    if (code === GREATER && scanner.data[scanner.at + 1] === GREATER) {
      scanner.at += 2;
      return dict;
    }
    if (code !== SLASH) giveUp('odd dictionary');
    const key = scanner.name();
    if (key === '' || dict.has(key) || dict.size > MAX_ITEMS) giveUp('odd dictionary');
    dict.set(key, parseObject(scanner, references, depth + 1));
  }
}

function parseArray(scanner: Scanner, references: boolean, depth: number): PdfValue[] {
  scanner.at += 1;
  const items: PdfValue[] = [];
  while (scanner.skipWhite() !== BRACKET_CLOSE) {
    if (items.length > MAX_ITEMS) giveUp('long array');
    items.push(parseObject(scanner, references, depth + 1));
  }
  scanner.at += 1;
  return items;
}

const LETTER_R = 82;

function parseNumberOrReference(scanner: Scanner): number | PdfRef {
  const first = scanner.number();
  const after = scanner.at;
  const code = scanner.skipWhite();
  if (Number.isInteger(first) && first > 0 && code >= ZERO && code <= NINE) {
    const second = scanner.number();
    if (Number.isInteger(second) && scanner.skipWhite() === LETTER_R) {
      const at = scanner.at;
      scanner.skipRegular();
      if (scanner.at === at + 1) return new PdfRef(first, second);
    }
  }
  scanner.at = after;
  return first;
}
