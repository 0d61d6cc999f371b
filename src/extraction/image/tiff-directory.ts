import { damagedImage } from './image-limits.js';

/** The fields that are used. */
const TAGS = {
  NewSubfileType: 254,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  PhotometricInterpretation: 262,
  FillOrder: 266,
  StripOffsets: 273,
  Orientation: 274,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  PlanarConfiguration: 284,
  T4Options: 292,
  Predictor: 317,
  ColorMap: 320,
  TileWidth: 322,
  TileLength: 323,
  TileOffsets: 324,
  TileByteCounts: 325,
  JPEGTables: 347,
} as const;

type Tag = keyof typeof TAGS;

/** Bytes a value, by type: BYTE, ASCII, SHORT, LONG, UNDEFINED. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 7: 1 };
const SHORT = 3;
const LONG = 4;

/** A file of more pages than this is an attack. */
const MAX_PAGES = 10_000;

/** A field of more values than this is. */
const MAX_VALUES = 200_000;

/** What a page of a TIFF says of itself. */
export class TiffDirectory {
  readonly #entries = new Map<number, { type: number; count: number; at: number }>();

  constructor(
    private readonly view: DataView,
    readonly little: boolean,
    start: number,
    count: number,
  ) {
    for (let entry = start; entry < start + count * 12; entry += 12) {
      const type = view.getUint16(entry + 2, little);
      const values = view.getUint32(entry + 4, little);
      const size = SIZES[type];
      if (size === undefined || values > MAX_VALUES) continue;
      const at = size * values <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
      if (at + size * values <= view.byteLength) {
        this.#entries.set(view.getUint16(entry, little), { type, count: values, at });
      }
    }
  }

  has(tag: Tag): boolean {
    return this.#entries.has(TAGS[tag]);
  }

  /** The values of a field; none when it is missing. */
  all(tag: Tag): number[] {
    const entry = this.#entries.get(TAGS[tag]);
    if (!entry) return [];
    return Array.from({ length: entry.count }, (_, index) => this.#value(entry.type, entry.at, index));
  }

  first(tag: Tag, otherwise: number): number {
    const entry = this.#entries.get(TAGS[tag]);
    return entry && entry.count > 0 ? this.#value(entry.type, entry.at, 0) : otherwise;
  }

  bytes(tag: Tag): Uint8Array | undefined {
    const entry = this.#entries.get(TAGS[tag]);
    return entry && new Uint8Array(this.view.buffer, this.view.byteOffset + entry.at, entry.count);
  }

  #value(type: number, at: number, index: number): number {
    if (type === SHORT) return this.view.getUint16(at + 2 * index, this.little);
    if (type === LONG) return this.view.getUint32(at + 4 * index, this.little);
    return this.view.getUint8(at + index);
  }
}

/**
 * Reads the directories of a TIFF, one a page. A chain that breaks off ends there.
 *
 * @throws AppError `extract.damaged`
 */
export function readDirectories(data: Uint8Array): TiffDirectory[] {
  if (data.length < 8) throw damagedImage('it does not begin as a TIFF');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const little = view.getUint16(0) === 0x4949;
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let at = view.getUint32(4, little);
  while (at !== 0 && at + 2 <= data.length && !seen.has(at) && directories.length < MAX_PAGES) {
    seen.add(at);
    const count = view.getUint16(at, little);
    const end = at + 2 + count * 12;
    if (end > data.length) break;
    directories.push(new TiffDirectory(view, little, at + 2, count));
    at = end + 4 <= data.length ? view.getUint32(end, little) : 0;
  }
  if (directories.length === 0) throw damagedImage('its directory is missing');
  return directories;
}
