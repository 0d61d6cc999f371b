import { CARRIAGE_RETURN, classOf, LESS, LINE_FEED, NINE, WHITE, ZERO } from './bytes.js';
import { giveUp } from './give-up.js';
import { parseDict } from './object-parser.js';
import type { Scanner } from './scanner.js';
import { asInteger, isArray, type PdfDict, PdfName, PdfStream, type PdfValue } from './values.js';

/** Where an object stands: `at` in the file, or as number `at` in the object stream `within`; 0 is the file itself. */
export interface Place {
  at: number;
  within: number;
}

export interface CrossReferences {
  /** By object number. A free one is none, and hides what older parts of the file say. */
  places: Map<number, Place | undefined>;
  trailer: PdfDict;
}

/** How the parts of a file are read that are needed to find its objects. */
export interface PartReader {
  scanner: Scanner;
  /** The object that begins at a place of the file. */
  objectAt(at: number): { number: number; value: PdfValue };
  decoded(stream: PdfStream): Uint8Array;
}

/** PDFium looks for the word that near to the end. */
const TAIL = 4096;

/** A file has been saved no more often. */
const MAX_PARTS = 200;

const MAX_OBJECTS = 500_000;

/** `0000012345 00000 n` and an end of line. */
const ENTRY_BYTES = 20;

const STARTS = Buffer.from('startxref');

/** Reads the tables and streams that say where the objects are, the latest first. */
export function readCrossReferences(parts: PartReader): CrossReferences {
  const places = new Map<number, Place | undefined>();
  let trailer: PdfDict | undefined;
  const read = new Set<number>();
  let next: PdfValue | undefined = startOf(parts.scanner);
  while (next !== undefined) {
    const at = asInteger(next);
    if (at <= 0 || read.has(at) || read.size >= MAX_PARTS) giveUp('odd cross-references');
    read.add(at);
    const own: PdfDict = readPart(parts, at, places);
    if (own.has('XRefStm')) giveUp('hybrid cross-references');
    trailer ??= own;
    next = own.get('Prev');
  }
  if (!trailer) return giveUp('no trailer');
  const size = asInteger(trailer.get('Size'));
  for (const number of places.keys()) if (number >= size) giveUp('object beyond the size');
  return { places, trailer };
}

function startOf(scanner: Scanner): number {
  const { data } = scanner;
  const found = data.lastIndexOf(STARTS);
  if (found < 0 || found < data.length - TAIL) giveUp('no startxref');
  scanner.at = found + STARTS.length;
  scanner.skipWhite();
  return scanner.number();
}

function readPart(parts: PartReader, at: number, places: CrossReferences['places']): PdfDict {
  const { scanner } = parts;
  scanner.at = at;
  const code = scanner.skipWhite();
  if (code >= ZERO && code <= NINE) return readStream(parts, at, places);
  if (scanner.word() !== 'xref') giveUp('no cross-references');
  for (;;) {
    const first = scanner.skipWhite();
    if (first < ZERO || first > NINE) break;
    readSection(scanner, places);
  }
  if (scanner.word() !== 'trailer' || scanner.skipWhite() !== LESS) giveUp('no trailer');
  return parseDict(scanner, true);
}

function readSection(scanner: Scanner, places: CrossReferences['places']): void {
  const first = asInteger(scanner.number());
  scanner.skipWhite();
  const count = asInteger(scanner.number());
  if (first < 0 || count < 0 || places.size + count > MAX_OBJECTS) giveUp('many objects');
  const { data } = scanner;
  // Behind the two numbers there may be a space before the end of the line.
  while (scanner.at < data.length && classOf[data[scanner.at]!] === WHITE) scanner.at += 1;
  if (scanner.at + count * ENTRY_BYTES > data.length) giveUp('cut cross-references');
  for (let index = 0; index < count; index += 1) {
    readEntry(data, scanner.at, first + index, places);
    scanner.at += ENTRY_BYTES;
  }
}

const LETTER_N = 110;
const LETTER_F = 102;
const SPACE = 32;

function readEntry(data: Buffer, at: number, number: number, places: CrossReferences['places']): void {
  let offset = 0;
  for (let index = at; index < at + 10; index += 1) offset = offset * 10 + digit(data[index]!);
  for (let index = at + 11; index < at + 16; index += 1) digit(data[index]!);
  const kind = data[at + 17]!;
  const end = data[at + 19]!;
  if (data[at + 10] !== SPACE || data[at + 16] !== SPACE) giveUp('odd entry');
  if ((kind !== LETTER_N && kind !== LETTER_F) || (end !== LINE_FEED && end !== CARRIAGE_RETURN)) giveUp('odd entry');
  if (places.has(number)) return;
  if (kind === LETTER_N && offset === 0) giveUp('odd entry');
  places.set(number, kind === LETTER_N ? { at: offset, within: 0 } : undefined);
}

function digit(code: number): number {
  if (code < ZERO || code > NINE) giveUp('odd entry');
  return code - ZERO;
}

function readStream(parts: PartReader, at: number, places: CrossReferences['places']): PdfDict {
  const { value } = parts.objectAt(at);
  if (!(value instanceof PdfStream)) return giveUp('no cross-references');
  const { dict } = value;
  const type = dict.get('Type');
  if (!(type instanceof PdfName) || type.name !== 'XRef') giveUp('no cross-references');
  const size = asInteger(dict.get('Size'));
  const widths = numbers(dict.get('W'));
  if (widths.length !== 3 || widths.some((width) => width < 0 || width > 6)) giveUp('odd widths');
  const [kinds = 0, firsts = 0, seconds = 0] = widths;
  const index = dict.has('Index') ? numbers(dict.get('Index')) : [0, size];
  const data = parts.decoded(value);
  let from = 0;
  for (let section = 0; section + 1 < index.length; section += 2) {
    const first = index[section]!;
    const count = index[section + 1]!;
    if (first < 0 || count < 0 || places.size + count > MAX_OBJECTS) giveUp('many objects');
    if (from + count * (kinds + firsts + seconds) > data.length) giveUp('cut cross-references');
    for (let number = first; number < first + count; number += 1) {
      const kind = kinds === 0 ? 1 : bigEndian(data, from, kinds);
      const one = bigEndian(data, from + kinds, firsts);
      const two = bigEndian(data, from + kinds + firsts, seconds);
      from += kinds + firsts + seconds;
      if (!places.has(number)) places.set(number, placeOf(kind, one, two));
    }
  }
  return dict;
}

function placeOf(kind: number, first: number, second: number): Place | undefined {
  if (kind === 0) return undefined;
  if (kind === 1 && first > 0) return { at: first, within: 0 };
  if (kind === 2 && first > 0) return { at: second, within: first };
  return giveUp('odd entry');
}

function numbers(value: PdfValue | undefined): number[] {
  if (!isArray(value)) return giveUp('numbers missing');
  return value.map(asInteger);
}

function bigEndian(data: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index += 1) value = value * 256 + data[index]!;
  return value;
}
