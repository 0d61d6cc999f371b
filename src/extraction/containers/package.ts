import { StringDecoder } from 'node:string_decoder';
import { AppError } from '../../common/errors/app-error.js';
import { type XmlHandler, xmlWalker } from '../docx/xml.js';
import type { ByteSource } from './byte-source.js';
import { readZipDirectory, readZipEntry, streamZipEntry, type ZipEntry, ZipError, ZipLimitError } from './zip.js';

const MIB = 1024 * 1024;

/** Parts are streamed through a walker that keeps only text, so that they may be longer than what is held in memory. */
const STREAM_SHARE = 4;

/** How a package is opened. */
export interface PackageOptions {
  /** The name people know its format by, for messages. */
  label: string;
  /** The most bytes its parts may expand to, together; what the archive claims is not believed. */
  budget: number;
}

/** The parts of an Office or OpenDocument file: entries of a ZIP archive, read within a budget that they share. */
export class ZipPackage {
  readonly #entries: Map<string, ZipEntry>;
  #left: number;
  #streamLeft: number;

  private constructor(
    private readonly source: ByteSource,
    entries: readonly ZipEntry[],
    budget: number,
  ) {
    this.#entries = new Map(entries.map((entry) => [keyOf(entry.name), entry]));
    this.#left = budget;
    this.#streamLeft = budget * STREAM_SHARE;
  }

  static async open(source: ByteSource, budget: number): Promise<ZipPackage> {
    return new ZipPackage(source, await readZipDirectory(source), budget);
  }

  has(name: string): boolean {
    return this.#entries.has(keyOf(name));
  }

  /** Names of the parts, in lower case. */
  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The bytes of a part; none when there is no such part. */
  async bytes(name: string): Promise<Buffer> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry) return Buffer.alloc(0);
    const bytes = await readZipEntry(this.source, entry, this.#left);
    this.#left -= bytes.length;
    return bytes;
  }

  /** The XML of a part as text, empty when there is none. */
  async text(name: string): Promise<string> {
    return decodeXml(await this.bytes(name));
  }

  /** Walks the XML of a part without holding it in memory; a part that is not there has no events. */
  async walk(name: string, handler: XmlHandler): Promise<void> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry) return;
    const walker = xmlWalker(handler);
    let decoder: XmlDecoder | undefined;
    this.#streamLeft -= await streamZipEntry(this.source, entry, this.#streamLeft, (chunk) => {
      decoder ??= xmlDecoder(chunk);
      walker.write(decoder.write(chunk));
    });
    walker.write(decoder?.end() ?? '');
    walker.end();
  }
}

/** Part names are compared without regard to case (ECMA-376 part 2, 6.2.2); some writers separate folders by `\`. */
function keyOf(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

interface XmlDecoder {
  write(chunk: Buffer): string;
  end(): string;
}

/** XML is UTF-8 unless a mark says UTF-16. */
function xmlDecoder(first: Buffer): XmlDecoder {
  const isBigEndian = first[0] === 0xfe && first[1] === 0xff;
  if (isBigEndian) return bigEndianDecoder();
  const decoder = new StringDecoder(first[0] === 0xff && first[1] === 0xfe ? 'utf16le' : 'utf8');
  let begun = false;
  return {
    write: (chunk) => {
      const text = decoder.write(chunk);
      if (begun || text === '') return text;
      begun = true;
      return text.replace(/^\ufeff/, '');
    },
    end: () => decoder.end(),
  };
}

function bigEndianDecoder(): XmlDecoder {
  const chunks: Buffer[] = [];
  return {
    write: (chunk) => {
      chunks.push(chunk);
      return '';
    },
    end: () => decodeXml(Buffer.concat(chunks)),
  };
}

function decodeXml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le', 2);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/**
 * Opens a package for the time of `use`.
 *
 * @throws AppError `extract.damaged` when it is no intact package, `extract.memory` beyond the budget.
 */
export async function withPackage<T>(
  source: ByteSource,
  { label, budget }: PackageOptions,
  use: (parts: ZipPackage) => Promise<T>,
): Promise<T> {
  try {
    return await use(await ZipPackage.open(source, budget));
  } catch (error) {
    if (error instanceof ZipLimitError) {
      const message = `The document expands to more than the ${Math.floor(budget / MIB)} MiB it is granted`;
      throw new AppError('extract.memory', message, { cause: error });
    }
    if (error instanceof ZipError) throw new AppError('extract.damaged', `The ${label} is damaged`, { cause: error });
    throw error;
  }
}
