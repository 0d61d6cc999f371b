import { constants, inflateSync } from 'node:zlib';
import { assertDecodable, damagedImage, type ImageSize } from './image-limits.js';
import { writePdf } from './pdf-writer.js';
import { type PngPixels, shadeRow } from './png-shades.js';

export interface PngHeader extends ImageSize {
  bitDepth: number;
  colourType: number;
  interlaced: boolean;
}

const SIGNATURE_LENGTH = 8;
const HEADER_END = 33;

/** Values a pixel, by colour type: grey, RGB, palette, grey with alpha, RGB with alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE = 3;

const DEPTHS: ReadonlySet<number> = new Set([1, 2, 4, 8, 16]);

/**
 * Reads the header of a PNG.
 *
 * @throws AppError `extract.damaged`, `extract.memory`.
 */
export function readPngHeader(data: Uint8Array, memoryMb: number): PngHeader {
  if (data.length < HEADER_END || name(data, 12) !== 'IHDR') throw damagedImage('it does not begin as a PNG');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const bitDepth = data[24]!;
  const colourType = data[25]!;
  const channels = CHANNELS[colourType];
  if (channels === undefined || !DEPTHS.has(bitDepth)) throw damagedImage('its header is broken');
  const size = { width: view.getUint32(16), height: view.getUint32(20), bitsPerPixel: bitDepth * channels };
  assertDecodable(size, memoryMb);
  return { ...size, bitDepth, colourType, interlaced: data[28] === 1 };
}

/** The passes of an interlaced PNG: where each begins, and its steps, across and down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG wrapped into a PDF, unpacked: PDF knows neither its interlacing nor its alpha. */
export function pngToPdf(data: Uint8Array, memoryMb: number): Uint8Array {
  const header = readPngHeader(data, memoryMb);
  const { width, height } = header;
  const shades = decodePng(data, header);
  const attributes = `/Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8`;
  return writePdf([{ attributes, data: shades, left: 0, top: 0, width, height }], header, 1);
}

/** The pixels in shades of grey on white, a byte each. What is cut off is white. */
export function decodePng(data: Uint8Array, header: PngHeader): Uint8Array {
  const { width, height, bitDepth, colourType, bitsPerPixel, interlaced } = header;
  const { packed, palette, transparency } = readChunks(data);
  if (colourType === PALETTE && !palette) throw damagedImage('its palette is missing');
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const sizes = passes.map(([left, top, across, down]) => {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    return { columns, rows: columns > 0 ? rows : 0, rowBytes: Math.ceil((columns * bitsPerPixel) / 8) };
  });
  const expected = sizes.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
  const bytes = inflate(packed, expected);
  const pixels: PngPixels = { bitDepth, colourType, palette, transparency };
  const shades = new Uint8Array(width * height).fill(255);
  const step = Math.max(1, bitsPerPixel >> 3);
  let at = 0;
  for (const [index, [left, top, across, down]] of passes.entries()) {
    const { columns, rows, rowBytes } = sizes[index]!;
    let above: Uint8Array = new Uint8Array(rowBytes);
    for (let row = 0; row < rows && at + 1 + rowBytes <= bytes.length; row += 1) {
      const line = bytes.subarray(at + 1, at + 1 + rowBytes);
      unfilter(bytes[at]!, line, above, step);
      shadeRow(pixels, line, columns, (column, shade) => {
        shades[(top + row * down) * width + left + column * across] = shade;
      });
      above = line;
      at += 1 + rowBytes;
    }
  }
  return shades;
}

/** No more is unpacked than the pixels take. */
function inflate(packed: Uint8Array, expected: number): Uint8Array {
  const limits = { maxOutputLength: expected + SLACK, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return inflateSync(packed, limits);
  } catch (cause) {
    throw Object.assign(damagedImage('its pixels cannot be unpacked'), { cause });
  }
}

/** What an encoder may pack beyond the last pixel, in bytes. */
const SLACK = 64 * 1024;

interface Chunks {
  packed: Uint8Array;
  palette?: Uint8Array;
  transparency?: Uint8Array;
}

function readChunks(data: Uint8Array): Chunks {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const parts: Uint8Array[] = [];
  const chunks: Omit<Chunks, 'packed'> = {};
  for (let at = SIGNATURE_LENGTH; at + 8 <= data.length;) {
    const length = view.getUint32(at);
    const kind = name(data, at + 4);
    const content = data.subarray(at + 8, at + 8 + length);
    if (kind === 'IDAT') parts.push(content);
    else if (kind === 'PLTE') chunks.palette = content;
    else if (kind === 'tRNS') chunks.transparency = content;
    else if (kind === 'IEND') break;
    at += length + 12;
  }
  if (parts.length === 0) throw damagedImage('it has no pixels');
  return { packed: Buffer.concat(parts), ...chunks };
}

/** Undoes the filter of a row: each byte was stored as its difference from its neighbours. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  if (filter === 0) return;
  for (let index = 0; index < line.length; index += 1) {
    const left = index >= step ? line[index - step]! : 0;
    const up = above[index]!;
    const upLeft = index >= step ? above[index - step]! : 0;
    line[index] = line[index]! + predict(filter, left, up, upLeft);
  }
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) throw damagedImage('its pixels are broken');
  const byLeft = Math.abs(up - upLeft);
  const byUp = Math.abs(left - upLeft);
  const byUpLeft = Math.abs(left + up - 2 * upLeft);
  if (byLeft <= byUp && byLeft <= byUpLeft) return left;
  return byUp <= byUpLeft ? up : upLeft;
}

function name(data: Uint8Array, at: number): string {
  return String.fromCharCode(...data.subarray(at, at + 4));
}
