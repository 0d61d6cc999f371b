import { assertDecodable, damagedImage, unsupportedImage } from './image-limits.js';
import { asOrientation, jpegAttributes, readJpegHeader } from './jpeg.js';
import { FUNCTION_REFERENCE, type ImageObject, writePdf } from './pdf-writer.js';
import { readDirectories, type TiffDirectory } from './tiff-directory.js';

/** How many pages a TIFF has. @throws AppError `extract.damaged` */
export function countTiffPages(data: Uint8Array): number {
  return pagesOf(data).length;
}

/** Reduced copies (thumbnails) are no pages. */
function pagesOf(data: Uint8Array): TiffDirectory[] {
  const directories = readDirectories(data);
  const pages = directories.filter((directory) => (directory.first('NewSubfileType', 0) & 1) === 0);
  if (pages.length === 0) throw damagedImage('it has no pages');
  return pages;
}

const COMPRESSION = {
  none: 1,
  huffman: 2,
  fax3: 3,
  fax4: 4,
  lzw: 5,
  oldJpeg: 6,
  jpeg: 7,
  deflate: 8,
  packBits: 32773,
  oldDeflate: 32946,
};
const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, yCbCr: 6 };

/** Wraps a page of a TIFF into a PDF, strip by strip as they are packed. @throws AppError `extract.damaged`, `extract.memory` */
export function tiffPageToPdf(data: Uint8Array, page: number, memoryMb: number): Uint8Array {
  const directory = pagesOf(data)[page - 1];
  if (!directory) throw damagedImage(`it has no page ${page}`);
  const layout = readLayout(directory);
  assertDecodable({ ...layout, bitsPerPixel: layout.bits * layout.samples }, memoryMb);
  const images = layout.pieces.flatMap((piece) => {
    const packed = data.subarray(piece.offset, piece.offset + piece.length);
    return packed.length === 0 ? [] : [pieceImage(directory, layout, piece, packed, memoryMb)];
  });
  if (images.length === 0) throw damagedImage('its pixels are missing');
  return writePdf(images, layout, asOrientation(directory.first('Orientation', 1)));
}

