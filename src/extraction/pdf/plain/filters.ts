import { inflateSync } from 'node:zlib';
import { classOf, hexValueOf, GREATER, WHITE } from './bytes.js';
import { giveUp } from './give-up.js';
import { asInteger, isArray, isDict, type PdfDict, PdfName, type PdfValue } from './values.js';

/** The most that one stream may hold, in bytes. */
export const MAX_STREAM = 16 * 1024 * 1024;

/** Streams are mostly unpacked into one piece: content grows by less than that. */
const USUAL_GROWTH = 8;
const LEAST_CHUNK = 1024;
const MOST_CHUNK = 64 * 1024;

/** How a predictor of PNG is numbered, from this on. */
const PNG_PREDICTOR = 10;

const MAX_FILTERS = 4;

/** Resolves references. */
export type Resolve = (value: PdfValue | undefined) => PdfValue;

/**
 * The bytes of a stream as its filters give them.
 *
 * @throws GivesUp where there is a filter that it does not know, damaged data, or too much.
 */
export function decodeStream(stored: Uint8Array, dict: PdfDict, resolve: Resolve): Uint8Array {
  if (dict.has('F')) giveUp('stream elsewhere');
  const filters = listOf(resolve(dict.get('Filter')));
  const parameters = listOf(resolve(dict.get('DecodeParms') ?? dict.get('DP')));
  if (filters.length > MAX_FILTERS) giveUp('many filters');
  let data = stored;
  for (const [index, filter] of filters.entries()) {
    const name = resolve(filter);
    if (!(name instanceof PdfName)) giveUp('odd filter');
    const own = resolve(parameters[index]);
    if (own !== null && !isDict(own)) giveUp('odd filter');
    data = decode(data, name.name, own, resolve);
    if (data.length > MAX_STREAM) giveUp('large stream');
  }
  return data;
}

function listOf(value: PdfValue): readonly PdfValue[] {
  if (value === null) return [];
  return isArray(value) ? value : [value];
}

function decode(data: Uint8Array, filter: string, parameters: PdfDict | null, resolve: Resolve): Uint8Array {
  if (filter === 'FlateDecode') return unpredicted(inflated(data), parameters, resolve);
  if (parameters && parameters.size > 0) giveUp('filter with parameters');
  if (filter === 'ASCIIHexDecode') return fromHexadecimal(data);
  if (filter === 'ASCII85Decode') return fromBase85(data);
  return giveUp('unknown filter');
}

function inflated(data: Uint8Array): Uint8Array {
  try {
    const chunkSize = Math.min(Math.max(data.length * USUAL_GROWTH, LEAST_CHUNK), MOST_CHUNK);
    return inflateSync(data, { maxOutputLength: MAX_STREAM, chunkSize });
  } catch {
    return giveUp('damaged or large stream');
  }
}

function unpredicted(data: Uint8Array, parameters: PdfDict | null, resolve: Resolve): Uint8Array {
  const predictor = resolve(parameters?.get('Predictor'));
  if (!parameters || predictor === null || predictor === 1) return data;
  if (asInteger(predictor) < PNG_PREDICTOR) giveUp('predictor');
  const number = (key: string, usual: number) => asInteger(resolve(parameters.get(key) ?? usual));
  const bits = number('Colors', 1) * number('BitsPerComponent', 8);
  const columns = number('Columns', 1);
  if (bits <= 0 || columns <= 0 || bits % 8 !== 0 || bits > 256 || columns > MAX_STREAM) giveUp('odd predictor');
  return unfiltered(data, columns * (bits / 8), bits / 8);
}

/** Undoes the filters of PNG. @param row bytes of a row, without the one that names its filter. @param step of a pixel. */
function unfiltered(data: Uint8Array, row: number, step: number): Uint8Array {
  if (data.length % (row + 1) !== 0) giveUp('odd rows');
  const rows = data.length / (row + 1);
  const result = new Uint8Array(rows * row);
  for (let index = 0; index < rows; index += 1) {
    const from = index * (row + 1);
    const to = index * row;
    const kind = data[from]!;
    if (kind > 4) giveUp('odd rows');
    for (let column = 0; column < row; column += 1) {
      const left = column >= step ? result[to + column - step]! : 0;
      const up = index > 0 ? result[to + column - row]! : 0;
      const corner = index > 0 && column >= step ? result[to + column - row - step]! : 0;
      result[to + column] = data[from + 1 + column]! + predicted(kind, left, up, corner);
    }
  }
  return result;
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function fromHexadecimal(data: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length >> 1);
  let length = 0;
  let high = -1;
  for (const code of data) {
    const value = hexValueOf[code]!;
    if (code === GREATER && high < 0) return result.subarray(0, length);
    if (value === 255) {
      if (classOf[code] !== WHITE) giveUp('odd digit');
    } else if (high < 0) {
      high = value;
    } else {
      result[length] = high * 16 + value;
      length += 1;
      high = -1;
    }
  }
  return giveUp('open data');
}

const FIRST_OF_85 = 33;
const TILDE = 126;
const LETTER_Z = 122;

function fromBase85(data: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length * 4);
  let length = 0;
  let digits = 0;
  let value = 0;
  for (const [index, code] of data.entries()) {
    if (classOf[code] === WHITE) continue;
    if (code === TILDE) {
      if (data[index + 1] !== GREATER || digits === 1) giveUp('odd base 85');
      for (let missing = digits; missing > 0 && missing < 5; missing += 1) value = value * 85 + 84;
      for (let byte = 0; byte < digits - 1; byte += 1) result[length + byte] = value / 2 ** (24 - 8 * byte);
      return result.subarray(0, length + Math.max(0, digits - 1));
    }
    if (code === LETTER_Z && digits === 0) {
      length += 4;
      continue;
    }
    const digit = code - FIRST_OF_85;
    if (digit < 0 || digit >= 85) giveUp('odd base 85');
    value = value * 85 + digit;
    digits += 1;
    if (digits < 5) continue;
    if (value > 0xffffffff) giveUp('odd base 85');
    for (let byte = 0; byte < 4; byte += 1) result[length + byte] = value / 2 ** (24 - 8 * byte);
    length += 4;
    digits = 0;
    value = 0;
  }
  return giveUp('open data');
}
