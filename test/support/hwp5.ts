import { deflateRawSync } from 'node:zlib';
import { type CompoundStream, makeCompoundFile } from './compound-file.js';

/** A record of HWP 5: tag, level and bytes. */
export interface Hwp5Record {
  tag: number;
  level: number;
  bytes: Buffer;
}

export function record(
  tag: number,
  level: number,
  ...parts: (Buffer | readonly [size: 1 | 2 | 4, value: number] | string)[]
): Hwp5Record {
  return { tag, level, bytes: Buffer.concat(parts.map(bytesOf)) };
}

/** A string is written with its length in front of it. */
function bytesOf(part: Buffer | readonly [size: 1 | 2 | 4, value: number] | string): Buffer {
  if (Buffer.isBuffer(part)) return part;
  if (typeof part === 'string') return Buffer.concat([bytesOf([2, part.length]), Buffer.from(part, 'utf16le')]);
  const [size, value] = part;
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(value >= 0 ? value : value + 2 ** (8 * size), 0, size);
  return bytes;
}

export function recordBytes(records: readonly Hwp5Record[]): Buffer {
  return Buffer.concat(
    records.flatMap(({ tag, level, bytes }) => {
      const long = bytes.length >= 0xfff;
      const head = Buffer.alloc(long ? 8 : 4);
      head.writeUInt32LE((tag | (level << 10) | ((long ? 0xfff : bytes.length) << 20)) >>> 0, 0);
      if (long) head.writeUInt32LE(bytes.length, 4);
      return [head, bytes];
    }),
  );
}

/** A control of a paragraph: its four letters, the bytes of its header behind them, and the records below it. */
export interface Hwp5Control {
  name: string;
  header?: Buffer;
  /** With levels counted from that of the control, 0. */
  records?: Hwp5Record[];
}

export interface Hwp5Paragraph {
  /** Text and controls in order; a control that begins a field is ended by `'field end'`. */
  pieces: (string | Hwp5Control | { end: true })[];
  /** Paragraph shape by its number. */
  shape?: number;
  pageBreak?: boolean;
  /** Tops of its lines on the page, in HWPUNIT. */
  lines?: number[];
  ranges?: { start: number; end: number; tag: number }[];
}

const CODES: Readonly<Record<string, number>> = {
  secd: 2,
  cold: 2,
  'tbl ': 11,
  'gso ': 11,
  eqed: 11,
  form: 11,
  tcmt: 15,
  head: 16,
  foot: 16,
  'fn  ': 17,
  'en  ': 17,
  atno: 18,
  tcps: 23,
  tdut: 23,
  bokm: 22,
};

/** A tab takes eight units, like a control. */
const TAB = `\t${'\0'.repeat(6)}\t`;

/** The records of a list of paragraphs on a level. */
export function paragraphs(list: readonly (Hwp5Paragraph | string)[], level = 0): Hwp5Record[] {
  return list.flatMap((paragraph) =>
    paragraphRecords(typeof paragraph === 'string' ? { pieces: [paragraph] } : paragraph, level),
  );
}

function paragraphRecords(paragraph: Hwp5Paragraph, level: number): Hwp5Record[] {
  const { pieces, shape = 0, pageBreak = false, lines = [], ranges = [] } = paragraph;
  const text = Buffer.concat([...pieces.map(pieceBytes), Buffer.from([13, 0])]);
  const head = record(
    66,
    level,
    [4, text.length / 2],
    [4, 0],
    [2, shape],
    [1, 0],
    [1, pageBreak ? 4 : 0],
    Buffer.alloc(12),
  );
  const records = [head, record(67, level + 1, text)];
  if (lines.length > 0) records.push(record(69, level + 1, ...lines.map(lineBytes)));
  if (ranges.length > 0)
    records.push(
      record(
        70,
        level + 1,
        ...ranges.flatMap(
          ({ start, end, tag }) =>
            [
              [4, start],
              [4, end],
              [4, tag],
            ] as const,
        ),
      ),
    );
  for (const piece of pieces) {
    if (typeof piece === 'string' || 'end' in piece) continue;
    records.push(record(71, level + 1, controlName(piece.name), piece.header ?? Buffer.alloc(0)));
    for (const inner of piece.records ?? []) records.push({ ...inner, level: level + 1 + inner.level });
  }
  return records;
}

function pieceBytes(piece: Hwp5Paragraph['pieces'][number]): Buffer {
  if (typeof piece === 'string') return Buffer.from(piece.replaceAll('\t', TAB), 'utf16le');
  const bytes = Buffer.alloc(16);
  const code = 'end' in piece ? 4 : (CODES[piece.name] ?? 3);
  bytes.writeUInt16LE(code, 0);
  if (!('end' in piece)) controlName(piece.name).copy(bytes, 2);
  bytes.writeUInt16LE(code, 14);
  return bytes;
}