interface Piece {
  offset: number;
  length: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Layout {
  width: number;
  height: number;
  bits: number;
  samples: number;
  compression: number;
  photometric: number;
  pieces: Piece[];
}

/** More strips or tiles than this are an attack. */
const MAX_PIECES = 20_000;

function readLayout(directory: TiffDirectory): Layout {
  const width = directory.first('ImageWidth', 0);
  const height = directory.first('ImageLength', 0);
  const samples = directory.first('SamplesPerPixel', 1);
  const bits = directory.first('BitsPerSample', 1);
  const planar = directory.first('PlanarConfiguration', 1);
  if (width < 1 || height < 1) throw damagedImage('it has no pixels');
  if (![1, 2, 4, 8, 16].includes(bits) || samples < 1 || samples > 8) throw unsupportedImage('TIFF of unusual pixels');
  if (planar === 2 && samples > 1) throw unsupportedImage('TIFF with its colours apart');
  const compression = directory.first('Compression', COMPRESSION.none);
  const photometric = directory.first('PhotometricInterpretation', PHOTOMETRIC.whiteIsZero);
  return { width, height, bits, samples, compression, photometric, pieces: readPieces(directory, width, height) };
}

function readPieces(directory: TiffDirectory, width: number, height: number): Piece[] {
  const isTiled = directory.has('TileOffsets');
  const pieceWidth = isTiled ? directory.first('TileWidth', 0) : width;
  const pieceHeight = isTiled
    ? directory.first('TileLength', 0)
    : Math.min(height, directory.first('RowsPerStrip', height));
  const offsets = directory.all(isTiled ? 'TileOffsets' : 'StripOffsets');
  const lengths = directory.all(isTiled ? 'TileByteCounts' : 'StripByteCounts');
  if (pieceWidth < 1 || pieceHeight < 1 || offsets.length === 0) throw damagedImage('its pixels are missing');
  const across = Math.ceil(width / pieceWidth);
  const count = Math.min(offsets.length, across * Math.ceil(height / pieceHeight));
  if (count > MAX_PIECES) throw damagedImage('it is cut into too many pieces');
  return Array.from({ length: count }, (_, index) => {
    const top = Math.floor(index / across) * pieceHeight;
    return {
      offset: offsets[index]!,
      length: lengths[index] ?? Number.MAX_SAFE_INTEGER,
      left: (index % across) * pieceWidth,
      top,
      width: pieceWidth,
      height: isTiled ? pieceHeight : Math.min(pieceHeight, height - top),
    };
  });
}

function pieceImage(
  directory: TiffDirectory,
  layout: Layout,
  piece: Piece,
  packed: Uint8Array,
  memoryMb: number,
): ImageObject {
  const { left, top, width, height } = piece;
  const place = { left, top, width, height };
  if (layout.compression === COMPRESSION.jpeg) {
    const jpeg = withTables(directory, packed);
    const header = readJpegHeader(jpeg, memoryMb);
    return { ...place, attributes: jpegAttributes({ ...header, adobe: false }) + noTransform(layout), data: jpeg };
  }
  const { filter, data } = unpacking(directory, layout, piece, packed);
  const size = `/Width ${width} /Height ${height} /BitsPerComponent ${layout.bits}`;
  return { ...place, attributes: `${size} ${colours(directory, layout)} ${filter}`, data, tint: tintOf(layout) };
}

/** RGB that is stored as such in a JPEG without a marker that says so. */
function noTransform({ photometric }: Layout): string {
  return photometric === PHOTOMETRIC.rgb ? ' /DecodeParms << /ColorTransform 0 >>' : '';
}

/** A JPEG in a TIFF leaves its tables to the directory: they are put in behind its first marker. */
function withTables(directory: TiffDirectory, packed: Uint8Array): Uint8Array {
  const tables = directory.bytes('JPEGTables');
  if (!tables || tables.length < 4) return packed;
  return new Uint8Array(Buffer.concat([tables.subarray(0, -2), packed.subarray(2)]));
}

const LITTLE_FIRST = 2;

function unpacking(
  directory: TiffDirectory,
  { compression, bits, samples }: Layout,
  { width, height }: Piece,
  packed: Uint8Array,
): { filter: string; data: Uint8Array } {
  const data = directory.first('FillOrder', 1) === LITTLE_FIRST ? reverseBits(packed) : packed;
  const predictor = directory.first('Predictor', 1);
  // PDF has the higher byte first.
  const isSwapped = bits === 16 && compression !== COMPRESSION.none && (directory.little || predictor === 2);
  if (isSwapped) throw unsupportedImage('packed TIFF of 16 bits a colour');
  const parameters =
    predictor === 2
      ? ` /DecodeParms << /Predictor 2 /Colors ${samples} /BitsPerComponent ${bits} /Columns ${width} >>`
      : '';
  switch (compression) {
    case COMPRESSION.none:
      return { filter: '', data: bits === 16 ? bigEndian(directory, data) : data };
    case COMPRESSION.huffman:
      return { filter: fax(0, width, height, '/EncodedByteAlign true'), data };
    case COMPRESSION.fax3:
      return {
        filter: fax((directory.first('T4Options', 0) & 1) === 1 ? 1 : 0, width, height, '/EndOfLine true'),
        data,
      };
    case COMPRESSION.fax4:
      return { filter: fax(-1, width, height, ''), data };
    case COMPRESSION.lzw:
      return { filter: `/Filter /LZWDecode${parameters}`, data };
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate:
      return { filter: `/Filter /FlateDecode${parameters}`, data };
    case COMPRESSION.packBits:
      return { filter: '/Filter /RunLengthDecode', data };
    default:
      throw unsupportedImage(`TIFF of compression ${compression}`);
  }
}

/** Black is 1 in what is decoded, as in the TIFF, whose photometric says what that means. */
function fax(k: number, width: number, height: number, more: string): string {
  return `/Filter /CCITTFaxDecode /DecodeParms << /K ${k} /Columns ${width} /Rows ${height} /BlackIs1 true /EndOfBlock false ${more} >>`;
}

function colours(directory: TiffDirectory, { photometric, bits, samples }: Layout): string {
  switch (photometric) {
    case PHOTOMETRIC.whiteIsZero:
      return `/ColorSpace ${withExtra('/DeviceGray', 1, samples)} /Decode [1 0${' 0 1'.repeat(samples - 1)}]`;
    case PHOTOMETRIC.blackIsZero:
      return `/ColorSpace ${withExtra('/DeviceGray', 1, samples)}`;
    case PHOTOMETRIC.rgb:
      return `/ColorSpace ${withExtra('/DeviceRGB', 3, samples)}`;
    case PHOTOMETRIC.cmyk:
      return `/ColorSpace ${withExtra('/DeviceCMYK', 4, samples)}`;
    case PHOTOMETRIC.palette:
      return `/ColorSpace [/Indexed /DeviceRGB ${2 ** bits - 1} <${palette(directory, bits)}>]`;
    default:
      throw unsupportedImage('TIFF of unusual colours');
  }
}

/** A colour with further values, which PDF takes for ones of its own: a function leaves them out. */
function withExtra(space: string, used: number, samples: number): string {
  if (samples < used) throw damagedImage('its pixels have too few values');
  if (samples === used) return space;
  const names = Array.from({ length: samples }, (_, index) => `/S${index}`).join(' ');
  return `[/DeviceN [${names}] ${space} ${FUNCTION_REFERENCE}]`;
}

const USED: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 3, 5: 4 };

/** What makes the colour of a pixel with further values: the first of them is its alpha, and it is laid over white. */
function tintOf({ photometric, samples }: Layout): ImageObject['tint'] {
  const used = USED[photometric] ?? samples;
  if (samples <= used) return undefined;
  const rest = 'pop '.repeat(samples - used - 1);
  const white = photometric === PHOTOMETRIC.cmyk ? 'pop' : `1 exch sub ${used + 1} 1 roll ${addWhite(used)}`;
  return { inputs: samples, outputs: used, program: rest + white };
}

/** Adds what lies below the used values on the stack to each of them, and drops it. */
function addWhite(used: number): string {
  return `${`${used} index add ${used} 1 roll `.repeat(used)}${used + 1} -1 roll pop`;
}

function palette(directory: TiffDirectory, bits: number): string {
  const map = directory.all('ColorMap');
  const count = 2 ** bits;
  let hex = '';
  for (let index = 0; index < count; index += 1) {
    for (const channel of [0, 1, 2]) hex += ((map[channel * count + index] ?? 0) >> 8).toString(16).padStart(2, '0');
  }
  return hex;
}

function reverseBits(data: Uint8Array): Uint8Array {
  return data.map((byte) => REVERSED[byte]!);
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) reversed |= 128 >> bit;
  return reversed;
});

function bigEndian({ little }: TiffDirectory, data: Uint8Array): Uint8Array {
  return little ? new Uint8Array(Buffer.from(data.subarray(0, data.length & ~1)).swap16()) : data;
}
