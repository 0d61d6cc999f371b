import type { ByteSource } from './byte-source.js';
import { type CompoundEntry, entryName, readTree, ROOT, type TreeEntry } from './cfb-directory.js';

export type { CompoundEntry } from './cfb-directory.js';

const SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const MAX_DIRECTORY_SECTORS = 256;
const FIRST_DIFAT = 76;
const DIFAT_ENTRIES = 109;
const MAX_REGULAR_SECTOR = 0xfffffffa;
const END_OF_CHAIN = 0xfffffffe;
const ENTRY_SIZE = 128;
const MINI_SECTOR = 64;
const MINI_CUTOFF = 4096;
const DEFAULT_MAX_ENTRIES = 100_000;

/** The file is no compound file, or its tables contradict each other. */
export class CompoundFileError extends Error {
  override readonly name = 'CompoundFileError';
}

/** The file holds more than the caller allows. */
export class CompoundFileLimitError extends Error {
  override readonly name = 'CompoundFileLimitError';
}

export interface CompoundLimits {
  /** The most bytes that all reads of streams together may return; a stream that is read twice counts twice. */
  maxBytes: number;
  /** The most entries of the directory; 100,000 unless told. */
  maxEntries?: number;
}

/** An open compound file. Paths are names joined by `/` from the root, compared without regard to case. */
export interface CompoundFile {
  /** Every storage and stream below the root, a storage before what it holds. Sizes are claims. */
  readonly entries: readonly CompoundEntry[];
  find(path: string): CompoundEntry | undefined;
  /**
   * The content of a stream.
   *
   * @param options `partial`: give what there is when the stream is cut off or its chain is broken.
   * @throws CompoundFileError when there is no such stream, or it is not whole; CompoundFileLimitError beyond `maxBytes`.
   */
  stream(path: string, options?: { partial?: boolean }): Promise<Buffer>;
}

/** Whether the bytes begin an OLE compound file (DOC, XLS, PPT, HWP, MSG and encrypted Office files). */
export function isCompoundFile(head: Buffer): boolean {
  return head.subarray(0, 8).equals(SIGNATURE);
}

/**
 * Opens a compound file ([MS-CFB]). Only its tables are read, streams when they are asked for. Whatever the file claims,
 * no more is read or kept than the file is long; chains that run in circles end.
 *
 * @throws CompoundFileError when it is none or has no directory; CompoundFileLimitError when the directory is too large.
 */
export async function openCompoundFile(source: ByteSource, limits: CompoundLimits): Promise<CompoundFile> {
  const header = await source.read(0, 512);
  if (header.length < 512 || !isCompoundFile(header)) throw new CompoundFileError('no compound file');
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw new CompoundFileError(`sectors of 2^${shift} bytes`);
  const sectors = await Sectors.open(source, header, 1 << shift);
  const maxEntries = limits.maxEntries ?? DEFAULT_MAX_ENTRIES;
  const chain = sectors.chain(header.readUInt32LE(48));
  if (chain.length * (sectors.size / ENTRY_SIZE) > maxEntries + sectors.size / ENTRY_SIZE)
    throw new CompoundFileLimitError('the directory is too large');
  const directory = await sectors.read(chain, chain.length * sectors.size);
  const tree = readTree(directory, shift === 9);
  if (tree.length === 0) throw new CompoundFileError('no root entry');
  const miniFat = await sectors.table(sectors.chain(header.readUInt32LE(60)));
  const cutoff = header.readUInt32LE(56) || MINI_CUTOFF;
  return new OpenFile(sectors, tree, { miniFat, cutoff, maxBytes: limits.maxBytes });
}

/** The sectors of a file and the table that chains them (FAT). */
class Sectors {
  private constructor(
    private readonly source: ByteSource,
    readonly size: number,
    readonly count: number,
    readonly fat: Uint32Array,
  ) {}

