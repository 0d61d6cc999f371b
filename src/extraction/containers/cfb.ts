import type { ByteSource } from './byte-source.js';

const SIGNATURE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const MAX_DIRECTORY_SECTORS = 256;
const FIRST_DIFAT = 76;
const DIFAT_ENTRIES = 109;
const MAX_REGULAR_SECTOR = 0xfffffffa;

/** Whether the bytes begin an OLE compound file (DOC, XLS, PPT, HWP, MSG and encrypted Office files). */
export function isCompoundFile(head: Buffer): boolean {
  return head.subarray(0, 8).equals(SIGNATURE);
}

/**
 * Names of the streams and storages of a compound file ([MS-CFB] 2.6), as far as its directory can be followed: a broken
 * or cut-off file yields those before the break.
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
    for (let at = 0; at < sectorSize; at += 128) {
      const name = entryName(bytes.subarray(at, at + 128));
      if (name !== '') names.push(name);
    }
    sector = await nextSector(source, header, sectorSize, sector);
  }
  return names;
}

/** Bytes 64 and 65 hold the length of the UTF-16 name with its terminator; byte 66 the type, 0 for an unused entry. */
function entryName(entry: Buffer): string {
  const length = entry.readUInt16LE(64);
  if (entry[66] === 0 || length < 4 || length > 64) return '';
  return entry.toString('utf16le', 0, length - 2);
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
