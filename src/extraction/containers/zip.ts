import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createInflateRaw, inflateRaw } from 'node:zlib';
import type { ByteSource } from './byte-source.js';

const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

const MAX_COMMENT = 0xffff;
const MAX_ENTRIES = 50_000;
const MAX_DIRECTORY = 32 * 1024 * 1024;

const STORED = 0;
const DEFLATED = 8;

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/** The archive is not what its headers say, or uses what is not read (spanned, encrypted, other compressions). */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** An entry expands to more than the caller allows. */
export class ZipLimitError extends Error {
  override readonly name = 'ZipLimitError';
}

/** An entry of the central directory. Sizes are in bytes and are claims: only `readZipEntry` enforces them. */
export interface ZipEntry {
  name: string;
  compressedSize: number;
  size: number;
  method: number;
  encrypted: boolean;
  headerOffset: number;
}

/**
 * Reads the central directory (APPNOTE.TXT 4.3, with ZIP64).
 *
 * @throws ZipError when there is none, or it is not well formed.
 */
export async function readZipDirectory(source: ByteSource): Promise<ZipEntry[]> {
  const size = source.size ?? 0;
  const tail = await source.read(Math.max(0, size - MAX_COMMENT - 22), MAX_COMMENT + 22);
  const at = lastEndRecord(tail);
  if (at < 0) throw new ZipError('no end of central directory');
  let count = tail.readUInt16LE(at + 10);
  let length = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) {
    ({ count, length, offset } = await readEndRecord64(source, tail, at));
  }
  if (count > MAX_ENTRIES || length > MAX_DIRECTORY) throw new ZipError('the central directory is too large');
  return parseDirectory(await source.read(offset, length), count);
}

function lastEndRecord(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at--) if (tail.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  return -1;
}

async function readEndRecord64(source: ByteSource, tail: Buffer, at: number) {
  if (at < 20 || tail.readUInt32LE(at - 20) !== LOCATOR_64) throw new ZipError('no ZIP64 locator');
  const record = await source.read(safeNumber(tail.readBigUInt64LE(at - 12)), 56);
  if (record.length < 56 || record.readUInt32LE(0) !== END_OF_DIRECTORY_64) throw new ZipError('no ZIP64 end record');
  return {
    count: safeNumber(record.readBigUInt64LE(32)),
    length: safeNumber(record.readBigUInt64LE(40)),
    offset: safeNumber(record.readBigUInt64LE(48)),
  };
}

function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipError('a number is out of range');
  return Number(value);
}

function parseDirectory(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new ZipError('a directory entry is broken');
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const entry: ZipEntry = {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      method: directory.readUInt16LE(at + 10),
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      headerOffset: directory.readUInt32LE(at + 42),
    };
    applyExtra64(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    entries.push(entry);
    at += 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The ZIP64 extra field holds, in this order, the 64-bit values of the fields that are all ones. */
function applyExtra64(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    for (const field of ['size', 'compressedSize', 'headerOffset'] as const) {
      if (entry[field] !== 0xffffffff) continue;
      if (next + 8 > extra.length) throw new ZipError('a ZIP64 field is broken');
      entry[field] = safeNumber(extra.readBigUInt64LE(next));
      next += 8;
    }
    return;
  }
}

/**
 * The content of an entry.
 *
 * @param maxBytes the most it may expand to, whatever the directory says.
 * @throws ZipLimitError when it expands to more; ZipError when it is broken, encrypted or packed in another way.
 */
export async function readZipEntry(source: ByteSource, entry: ZipEntry, maxBytes: number): Promise<Buffer> {
  if (entry.size > maxBytes || entry.compressedSize > maxBytes)
    throw new ZipLimitError(`an entry expands to ${entry.size} bytes`);
  const packed = await source.read(await dataStart(source, entry), entry.compressedSize);
  if (packed.length < entry.compressedSize) throw new ZipError('an entry is cut off');
  if (entry.method === STORED) return packed;
  try {
    return await inflate(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw new ZipLimitError('an entry expands beyond its claim');
    throw new ZipError('an entry cannot be inflated', { cause: error });
  }
}

/** Where the packed bytes of an entry begin, which its local header tells. */
async function dataStart(source: ByteSource, entry: ZipEntry): Promise<number> {
  if (entry.encrypted) throw new ZipError('an entry is encrypted');
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new ZipError(`compression method ${entry.method} is not read`);
  const header = await source.read(entry.headerOffset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_HEADER) throw new ZipError('a local header is broken');
  return entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** How much of a packed entry is read at a time. */
const CHUNK = 256 * 1024;

/**
 * Unpacks an entry piece by piece, so that it never stands in memory as a whole.
 *
 * @param maxBytes the most it may expand to, whatever the directory says.
 * @returns the bytes it expanded to.
 * @throws ZipLimitError when it expands to more; ZipError as `readZipEntry` does; what `onChunk` throws.
 */
export async function streamZipEntry(
  source: ByteSource,
  entry: ZipEntry,
  maxBytes: number,
  onChunk: (chunk: Buffer) => void,
): Promise<number> {
  let total = 0;
  for await (const chunk of unpacked(entry, packedChunks(source, entry, await dataStart(source, entry)))) {
    total += chunk.length;
    if (total > maxBytes) throw new ZipLimitError('an entry expands beyond its claim');
    onChunk(chunk);
  }
  return total;
}

async function* packedChunks(source: ByteSource, entry: ZipEntry, start: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < entry.compressedSize; at += CHUNK) {
    const wanted = Math.min(CHUNK, entry.compressedSize - at);
    const chunk = await source.read(start + at, wanted);
    if (chunk.length < wanted) throw new ZipError('an entry is cut off');
    yield chunk;
  }
}

async function* unpacked(entry: ZipEntry, packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (entry.method === STORED) {
    yield* packed;
    return;
  }
  try {
    // An error of either stream comes out of the iteration; the callback only keeps it from being thrown a second time.
    for await (const chunk of pipeline(Readable.from(packed), createInflateRaw(), () => undefined)) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (error) {
    if (error instanceof ZipError) throw error;
    throw new ZipError('an entry cannot be inflated', { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** Names of the entries whose local headers lie in the beginning of an archive, and the content of a stored first one. */
export function namesInHead(head: Buffer): { names: string[]; firstContent: string } {
  const names: string[] = [];
  let firstContent = '';
  let at = 0;
  while (at >= 0 && at + 30 <= head.length && head.readUInt32LE(at) === LOCAL_HEADER) {
    const start = at + 30 + head.readUInt16LE(at + 26) + head.readUInt16LE(at + 28);
    names.push(head.toString('utf8', at + 30, at + 30 + head.readUInt16LE(at + 26)));
    const size = head.readUInt32LE(at + 18);
    if (names.length === 1 && head.readUInt16LE(at + 8) === STORED)
      firstContent = head.toString('latin1', start, start + size);
    // With a size of 0 the sizes follow the data (streamed archives): look for the next header instead.
    at = size > 0 ? start + size : head.indexOf('PK\u0003\u0004', start, 'latin1');
  }
  return { names, firstContent };
}
