import type { CompoundFile } from '../../containers/cfb.js';
import type { FileMetadata } from '../../extraction.js';

/** A property set ([MS-OLEPS]): properties by number, of which the first ones are those of every document. */
const STREAM = '\u0005HwpSummaryInformation';
const FIELDS: Readonly<Record<number, keyof FileMetadata>> = { 2: 'title', 4: 'author' };
const WIDE_STRING = 31;
const MAX_PROPERTIES = 100;
const MAX_LENGTH = 1000;

/** What the document says of itself; nothing where that cannot be read. */
export async function readSummary(file: CompoundFile): Promise<FileMetadata> {
  const bytes = await file.stream(STREAM, { partial: true }).catch(() => Buffer.alloc(0));
  const number = (at: number): number => (at >= 0 && at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0);
  const set = number(44);
  const metadata: FileMetadata = {};
  if (set === 0) return metadata;
  const count = Math.min(number(set + 4), MAX_PROPERTIES);
  for (let index = 0; index < count; index++) {
    const field = FIELDS[number(set + 8 + 8 * index)];
    const at = set + number(set + 12 + 8 * index);
    if (field === undefined || number(at) !== WIDE_STRING) continue;
    const length = Math.min(number(at + 4), MAX_LENGTH);
    metadata[field] = bytes.toString('utf16le', at + 8, at + 8 + 2 * length).replace(/\0.*$/s, '');
  }
  return metadata;
}
