/** A storage (folder) or stream (file) of a compound file. */
export interface CompoundEntry {
  /** Names from the root, joined by `/`. */
  path: string;
  kind: 'storage' | 'stream';
  /** In bytes, as claimed; 0 for a storage. */
  size: number;
}

export const ROOT = 'root';

/** An entry with where its content begins. */
export interface TreeEntry {
  path: string;
  kind: CompoundEntry['kind'] | typeof ROOT;
  size: number;
  start: number;
}

const ENTRY_SIZE = 128;
const NO_ENTRY = 0xffffffff;
const MAX_DEPTH = 32;

const KINDS: Readonly<Record<number, TreeEntry['kind']>> = { 1: 'storage', 2: 'stream', 5: ROOT };

/** Bytes 64 and 65 hold the length of the UTF-16 name with its terminator; byte 66 the type, 0 for an unused entry. */
export function entryName(entry: Buffer): string {
  const length = entry.readUInt16LE(64);
  if (entry[66] === 0 || length < 4 || length > 64) return '';
  return entry.toString('utf16le', 0, length - 2);
}

/**
 * The tree of a directory ([MS-CFB] 2.6) as a list, the root first, a storage before what it holds. An entry that is
 * reached twice counts once, so that circles end.
 *
 * @param shortSizes files with sectors of 512 bytes may leave rubbish in the upper half of a size.
 */
export function readTree(directory: Buffer, shortSizes: boolean): TreeEntry[] {
  const found: TreeEntry[] = [];
  const seen = new Set<number>();
  const pending: { index: number; folder: string; depth: number }[] = [{ index: 0, folder: '', depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { index, folder, depth } = next;
    const at = index * ENTRY_SIZE;
    if (index === NO_ENTRY || at + ENTRY_SIZE > directory.length || seen.has(index)) continue;
    seen.add(index);
    const entry = directory.subarray(at, at + ENTRY_SIZE);
    const kind = KINDS[entry[66] ?? 0];
    const isRoot = index === 0;
    if (kind === undefined || isRoot !== (kind === ROOT)) continue;
    const path = isRoot ? '' : folder + entryName(entry);
    const child = { index: entry.readUInt32LE(76), folder: isRoot ? '' : `${path}/`, depth: depth + 1 };
    if (!isRoot) {
      pending.push({ index: entry.readUInt32LE(72), folder, depth }, { index: entry.readUInt32LE(68), folder, depth });
    }
    if (kind !== 'stream' && depth < MAX_DEPTH) pending.push(child);
    found.push({
      path,
      kind,
      start: entry.readUInt32LE(116),
      size: kind === 'storage' ? 0 : sizeOf(entry, shortSizes),
    });
  }
  return found;
}

function sizeOf(entry: Buffer, short: boolean): number {
  return short ? entry.readUInt32LE(120) : Number(entry.readBigUInt64LE(120));
}
