import type { Attributes } from '../../docx/xml.js';
import type { HangulDocument } from '../document.js';
import { type FlowBlock, type PlacedCell, plainText, tableOf } from '../flow.js';
import { isTrue, numberOf } from './names.js';
import type { OpenList, OpenParagraph } from './paragraph.js';

/** An element that takes the lists of paragraphs within it, and does something with them when it ends. */
export interface Capture {
  /** An element within it that is none of its own kind, with its local name. */
  open?(name: string, attributes: Attributes): void;
  take(list: OpenList): void;
  /** @param paragraph that the element stands in. */
  end(paragraph: OpenParagraph | undefined): void;
}

/** Headers, footers, hidden comments and other lists that stand beside the text. */
export class AsideCapture implements Capture {
  constructor(
    private readonly document: HangulDocument,
    private readonly kind: 'header' | 'footer' | 'hidden' | 'comment',
  ) {}

  readonly #blocks: FlowBlock[] = [];

  take({ blocks }: OpenList): void {
    for (const block of blocks) this.#blocks.push(block);
  }

  end(paragraph: OpenParagraph | undefined): void {
    if (this.kind === 'hidden' && paragraph) {
      const text = plainText(this.#blocks);
      if (text !== '') paragraph.writer.remark({ kind: 'hidden', text });
    } else this.document.margin(this.kind, this.#blocks);
  }
}

export class NoteCapture implements Capture {
  #text = '';
  #number = '';

  constructor(
    private readonly document: HangulDocument,
    private readonly isFootnote: boolean,
  ) {}

  take({ blocks, noteNumber }: OpenList): void {
    this.#text += plainText(blocks);
    this.#number ||= noteNumber;
  }

  end(paragraph: OpenParagraph | undefined): void {
    if (!paragraph) return;
    const mark = this.isFootnote ? this.document.footnoteMark(this.#number) : this.document.endnoteMark(this.#number);
    paragraph.writer.write(mark);
    const text = `${mark} ${this.#text}`;
    if (this.isFootnote) paragraph.writer.note(text);
    else this.document.endnotes.push(text);
  }
}

/** A field; only that of a memo holds a list, its text. */
export class FieldCapture implements Capture {
  readonly #parameters = new Map<string, string>();
  #parameter = '';
  #text = '';

  constructor(private readonly attributes: Attributes) {}

  open(name: string, attributes: Attributes): void {
    this.#parameter = name.endsWith('Param') ? (attributes['name'] ?? '') : '';
  }

  text(data: string): void {
    if (this.#parameter === 'Author' || this.#parameter === 'CreateDateTime')
      this.#parameters.set(this.#parameter, (this.#parameters.get(this.#parameter) ?? '') + data);
  }

  take({ blocks }: OpenList): void {
    this.#text += plainText(blocks);
  }

  end(paragraph: OpenParagraph | undefined): void {
    if (this.#text === '' || !paragraph) return;
    paragraph.beginMemo(this.attributes['id'] ?? '', {
      kind: 'comment',
      text: this.#text,
      author: this.#parameters.get('Author'),
      date: this.#parameters.get('CreateDateTime'),
    });
  }
}

/** A drawing: its text boxes and its caption. */
export class ShapeCapture implements Capture {
  readonly #boxes: FlowBlock[] = [];
  readonly #captions: FlowBlock[] = [];
  #inline = false;
  #inCaption = false;

  open(name: string, attributes: Attributes): void {
    if (name === 'pos') this.#inline = isTrue(attributes['treatAsChar']);
    else if (name === 'caption') this.#inCaption = true;
    else if (name === 'drawText') this.#inCaption = false;
  }

  take({ blocks }: OpenList): void {
    for (const block of blocks) (this.#inCaption ? this.#captions : this.#boxes).push(block);
  }

  /** Text that the drawing itself is, as a title in fancy letters. */
  add(text: string): void {
    if (text.trim() !== '') this.#boxes.push({ kind: 'text', text, anchors: [], notes: [] });
  }

  end(paragraph: OpenParagraph | undefined): void {
    paragraph?.writer.box(this.#boxes, this.#inline);
    paragraph?.writer.box(this.#captions, false);
  }
}

/** In HWPUNIT; no paper is so high. */
const MAX_HEIGHT = 1_000_000;
const MAX_ROWS = 10_000;

interface Cell extends PlacedCell {
  height: number;
  resets: number;
}

export class TableCapture implements Capture {
  readonly #cells: Cell[] = [];
  readonly #captions: { blocks: FlowBlock[]; below: boolean }[] = [];
  readonly #breakable: boolean;
  #cell: Cell | undefined;
  #caption: { blocks: FlowBlock[]; below: boolean } | undefined;
  #position: Attributes = {};
  #row = -1;

  constructor(attributes: Attributes) {
    this.#breakable = attributes['pageBreak'] === 'CELL' || attributes['pageBreak'] === 'TABLE';
  }

  open(name: string, attributes: Attributes): void {
    const cell = this.#cell;
    switch (name) {
      case 'tr':
        this.#row += 1;
        this.#cell = undefined;
        return;
      case 'tc':
        this.#cell = {
          blocks: [],
          row: Math.max(0, this.#row),
          column: this.#cells.length,
          columnSpan: 1,
          rowSpan: 1,
          height: 0,
          resets: 0,
        };
        this.#cells.push(this.#cell);
        return;
      case 'cellAddr':
        if (cell) {
          cell.column = numberOf(attributes, 'colAddr');
          cell.row = numberOf(attributes, 'rowAddr');
        }
        return;
      case 'cellSpan':
        if (cell) {
          cell.columnSpan = Math.max(1, numberOf(attributes, 'colSpan'));
          cell.rowSpan = Math.max(1, numberOf(attributes, 'rowSpan'));
        }
        return;
      case 'cellSz':
        if (cell) cell.height = Math.max(cell.height, within(numberOf(attributes, 'height')));
        return;
      case 'caption':
        this.#caption = { blocks: [], below: attributes['side'] === 'BOTTOM' };
        this.#captions.push(this.#caption);
        return;
      case 'pos':
        this.#position = attributes;
        return;
    }
  }

  take({ blocks, resets, bottom }: OpenList): void {
    const target = this.#cell ?? this.#caption;
    for (const block of blocks) target?.blocks.push(block);
    if (!this.#cell) return;
    this.#cell.resets = Math.max(this.#cell.resets, resets);
    this.#cell.height = Math.max(this.#cell.height, within(bottom));
  }

  end(paragraph: OpenParagraph | undefined): void {
    if (!paragraph) return;
    const table = tableOf(this.#cells);
    const inline = isTrue(this.#position['treatAsChar']);
    for (const { blocks, below } of this.#captions) if (!below) paragraph.writer.write(lineOf(blocks));
    const layout = this.#layout(inline);
    const fromLine = inline || (this.#position['vertRelTo'] ?? 'PARA') === 'PARA';
    paragraph.table(table, { layout, fromLine, offset: inline ? 0 : numberOf(this.#position, 'vertOffset') }, inline);
    for (const { blocks, below } of this.#captions) if (below) paragraph.writer.box(blocks, false);
  }

  /** By the rows that hold cells, in their order. */
  #layout(inline: boolean) {
    const numbers = [...new Set(this.#cells.map(({ row }) => row))]
      .sort((left, right) => left - right)
      .slice(0, MAX_ROWS);
    const index = new Map(numbers.map((row, place) => [row, place]));
    const heights = numbers.map(() => 0);
    const breaks = numbers.map(() => 0);
    for (const { row, rowSpan, height, resets } of this.#cells) {
      const place = index.get(row);
      if (place === undefined) continue;
      if (rowSpan === 1) heights[place] = Math.max(heights[place] ?? 0, height);
      breaks[place] = Math.max(breaks[place] ?? 0, resets);
    }
    return { heights, breaks, breakable: this.#breakable && !inline };
  }
}

function within(height: number): number {
  return height >= 0 && height <= MAX_HEIGHT ? height : 0;
}

function lineOf(blocks: readonly FlowBlock[]): string {
  const text = plainText(blocks);
  return text === '' ? '' : `${text}\n`;
}
