import type { RawBlock, RawCell, RawPage, RawRemark } from '../extraction.js';
import {
  type CellPiece,
  isTable,
  type Mark,
  type Piece,
  type TablePiece,
  type TextPiece,
  tidyPiece,
} from './pieces.js';

/** Where a page ends in a paragraph: set by the author, or where the program last broke the page while laying it out. */
export interface Cut {
  /** Offset in the text of the paragraph. */
  at: number;
  explicit: boolean;
}

/** A footnote, with the offset of its mark in the paragraph. */
export interface PlacedNote {
  at: number;
  text: string;
}

interface PageDraft {
  blocks: RawBlock[];
  notes: string[];
}

/** Collects the blocks of a document into pages, and the remarks on them. Blocks are paragraphs and tables. */
export class PageBuilder {
  readonly #pages: PageDraft[] = [{ blocks: [], notes: [] }];
  readonly #remarks: RawRemark[] = [];
  /** Characters so far. */
  length = 0;
  /** Whether the file says anything of where its pages end. */
  hasBreaks = false;

  get #current(): PageDraft {
    return this.#pages.at(-1)!;
  }

  add(piece: Piece): void {
    if (isTable(piece)) this.#addTable(piece);
    else this.#addText(piece);
  }

  #addText(piece: TextPiece): void {
    const { text, marks } = piece.text.trim() === '' ? { text: '', marks: piece.marks } : tidyPiece(piece);
    const block = this.#current.blocks.length;
    if (text !== '') this.#current.blocks.push({ text });
    this.length += text.length;
    for (const mark of marks) {
      const at = text === '' ? undefined : { block, start: mark.start, end: mark.end };
      this.remark({ ...described(mark), at });
    }
  }

  #addTable({ rows }: TablePiece): void {
    if (rows.length === 0) return;
    const block = this.#current.blocks.length;
    this.#current.blocks.push({ rows: rows.map((cells) => cells.map(toCell)) });
    rows.forEach((cells, row) =>
      cells.forEach(({ text, marks }, cell) => {
        this.length += text.length;
        for (const mark of marks) {
          this.remark({ ...described(mark), at: { block, row, cell, start: mark.start, end: mark.end } });
        }
      }),
    );
  }

  /** A remark on the page at hand. */
  remark(remark: RawRemark): void {
    this.#remarks.push({ ...remark, page: this.#pages.length });
  }

  /** A footnote, which stands at the end of the page. */
  addNote(note: string): void {
    this.#current.notes.push(note);
  }

  /**
   * Begins a page. A break that was laid out, or that comes from a style or section, says where the page began: right after
   * another break it is that same break again.
   */
  breakPage(explicit: boolean): void {
    this.hasBreaks = true;
    if (explicit || this.#current.blocks.length > 0) this.#pages.push({ blocks: [], notes: [] });
  }

  /**
   * Adds a paragraph in which pages end. A sentence is not torn apart by the layout: where it goes over to one further page,
   * the paragraph stays whole on the page that it begins on.
   */
  addParagraph({ text, marks }: TextPiece, cuts: readonly Cut[], notes: readonly PlacedNote[]): void {
    const first = text.length - text.trimStart().length;
    const last = text.trimEnd().length;
    const inside = cuts.filter(({ at, explicit }) => !explicit && at > first && at < last);
    const deferred = inside.length === 1 ? inside[0] : undefined;
    const waiting = [...marks].sort((one, other) => one.start - other.start).reverse();
    const unplaced = [...notes].reverse();
    let from = 0;
    const addUpTo = (end: number): void => {
      const limit = end === text.length ? Infinity : end;
      const here: Mark[] = [];
      for (let mark = waiting.at(-1); mark && mark.start < limit; mark = waiting.at(-1)) {
        here.push({ ...mark, start: mark.start - from, end: Math.min(mark.end, end) - from });
        waiting.pop();
      }
      this.add({ text: text.slice(from, end), marks: here });
      for (let note = unplaced.at(-1); note && note.at <= end; note = unplaced.at(-1)) {
        this.addNote(note.text);
        unplaced.pop();
      }
      from = end;
    };
    for (const cut of cuts) {
      if (cut === deferred) continue;
      if (cut.at > from) addUpTo(cut.at);
      this.breakPage(cut.explicit);
    }
    if (from < text.length || cuts.length === 0) addUpTo(text.length);
    if (deferred) this.breakPage(false);
  }

  pages(): RawPage[] {
    return this.#pages.map(({ blocks, notes }) => ({ text: [...blocks, ...notes.map((text) => ({ text }))] }));
  }

  remarks(): RawRemark[] {
    return this.#remarks;
  }
}

function described({ kind, text, author, date }: Mark): RawRemark {
  return { kind, text, ...(author !== undefined && { author }), ...(date !== undefined && { date }) };
}

function toCell({ text, columnSpan, rowSpan }: CellPiece): RawCell {
  return { text, ...(columnSpan && { columnSpan }), ...(rowSpan && { rowSpan }) };
}
