import { type HangulDocument, MAX_DEPTH } from '../document.js';
import { type FlowBlock, type PlacedCell, plainText, tableOf } from '../flow.js';
import { ParagraphWriter } from '../paragraph-writer.js';
import { Cursor, EndOfDataError } from './cursor.js';
import { textBoxesOf } from './drawings.js';
import { decodeHchar } from './johab.js';

/** Sizes of what stands in front of the text of a paragraph, in bytes (HWP 3.0, 6 to 9). */
const EMPTY_REST = 40;
const CHARACTER_SHAPE = 31;
const PARAGRAPH_SHAPE = 187;
const LINE = 14;

const MAX_CHARACTERS = 60_000;
const MAX_LINES = 4096;
const CELL = 27;

/** Controls of a fixed length, with what they take behind their first character: bytes, and characters of the paragraph. */
const FIXED: Readonly<Record<number, number>> = {
  9: 6,
  18: 6,
  19: 6,
  20: 6,
  21: 6,
  22: 22,
  23: 8,
  24: 4,
  25: 4,
  26: 244,
  28: 62,
  30: 2,
  31: 2,
};

const PRINTED: Readonly<Record<number, string>> = { 9: '\t', 24: '-', 30: ' ', 31: ' ' };

/** Controls of eight bytes and so many more. */
const LONGER: Readonly<Record<number, number>> = { 6: 34, 7: 76, 8: 88, 14: 84 };

const EQUATION = 2;
const TEXT_BOX = 1;
const BUTTON = 3;
const DRAWING = 3;

interface Place {
  depth: number;
}

/** Reads the paragraphs of HWP 3. One that cannot be followed ends the document: nothing tells where the next one begins. */
export class Hwp3Body {
  constructor(private readonly document: HangulDocument) {}

  /** @returns false when the data break off. */
  read(cursor: Cursor): boolean {
    this.document.tracker.section(0);
    try {
      this.#list(cursor, { depth: 0 }, this.document.body);
      return true;
    } catch (error) {
      if (error instanceof EndOfDataError) return false;
      throw error;
    }
  }