  static async open(source: ByteSource, header: Buffer, size: number): Promise<Sectors> {
    const count = Math.max(0, Math.ceil((source.size ?? 0) / size) - 1);
    const empty = new Sectors(source, size, count, new Uint32Array(0));
    const fat = await empty.table(await empty.#fatSectors(header));
    return new Sectors(source, size, count, fat);
  }

  /** Where the FAT lies: listed in the header, then in the chain of DIFAT sectors. */
  async #fatSectors(header: Buffer): Promise<number[]> {
    const wanted = Math.ceil((this.count * 4) / this.size);
    const found: number[] = [];
    const take = (list: Buffer): void => {
      for (let at = 0; at + 4 <= list.length && found.length < wanted; at += 4) found.push(list.readUInt32LE(at));
    };
    take(header.subarray(FIRST_DIFAT, FIRST_DIFAT + 4 * DIFAT_ENTRIES));
    const seen = new Set<number>();
    let next = header.readUInt32LE(68);
    while (next < this.count && !seen.has(next) && found.length < wanted) {
      seen.add(next);
      const sector = await this.#readAt(next, 1);
      if (sector.length < this.size) break;
      take(sector.subarray(0, this.size - 4));
      next = sector.readUInt32LE(this.size - 4);
    }
    return found;
  }

  /** The sectors as a table of sector numbers; what is missing ends a chain. */
  async table(sectors: readonly number[]): Promise<Uint32Array> {
    const perSector = this.size / 4;
    const table = new Uint32Array(Math.min(sectors.length, this.count) * perSector).fill(END_OF_CHAIN);
    for (const [index, sector] of sectors.slice(0, this.count).entries()) {
      if (sector >= this.count) continue;
      const bytes = await this.#readAt(sector, 1);
      for (let at = 0; at + 4 <= bytes.length; at += 4) table[index * perSector + at / 4] = bytes.readUInt32LE(at);
    }
    return table;
  }

  /** The chain that begins with a sector, as far as it leads and no longer than `most`; it never holds a sector twice. */
  chain(first: number, most = this.count): number[] {
    return followChain(this.fat, first, { count: this.count, most });
  }

