import { inflateRawSync } from 'node:zlib';

/**
 * The paragraphs of a HWP 5 file as plain text, one a line, table cells in reading order: as much of the format (HWP
 * Document File Formats 5.0, Hancom) as the Korean gold labels need. It reads no numbering, headers or notes apart from
 * where their paragraphs stand, and trusts the file: for tests on known files only.
 */
export function hwpText(file: Buffer): string {
  const container = new Container(file);
  const compressed = (container.stream('FileHeader').readUInt32LE(36) & 1) === 1;
  const lines: string[] = [];
  for (let section = 0; container.has(`Section${section}`); section += 1) {
    const bytes = container.stream(`Section${section}`);
    lines.push(...paragraphs(compressed ? inflateRawSync(bytes) : bytes));
  }
  return lines.join('\n');
}

const PARAGRAPH_TEXT = 67;

/** Records: a 32-bit header of tag (10 bits), level (10), size (12; all ones: the size follows). */
function paragraphs(section: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at + 4 <= section.length;) {
    const header = section.readUInt32LE(at);
    at += 4;
    let size = header >>> 20;
    if (size === 0xfff) {
      size = section.readUInt32LE(at);
      at += 4;
    }
    if ((header & 0x3ff) === PARAGRAPH_TEXT) lines.push(paragraphText(section.subarray(at, at + size)));
    at += size;
  }
  return lines;
}

/** Controls that take one code unit; every other one below 32 takes eight. */
const ONE_UNIT = new Set([0, 10, 13, 24, 25, 26, 27, 28, 29, 30, 31]);
const PRINTED: Readonly<Record<number, string>> = { 9: '\t', 10: '\n', 24: '-', 30: '\u00a0', 31: ' ' };

function paragraphText(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const unit = bytes.readUInt16LE(at);
    if (unit >= 32) text += String.fromCharCode(unit);
    else {
      text += PRINTED[unit] ?? '';
      if (!ONE_UNIT.has(unit)) at += 14;
    }
  }
  return text;
}

const END_OF_CHAIN = 0xfffffffa;
const MINI_SECTOR = 64;

interface Entry {
  first: number;
  size: number;
}

/** The streams of an OLE compound file by their name without its path ([MS-CFB]). */
class Container {
  private readonly sectorSize: number;
  private readonly cutoff: number;
  private readonly fat: number[] = [];
  private readonly miniFat: number[] = [];
  private readonly entries = new Map<string, Entry>();
  private readonly miniStream: Buffer;

  constructor(private readonly file: Buffer) {
    this.sectorSize = 1 << file.readUInt16LE(30);
    this.cutoff = file.readUInt32LE(56);
    for (let entry = 0; entry < 109; entry += 1) {
      const sector = file.readUInt32LE(76 + 4 * entry);
      if (sector < END_OF_CHAIN) this.fat.push(...numbers(this.sector(sector)));
    }
    this.miniFat.push(...numbers(this.chain(file.readUInt32LE(60))));
    const directory = this.chain(file.readUInt32LE(48));
    for (let at = 0; at + 128 <= directory.length; at += 128) {
      const length = directory.readUInt16LE(at + 64);
      if (length < 2) continue;
      const name = at === 0 ? '/' : directory.toString('utf16le', at, at + length - 2);
      this.entries.set(name, { first: directory.readUInt32LE(at + 116), size: directory.readUInt32LE(at + 120) });
    }
    this.miniStream = this.chain(this.entry('/').first);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  stream(name: string): Buffer {
    const { first, size } = this.entry(name);
    if (size >= this.cutoff) return this.chain(first).subarray(0, size);
    const parts: Buffer[] = [];
    for (let sector = first; sector < END_OF_CHAIN; sector = this.miniFat[sector] ?? END_OF_CHAIN)
      parts.push(this.miniStream.subarray(sector * MINI_SECTOR, (sector + 1) * MINI_SECTOR));
    return Buffer.concat(parts).subarray(0, size);
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`no stream ${name} in the file`);
    return entry;
  }

  private sector(number: number): Buffer {
    return this.file.subarray((number + 1) * this.sectorSize, (number + 2) * this.sectorSize);
  }

  private chain(first: number): Buffer {
    const parts: Buffer[] = [];
    for (let sector = first; sector < END_OF_CHAIN; sector = this.fat[sector] ?? END_OF_CHAIN)
      parts.push(this.sector(sector));
    return Buffer.concat(parts);
  }
}

function numbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readUInt32LE(4 * index));
}
