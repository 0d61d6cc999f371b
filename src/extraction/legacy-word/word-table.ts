import type { RawCell } from '../extraction.js';
import { joinCells } from '../table-rows.js';

/** How a row of Word divides its width. */
export interface RowLayout {
  /** Where its cells begin and end, in twips from a common origin: one more than there are cells. Empty when not known. */
  edges: readonly number[];
  /** Cells that go on with the one before them, by index. */
  joined?: ReadonlySet<number>;
  /** Cells that go on with the one above them, by index. */
  continued?: ReadonlySet<number>;
}

/** Something said of a range of a text. */
export interface Noted {
  start: number;
  end: number;
}

/** A text with what is said of its ranges. */
interface NotedText<T extends Noted> {
  text: string;
  notes: T[];
}

/** Something said of a range of a cell; without `cell` where that is not known. */
export interface CellNote<T extends Noted> {
  note: T;
  row: number;
  cell: number | undefined;
}

interface Cell<T extends Noted> extends NotedText<T> {
  left: number | undefined;
  right: number | undefined;
  continued: boolean;
}

/** Edges that lie closer than this (in twips) are one: rows of a table are seldom set to the very same place. */
const SNAP = 30;
const MAX_COLUMNS = 1000;

/** A table being read, cell by cell, with what is said of ranges of its text. */
export class WordTable<T extends Noted> {
  #rows: Cell<T>[][] = [];
  #cells: NotedText<T>[] = [];
  #open: NotedText<T> = { text: '', notes: [] };

  /** A paragraph of the cell. @param notes on ranges of it. */
  addText(text: string, notes: readonly T[] = []): void {
    appendTo(this.#open, { text, notes });
  }

  endCell(): void {
    this.#cells.push(this.#open);
    this.#open = { text: '', notes: [] };
  }

  endRow({ edges, joined, continued }: RowLayout = { edges: [] }): void {
    if (this.#open.text !== '' || this.#open.notes.length > 0) this.endCell();
    const cells: Cell<T>[] = [];
    for (const [index, content] of this.#cells.entries()) {
      const last = cells.at(-1);
      if (joined?.has(index) && last) {
        appendTo(last, content);
        last.right = edges[index + 1];
      } else
        cells.push({
          ...content,
          left: edges[index],
          right: edges[index + 1],
          continued: continued?.has(index) ?? false,
        });
    }
    if (cells.length > 0) this.#rows.push(cells);
    this.#cells = [];
  }

  /** The rows so far, which are then forgotten; a row that was begun stays. */
  takeRows(): { rows: RawCell[][]; notes: CellNote<T>[] } {
    const rows = this.#rows;
    this.#rows = [];
    return spanned(rows);
  }

  /** The whole table as lines of a cell that it stands in. */
  takeLines(): NotedText<T> {
    this.endRow();
    const { rows, notes } = this.takeRows();
    const text = rows
      .map((row) => joinCells(row.map((cell) => cell.text.replace(/\s+/g, ' '))))
      .filter((line) => line !== '')
      .join('\n');
    return { text, notes: notes.map(({ note }) => ({ ...note, start: 0, end: text.length })) };
  }
}

/** Puts a text on a line of its own after another one. */
function appendTo<T extends Noted>(target: NotedText<T>, { text, notes }: { text: string; notes: readonly T[] }): void {
  if (target.text !== '' && text !== '') target.text += '\n';
  const at = target.text.length;
  target.text += text;
  for (const note of notes) target.notes.push({ ...note, start: note.start + at, end: note.end + at });
}

/** Rows with their spans. A cell that goes on with the one above is left out when that is there, as the spans tell it. */
function spanned<T extends Noted>(rows: readonly Cell<T>[][]): { rows: RawCell[][]; notes: CellNote<T>[] } {
  const columns = snapEdges(rows);
  const above = new Map<number, RawCell>();
  const notes: CellNote<T>[] = [];
  const laidRows = rows.map((cells, row) => {
    const laid: RawCell[] = [];
    const seen = new Set<number>();
    for (const cell of cells) {
      const left = columns(cell.left);
      const right = columns(cell.right);
      const upper = left === undefined ? undefined : above.get(left);
      if (left !== undefined) seen.add(left);
      const isHidden = cell.continued && upper !== undefined && cell.text === '';
      notes.push(...cell.notes.map((note) => ({ note, row, cell: isHidden ? undefined : laid.length })));
      if (isHidden) {
        upper.rowSpan = (upper.rowSpan ?? 1) + 1;
        continue;
      }
      const span = left === undefined || right === undefined ? 1 : Math.min(MAX_COLUMNS, Math.max(1, right - left));
      const placed: RawCell = { text: cell.text, ...(span > 1 && { columnSpan: span }) };
      laid.push(placed);
      if (left !== undefined) above.set(left, placed);
    }
    for (const left of above.keys()) if (!seen.has(left)) above.delete(left);
    return laid;
  });
  return { rows: laidRows, notes };
}

/** The number of the column that an edge begins, from 0. */
function snapEdges<T extends Noted>(rows: readonly Cell<T>[][]): (edge: number | undefined) => number | undefined {
  const edges = new Set<number>();
  for (const row of rows)
    for (const { left, right } of row) for (const edge of [left, right]) if (edge !== undefined) edges.add(edge);
  const columns = new Map<number, number>();
  let column = -1;
  let first = -Infinity;
  for (const edge of [...edges].sort((a, b) => a - b)) {
    if (edge - first > SNAP) {
      column += 1;
      first = edge;
    }
    columns.set(edge, column);
  }
  return (edge) => (edge === undefined ? undefined : columns.get(edge));
}