  /** The paragraphs up to an empty one, which ends a list. */
  #list(cursor: Cursor, place: Place, blocks: FlowBlock[] = []): FlowBlock[] {
    if (place.depth > MAX_DEPTH) throw new EndOfDataError('too deep');
    while (cursor.left > 0) {
      const repeatsShape = cursor.u8() !== 0;
      const characters = cursor.u16();
      if (characters === 0) {
        cursor.skip(Math.min(EMPTY_REST, cursor.left));
        break;
      }
      this.#paragraph(cursor, { repeatsShape, characters }, place, blocks);
    }
    return blocks;
  }

  #paragraph(
    cursor: Cursor,
    head: { repeatsShape: boolean; characters: number },
    place: Place,
    blocks: FlowBlock[],
  ): void {
    const lines = cursor.u16();
    if (head.characters > MAX_CHARACTERS || lines > MAX_LINES) throw new EndOfDataError('no paragraph');
    const hasShapes = cursor.u8() !== 0;
    cursor.skip(6 + CHARACTER_SHAPE);
    if (!head.repeatsShape) cursor.skip(PARAGRAPH_SHAPE);
    const breaks = this.#pageBreaks(cursor, lines);
    if (hasShapes)
      for (let count = 0; count < head.characters; count++) if (cursor.u8() !== 1) cursor.skip(CHARACTER_SHAPE);
    const writer = new ParagraphWriter();
    if (place.depth === 0) [writer.page] = this.document.tracker.paragraph([], breaks);
    try {
      this.#text(cursor, head.characters, writer, place);
    } finally {
      for (const block of writer.end()) blocks.push(block);
    }
  }

  /** Whether the author ended the page before one of the lines. */
  #pageBreaks(cursor: Cursor, lines: number): boolean {
    let found = false;
    for (let line = 0; line < lines; line++) {
      const flags = cursor.take(LINE).readUInt16LE(12);
      found ||= (flags & 0x8001) === 0x8001;
    }
    return found;
  }

  #text(cursor: Cursor, characters: number, writer: ParagraphWriter, place: Place): void {
    for (let count = 0; count < characters;) {
      const code = cursor.u16();
      count += 1;
      if (code >= 32) writer.write(this.#show(code));
      else if (code === 13) writer.write('\n');
      else if (FIXED[code] !== undefined) {
        this.#fixed(code, cursor.take(FIXED[code]), writer);
        count += FIXED[code] / 2;
      } else if (code !== 0) {
        this.#control(code, cursor, writer, place);
        count += 3;
      }
    }
  }

  #show(code: number): string {
    const sign = decodeHchar(code);
    if (sign === undefined) this.document.characters.lost = true;
    return this.document.characters.show(sign ?? '');
  }

  #fixed(code: number, bytes: Buffer, writer: ParagraphWriter): void {
    if (code === 18 && bytes.readUInt16LE(0) >= 3) writer.write(String(bytes.readUInt16LE(2)));
    else if (code === 23)
      for (const at of [0, 2, 4]) writer.write(this.#show(bytes.readUInt16LE(at)).replaceAll('\0', ''));
    else if (code === 28) writer.write(this.#outline(bytes));
    else writer.write(PRINTED[code] ?? '');
  }

  /** Kind, shape, level, and the numbers of seven levels. The shape is not looked at. */
  #outline(bytes: Buffer): string {
    this.document.warnings.add('numbering_approximate', { detail: 'of HWP 3 outlines' });
    const level = Math.min(bytes.readUInt8(3), 6);
    return `${Array.from({ length: level + 1 }, (_, index) => bytes.readUInt16LE(4 + 2 * index)).join('.')}. `;
  }

  #control(code: number, cursor: Cursor, writer: ParagraphWriter, place: Place): void {
    const size = cursor.u32();
    cursor.skip(2);
    const inner = (): FlowBlock[] => this.#list(cursor, { depth: place.depth + 1 });
    switch (code) {
      case 5:
      case 29:
        return cursor.skip(size);
      case 10:
        return this.#box(cursor, writer, place);
      case 11:
        return this.#picture(cursor, writer, place);
      case 15:
        cursor.skip(8);
        return writer.remark({ kind: 'hidden', text: plainText(inner()) });
      case 16: {
        const isFooter = cursor.take(10).readUInt8(8) === 1;
        return this.document.margin(isFooter ? 'footer' : 'header', inner());
      }
      case 17: {
        const head = cursor.take(14);
        return this.#note(head.readUInt16LE(8), head.readUInt16LE(10) === 1, inner(), writer);
      }
      default:
        return cursor.skip(LONGER[code] ?? 0);
    }
  }

  #note(number: number, isEndnote: boolean, blocks: FlowBlock[], writer: ParagraphWriter): void {
    const mark = isEndnote ? this.document.endnoteMark(`${number}`) : this.document.footnoteMark(`${number}`);
    writer.write(mark);
    const text = `${mark} ${plainText(blocks)}`;
    if (isEndnote) this.document.endnotes.push(text);
    else writer.note(text);
  }

  /** Tables, text boxes, equations and buttons are all cells with lists of paragraphs, and a caption. */
  #box(cursor: Cursor, writer: ParagraphWriter, place: Place): void {
    const head = cursor.take(84);
    const kind = head.readUInt16LE(78);
    const inline = head.readUInt8(8) === 0;
    const count = head.readUInt16LE(80) || 1;
    const places = cursor.take(CELL * count);
    const cells = Array.from({ length: count }, () => this.#list(cursor, { depth: place.depth + 1 }));
    const caption = this.#list(cursor, { depth: place.depth + 1 });
    if (kind === EQUATION) writer.write(cells.map((blocks) => plainText(blocks)).join(' '));
    else if (kind === TEXT_BOX || kind === BUTTON) writer.box(cells.flat(), inline);
    else writer.table(tableOf(placeCells(cells, places)), inline ? 'inline' : 'here');
    writer.box(caption, false);
  }

  #picture(cursor: Cursor, writer: ParagraphWriter, place: Place): void {
    const head = cursor.take(348);
    const extension = cursor.take(head.readUInt32LE(0));
    if (head.readUInt8(74) !== DRAWING) this.document.pictures.add(this.document.tracker.page);
    else {
      for (const box of textBoxesOf(extension)) {
        try {
          writer.box(this.#list(new Cursor(box), { depth: place.depth + 1 }), false);
        } catch (error) {
          if (!(error instanceof EndOfDataError)) throw error;
          this.document.warnings.add('damaged_recovered');
        }
      }
    }
    writer.box(this.#list(cursor, { depth: place.depth + 1 }), false);
  }
}

/** Edges of cells nearer than this are one, in 1/1800 inch. */
const SAME_EDGE = 10;

/** Cells say where they are and how large; rows and columns are what lies between their edges. */
function placeCells(cells: readonly FlowBlock[][], places: Buffer): PlacedCell[] {
  const boxes = cells.map((blocks, index) => {
    const at = CELL * index;
    const [x, y, width, height] = [4, 6, 8, 10].map((field) => places.readUInt16LE(at + field));
    return { blocks, x: x ?? 0, y: y ?? 0, right: (x ?? 0) + (width ?? 0), bottom: (y ?? 0) + (height ?? 0) };
  });
  const columns = edges(boxes.flatMap(({ x, right }) => [x, right]));
  const rows = edges(boxes.flatMap(({ y, bottom }) => [y, bottom]));
  return boxes.map(({ blocks, x, y, right, bottom }) => {
    const column = columns(x);
    const row = rows(y);
    return {
      blocks,
      row,
      column,
      columnSpan: Math.max(1, columns(right) - column),
      rowSpan: Math.max(1, rows(bottom) - row),
    };
  });
}

/** Counts the distinct edges up to a place. */
function edges(values: readonly number[]): (value: number) => number {
  const index = new Map<number, number>();
  let last = Number.NEGATIVE_INFINITY;
  let count = -1;
  for (const value of [...new Set(values)].sort((left, right) => left - right)) {
    if (value - last >= SAME_EDGE) {
      count += 1;
      last = value;
    }
    index.set(value, count);
  }
  return (value) => index.get(value) ?? 0;
}