/** Each line begins one unit after the one before. */
function lineBytes(top: number, index: number): Buffer {
  const bytes = Buffer.alloc(36);
  bytes.writeUInt32LE(index, 0);
  bytes.writeInt32LE(top, 4);
  bytes.writeInt32LE(1000, 8);
  return bytes;
}

function controlName(name: string): Buffer {
  return Buffer.from(name, 'latin1').reverse();
}

/** A table: cells in rows, each with its paragraphs, and how many columns and rows it takes. */
export interface Hwp5Cell {
  list: (Hwp5Paragraph | string)[];
  row: number;
  column: number;
  columnSpan?: number;
  rowSpan?: number;
}

export function table(cells: readonly Hwp5Cell[], { inline = true, caption = '' } = {}): Hwp5Control {
  const header = Buffer.alloc(42);
  header.writeUInt32LE(inline ? 1 : 0, 0);
  const captions =
    caption === '' ? [] : [record(72, 1, [2, 1], [2, 0], [4, 0], [4, 3], Buffer.alloc(8)), ...paragraphs([caption], 1)];
  return {
    name: 'tbl ',
    header,
    records: [
      ...captions,
      record(77, 1, Buffer.alloc(18)),
      ...cells.flatMap(({ list, row, column, columnSpan = 1, rowSpan = 1 }) => [
        record(
          72,
          1,
          [2, list.length],
          [2, 0],
          [4, 0],
          [2, column],
          [2, row],
          [2, columnSpan],
          [2, rowSpan],
          [4, 1000],
          [4, 1000],
          Buffer.alloc(8),
        ),
        ...paragraphs(list, 1),
      ]),
    ],
  };
}

/** A control that holds a list of paragraphs: a note, a header, a hidden comment. */
export function listControl(
  name: string,
  list: readonly (Hwp5Paragraph | string)[],
  header = Buffer.alloc(8),
): Hwp5Control {
  return { name, header, records: [record(72, 1, [2, list.length], [2, 0], [4, 0]), ...paragraphs(list, 1)] };
}

/** A text box. */
export function textBox(list: readonly (Hwp5Paragraph | string)[], inline = false): Hwp5Control {
  const header = Buffer.alloc(42);
  header.writeUInt32LE(inline ? 1 : 0, 0);
  const box = [record(72, 2, [2, list.length], [2, 0], [4, 0]), ...paragraphs(list, 2)];
  return { name: 'gso ', header, records: [record(76, 1, Buffer.alloc(8)), ...box] };
}

export interface Hwp5Options {
  /** Records of `DocInfo`; without the two that every document begins with. */
  info?: Hwp5Record[];
  flags?: number;
  encryptVersion?: number;
  /** Streams more, or instead of those of the same path. */
  streams?: CompoundStream[];
  /** Changes the bytes of a stream as they are stored. */
  store?: (bytes: Buffer, path: string) => Buffer;
}

/** A HWP 5 document of sections. */
export function makeHwp5(sections: readonly (readonly Hwp5Record[])[], options: Hwp5Options = {}): Buffer {
  const { info = [], flags = 1, encryptVersion = 0, streams = [], store = (bytes) => bytes } = options;
  const header = Buffer.alloc(256);
  header.write('HWP Document File', 'latin1');
  header.writeUInt32LE(0x05010001, 32);
  header.writeUInt32LE(flags, 36);
  header.writeUInt32LE(encryptVersion, 44);
  const pack = (records: readonly Hwp5Record[], path: string): CompoundStream => {
    const bytes = recordBytes(records);
    return { path, content: store((flags & 1) === 1 ? deflateRawSync(bytes) : bytes, path) };
  };
  const all = [
    { path: 'FileHeader', content: header },
    pack([record(16, 0, Buffer.alloc(26)), record(17, 0, Buffer.alloc(72)), ...info], 'DocInfo'),
    ...sections.map((records, index) => pack(records, `BodyText/Section${index}`)),
  ].filter(({ path }) => !streams.some((stream) => stream.path === path));
  return makeCompoundFile([...all, ...streams]);
}

/** A paragraph shape of `DocInfo`. `type`: 1 outline, 2 number, 3 bullet. */
export function paragraphShape(type: number, id: number, level: number): Hwp5Record {
  return record(25, 0, [4, (type << 23) | (level << 25)], Buffer.alloc(26), [2, id], Buffer.alloc(22));
}

/** A numbering of `DocInfo`, by level: its format and the code of its shape. */
export function numbering(
  levels: readonly (readonly [format: string, shape: number])[],
  starts: readonly number[] = [],
): Hwp5Record {
  const all = Array.from({ length: 7 }, (_, level) => levels[level] ?? (['', 0] as const));
  return record(
    23,
    0,
    ...all.flatMap(([format, shape]) => [[4, shape << 5] as const, Buffer.alloc(8), format]),
    [2, 1],
    ...all.map((_, level) => [4, starts[level] ?? 1] as const),
  );
}

export function bullet(sign: string): Hwp5Record {
  return record(24, 0, Buffer.alloc(12), Buffer.from(sign, 'utf16le'), Buffer.alloc(10));
}