  /** `length` bytes of a chain, fewer where the file ends. */
  async read(chain: readonly number[], length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let left = length;
    for (const { first, count } of runs(chain)) {
      if (left <= 0) break;
      const piece = (await this.#readAt(first, count)).subarray(0, left);
      pieces.push(piece);
      left -= piece.length;
      // Only the last sector of a file can be cut off, and nothing can follow it.
      if (piece.length < count * this.size) break;
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  #readAt(sector: number, count: number): Promise<Buffer> {
    return this.source.read((sector + 1) * this.size, count * this.size);
  }

  /** Bytes at an offset of the stream that a chain holds, which must not go over the end of a sector. */
  readWithin(chain: readonly number[], offset: number, length: number): Promise<Buffer> {
    const sector = chain[Math.floor(offset / this.size)];
    if (sector === undefined) return Promise.resolve(Buffer.alloc(0));
    return this.source.read((sector + 1) * this.size + (offset % this.size), length);
  }
}

function followChain(table: Uint32Array, first: number, { count, most }: { count: number; most: number }): number[] {
  const chain: number[] = [];
  const seen = new Set<number>();
  for (let sector = first; sector < count && chain.length < most && !seen.has(sector);) {
    seen.add(sector);
    chain.push(sector);
    sector = table[sector] ?? END_OF_CHAIN;
  }
  return chain;
}

/** Neighbours in the file, to be read at once. */
function runs(chain: readonly number[]): { first: number; count: number }[] {
  const found: { first: number; count: number }[] = [];
  for (const sector of chain) {
    const last = found.at(-1);
    if (last && sector === last.first + last.count) last.count += 1;
    else found.push({ first: sector, count: 1 });
  }
  return found;
}

class OpenFile implements CompoundFile {
  readonly entries: readonly CompoundEntry[];
  readonly #byPath: ReadonlyMap<string, TreeEntry>;
  readonly #root: TreeEntry;
  #left: number;
  #rootChain: number[] | undefined;

  constructor(
    private readonly sectors: Sectors,
    tree: readonly TreeEntry[],
    private readonly options: { miniFat: Uint32Array; cutoff: number; maxBytes: number },
  ) {
    const [root, ...rest] = tree;
    if (root?.kind !== ROOT) throw new CompoundFileError('no root entry');
    this.#root = root;
    this.#left = options.maxBytes;
    this.entries = rest.map(({ path, kind, size }) => ({ path, kind: kind === ROOT ? 'storage' : kind, size }));
    // The first of two entries of one path is the one that counts.
    this.#byPath = new Map(rest.toReversed().map((entry) => [entry.path.toLowerCase(), entry]));
  }

  find(path: string): CompoundEntry | undefined {
    const entry = this.#byPath.get(path.toLowerCase());
    return entry && { path: entry.path, kind: entry.kind === ROOT ? 'storage' : entry.kind, size: entry.size };
  }

  async stream(path: string, { partial = false }: { partial?: boolean } = {}): Promise<Buffer> {
    const entry = this.#byPath.get(path.toLowerCase());
    if (entry?.kind !== 'stream') throw new CompoundFileError(`no stream ${path}`);
    const available = this.sectors.count * this.sectors.size;
    if (entry.size > available && !partial) throw new CompoundFileError(`${path} is larger than the file`);
    const size = Math.min(entry.size, available);
    if (size > this.#left) throw new CompoundFileLimitError(`${path} is larger than allowed`);
    this.#left -= size;
    const bytes = await (size < this.options.cutoff ? this.#mini(entry.start, size) : this.#regular(entry.start, size));
    if (bytes.length < entry.size && !partial) throw new CompoundFileError(`${path} is cut off`);
    return bytes;
  }

  #regular(start: number, size: number): Promise<Buffer> {
    return this.sectors.read(this.sectors.chain(start, Math.ceil(size / this.sectors.size)), size);
  }

  /** Small streams lie in mini sectors of the stream of the root entry. */
  async #mini(start: number, size: number): Promise<Buffer> {
    this.#rootChain ??= this.sectors.chain(this.#root.start);
    const { miniFat } = this.options;
    const chain = followChain(miniFat, start, { count: miniFat.length, most: Math.ceil(size / MINI_SECTOR) });
    const pieces: Buffer[] = [];
    for (const sector of chain)
      pieces.push(await this.sectors.readWithin(this.#rootChain, sector * MINI_SECTOR, MINI_SECTOR));
    return Buffer.concat(pieces).subarray(0, size);
  }
}

/**
 * Names of the streams and storages of a compound file ([MS-CFB] 2.6), as far as its directory can be followed: a broken
 * or cut-off file yields those before the break. Works on the beginning of a file too.
 */
export async function compoundFileNames(source: ByteSource): Promise<string[]> {
  const header = await source.read(0, 512);
  if (header.length < 512 || !isCompoundFile(header)) return [];
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return [];
  const sectorSize = 1 << shift;
  const names: string[] = [];
  let sector = header.readUInt32LE(48);
  for (let read = 0; read < MAX_DIRECTORY_SECTORS && sector < MAX_REGULAR_SECTOR; read++) {
    const bytes = await source.read((sector + 1) * sectorSize, sectorSize);
    if (bytes.length < sectorSize) break;
    for (let at = 0; at < sectorSize; at += ENTRY_SIZE) {
      const name = entryName(bytes.subarray(at, at + ENTRY_SIZE));
      if (name !== '') names.push(name);
    }
    sector = await nextSector(source, header, sectorSize, sector);
  }
  return names;
}

/** The sector after `sector` in its chain. Only the part of the FAT that the header points at is followed. */
async function nextSector(source: ByteSource, header: Buffer, sectorSize: number, sector: number): Promise<number> {
  const perSector = sectorSize / 4;
  const fat = Math.floor(sector / perSector);
  if (fat >= DIFAT_ENTRIES) return MAX_REGULAR_SECTOR;
  const fatSector = header.readUInt32LE(FIRST_DIFAT + 4 * fat);
  if (fatSector >= MAX_REGULAR_SECTOR) return MAX_REGULAR_SECTOR;
  const entry = await source.read((fatSector + 1) * sectorSize + 4 * (sector % perSector), 4);
  return entry.length < 4 ? MAX_REGULAR_SECTOR : entry.readUInt32LE(0);
}
