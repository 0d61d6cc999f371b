import { deflateRawSync } from 'node:zlib';

/** A piece of a paragraph: text, or a control with its bytes behind its code and the characters it counts for. */
export type Hwp3Piece = string | { code: number; bytes: Buffer; characters: number };

export interface Hwp3Paragraph {
  pieces: Hwp3Piece[];
  pageBreak?: boolean;
}

export interface Hwp3Options {
  title?: string;
  compressed?: boolean;
  /** The document says that it has a password, and its body is this. */
  encryptedBody?: Buffer;
}

const INITIALS = 2;
const MEDIALS = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29];
const FINALS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];

/** ASCII and syllables in the combined code of HWP 3. */
export function hchars(text: string): Buffer {
  const bytes = Buffer.alloc(2 * text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const place = code - 0xac00;
    const isSyllable = place >= 0 && place < 11_172;
    const syllable =
      0x8000 |
      ((Math.floor(place / 588) + INITIALS) << 10) |
      (MEDIALS[Math.floor((place % 588) / 28)]! << 5) |
      FINALS[place % 28]!;
    bytes.writeUInt16LE(isSyllable ? syllable : code, 2 * index);
  }
  return bytes;
}

/** A list of paragraphs with the empty one that ends it. */
export function hwp3List(paragraphs: readonly (Hwp3Paragraph | string)[]): Buffer {
  return Buffer.concat([...paragraphs.map(paragraphBytes), Buffer.alloc(43)]);
}

function paragraphBytes(paragraph: Hwp3Paragraph | string): Buffer {
  const { pieces, pageBreak = false } = typeof paragraph === 'string' ? { pieces: [paragraph] } : paragraph;
  let characters = 1;
  const text: Buffer[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text.push(hchars(piece));
      characters += piece.length;
    } else {
      const code = Buffer.alloc(2);
      code.writeUInt16LE(piece.code);
      text.push(code, piece.bytes);
      characters += piece.characters;
    }
  }
  const head = Buffer.alloc(43);
  head.writeUInt16LE(characters, 1);
  head.writeUInt16LE(1, 3);
  const line = Buffer.alloc(14);
  if (pageBreak) line.writeUInt16LE(0x8001, 12);
  return Buffer.concat([head, Buffer.alloc(187), line, ...text, Buffer.from([13, 0])]);
}

/** The eight bytes that most controls begin with, then what is theirs. */
export function hwp3Control(code: number, ...rest: Buffer[]): Hwp3Piece {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(code, 4);
  return { code, bytes: Buffer.concat([head, ...rest]), characters: 4 };
}

/** A table of equal cells, row by row. */
export function hwp3Table(rows: readonly (readonly string[])[], caption = ''): Hwp3Piece {
  const head = Buffer.alloc(84);
  const cells = rows.flatMap((row, y) => row.map((text, x) => ({ text, x, y })));
  head.writeUInt16LE(cells.length, 80);
  const places = cells.map(({ x, y }) => {
    const place = Buffer.alloc(27);
    for (const [index, value] of [1000 * x, 500 * y, 1000, 500].entries()) place.writeUInt16LE(value, 4 + 2 * index);
    return place;
  });
  const lists = cells.map(({ text }) => hwp3List([text]));
  return hwp3Control(10, head, ...places, ...lists, hwp3List(caption === '' ? [] : [caption]));
}

/** A HWP 3 document (HWP Document File Formats 3.0, Hancom) of the given paragraphs. */
export function makeHwp3(paragraphs: readonly (Hwp3Paragraph | string)[], options: Hwp3Options = {}): Buffer {
  const { title = '', compressed = true, encryptedBody } = options;
  const head = Buffer.alloc(30 + 128 + 1008);
  head.write('HWP Document File V3.00 \u001a\u0001\u0002\u0003\u0004\u0005', 0, 'latin1');
  if (encryptedBody) head.writeUInt16LE(1, 30 + 96);
  head.writeUInt8(compressed ? 1 : 0, 30 + 124);
  hchars(title).copy(head, 30 + 128);
  const noFontsAndStyles = Buffer.alloc(2 * 8);
  const body = Buffer.concat([noFontsAndStyles, hwp3List(paragraphs)]);
  return Buffer.concat([head, encryptedBody ?? (compressed ? deflateRawSync(body) : body)]);
}
