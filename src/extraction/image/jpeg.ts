import { assertDecodable, damagedImage, type ImageSize, unsupportedImage } from './image-limits.js';
import { type ExifOrientation, writePdf } from './pdf-writer.js';

export interface JpegHeader extends ImageSize {
  components: number;
  orientation: ExifOrientation;
  /** Written by Adobe's programs, which store four colours inverted. */
  adobe: boolean;
}

const SOI = 0xd8;
const SOS = 0xda;
const APP1 = 0xe1;
const APP14 = 0xee;
/** Frames of Huffman coding: baseline, extended, progressive. The other kinds are as good as never used. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
const OTHER_FRAMES: ReadonlySet<number> = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

const BITS = 8;

/**
 * Reads what stands before the pixels of a JPEG.
 *
 * @throws AppError `extract.damaged`, `extract.memory`.
 */
export function readJpegHeader(data: Uint8Array, memoryMb: number): JpegHeader {
  if (data[0] !== 0xff || data[1] !== SOI) throw damagedImage('it does not begin as a JPEG');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  let orientation: ExifOrientation = 1;
  let adobe = false;
  for (let at = 2; at + 4 <= data.length;) {
    if (data[at] !== 0xff) throw damagedImage('its header is broken');
    const marker = data[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const segment = data.subarray(at + 4, at + 2 + view.getUint16(at + 2));
    if (marker === APP1) orientation = exifOrientation(segment) ?? orientation;
    if (marker === APP14) adobe ||= latin1(segment.subarray(0, 5)) === 'Adobe';
    if (OTHER_FRAMES.has(marker)) throw unsupportedImage('a kind of JPEG that is hardly used');
    if (FRAMES.has(marker)) return { ...readFrame(segment, memoryMb), orientation, adobe };
    if (marker === SOS) break;
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  throw damagedImage('its size is not told');
}

function readFrame(segment: Uint8Array, memoryMb: number): ImageSize & { components: number } {
  if (segment.length < 6) throw damagedImage('its header is cut off');
  const [precision, high, low, wide, narrow, components] = segment as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (precision !== BITS) throw unsupportedImage(`JPEG of ${precision} bits a colour`);
  if (components !== 1 && components !== 3 && components !== 4) throw damagedImage(`it has ${components} colours`);
  const size = { width: wide * 256 + narrow, height: high * 256 + low, bitsPerPixel: components * BITS };
  assertDecodable(size, memoryMb);
  return { ...size, components };
}

const ORIENTATION_TAG = 0x0112;

/** The orientation that a camera noted down in the EXIF segment. */
function exifOrientation(segment: Uint8Array): ExifOrientation | undefined {
  if (latin1(segment.subarray(0, 4)) !== 'Exif' || segment.length < 16) return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.length - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const start = tiff.getUint32(4, little);
  if (start + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(start, little);
  for (let entry = start + 2; entry + 12 <= tiff.byteLength && entry < start + 2 + count * 12; entry += 12) {
    if (tiff.getUint16(entry, little) === ORIENTATION_TAG) return asOrientation(tiff.getUint16(entry + 8, little));
  }
  return undefined;
}

export function asOrientation(value: number): ExifOrientation {
  return value >= 1 && value <= 8 ? (value as ExifOrientation) : 1;
}

const COLOURS: Readonly<Record<number, string>> = { 1: '/DeviceGray', 3: '/DeviceRGB', 4: '/DeviceCMYK' };

/** The attributes of a JPEG as an image of a PDF. */
export function jpegAttributes({ width, height, components, adobe }: JpegHeader): string {
  const inverted = components === 4 && adobe ? ' /Decode [1 0 1 0 1 0 1 0]' : '';
  return `/Width ${width} /Height ${height} /ColorSpace ${COLOURS[components]} /BitsPerComponent 8 /Filter /DCTDecode${inverted}`;
}

export function jpegToPdf(data: Uint8Array, memoryMb: number): Uint8Array {
  const header = readJpegHeader(data, memoryMb);
  const { width, height } = header;
  return writePdf(
    [{ attributes: jpegAttributes(header), data, left: 0, top: 0, width, height }],
    header,
    header.orientation,
  );
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
