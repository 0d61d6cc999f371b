import { AppError } from '../../common/errors/app-error.js';
import type { ByteView } from '../containers/byte-view.js';

/** Numbers of the tables that the file information block points at ([MS-DOC] 2.5.6 and later), as far as they are read. */
export const TABLES = {
  styles: 1,
  footnoteMarks: 2,
  footnotes: 3,
  commentMarks: 4,
  comments: 5,
  sections: 6,
  headers: 11,
  characterPages: 12,
  paragraphPages: 13,
  fonts: 15,
  pieces: 33,
  commentAuthors: 36,
  commentBookmarks: 37,
  drawings: 40,
  commentStarts: 42,
  commentEnds: 43,
  endnoteMarks: 46,
  endnotes: 47,
  drawingGroups: 50,
  revisionAuthors: 51,
  textBoxes: 56,
  lists: 73,
  listOverrides: 74,
  commentDates: 112,
} as const;

/** The parts that the text of a file consists of, one after the other. */
export const PARTS = [
  'main',
  'footnotes',
  'headers',
  'macros',
  'comments',
  'endnotes',
  'textBoxes',
  'headerTextBoxes',
] as const;

export type PartName = (typeof PARTS)[number];

/** A range of the text, in characters. */
export interface Range {
  start: number;
  end: number;
}

/** What the beginning of a WordDocument stream says. */
export interface Fib {
  version: number;
  language: number;
  /** Character set of the text in Word 6 and 95: 0 for that of Windows, 256 for that of the Macintosh. */
  charset: number;
  encrypted: boolean;
  obfuscated: boolean;
  /** Key of an obfuscation, or length of the encryption header. */
  key: number;
  tableStream: '0Table' | '1Table';
  firstByte: number;
  complex: boolean;
  parts: Readonly<Record<PartName, Range>>;
  /** Where a table stands in the table stream; length 0 for one that is not there. */
  table(name: keyof typeof TABLES): { offset: number; length: number };
}

const WORD_97 = 0xa5ec;
const WORD_6 = 0xa5dc;
/** Of Word 6 and 95 in their editions for East Asia. */
const WORD_6_EAST_ASIA: ReadonlySet<number> = new Set([0xa697, 0xa698, 0xa699]);
const WORD_97_VERSION = 0xc1;
const PAIRS_OF_WORD_6 = 57;

/** The first version whose tables are at the places of `TABLES`. */
export function isWord97(fib: Pick<Fib, 'version'>): boolean {
  return fib.version >= WORD_97_VERSION;
}

/** @throws AppError `extract.damaged` when the stream is no Word document of a version that is read. */
export function readFib(stream: ByteView): Fib {
  const magic = stream.u16(0);
  if (magic !== WORD_97 && magic !== WORD_6 && !WORD_6_EAST_ASIA.has(magic))
    throw new AppError('extract.damaged', 'The file is damaged: it does not begin as a Word document does');
  const flags = stream.u16(0x0a);
  const version = stream.u16(2);
  const lengthsAt = version >= WORD_97_VERSION ? 0x4c : 0x34;
  const pairsAt = version >= WORD_97_VERSION ? 0x9a : 0x58;
  const pairs = version >= WORD_97_VERSION ? stream.u16(0x98) : PAIRS_OF_WORD_6;
  return {
    version,
    language: stream.u16(6),
    charset: stream.u16(0x14),
    encrypted: (flags & 0x100) !== 0,
    obfuscated: (flags & 0x8000) !== 0,
    key: stream.u32(0x0e),
    tableStream: (flags & 0x200) === 0 ? '0Table' : '1Table',
    firstByte: stream.u32(0x18),
    complex: (flags & 4) !== 0,
    parts: readParts(stream, lengthsAt),
    table: (name) => {
      const index = TABLES[name];
      if (index >= pairs) return { offset: 0, length: 0 };
      return { offset: stream.u32(pairsAt + 8 * index), length: stream.u32(pairsAt + 8 * index + 4) };
    },
  };
}

function readParts(stream: ByteView, at: number): Record<PartName, Range> {
  const parts = {} as Record<PartName, Range>;
  let start = 0;
  for (const [index, name] of PARTS.entries()) {
    const end = start + Math.max(0, stream.i32(at + 4 * index));
    parts[name] = { start, end };
    start = end;
  }
  return parts;
}
