import type { PageBuilder } from './page-builder.js';
import { type CellPiece, flatten, type Mark, type Piece } from './pieces.js';

/** How a cell takes part in the grid of its table (`w:tcPr`). */
export interface CellProperties {
  columnSpan: number;
  /** Columns a merged cell of rows above goes on in; `restart` begins one. */
  merge: 'restart' | 'continue' | undefined;
}

interface DraftCell extends CellProperties {
  pieces: Piece[];
}

interface Row {
  cells: DraftCell[];
  skippedColumns: number;
  deleted: Pick<Mark, 'author' | 'date'> | undefined;
  /** A page begins with this row. */
  breakBefore: boolean;
  /** Pages that end inside of this row; the next row is so many pages on. */
  breaksAfter: number;
}

/** A cell of one column for each of so many rows is a frame around text, not a table. */
const FRAME_PIECES = 2;

/** Word has no more columns than this. */
const MAX_SPAN = 64;

/** A table being read. One that goes over pages is cut between rows: it is a table on each of them. */
export class Table {
  #rows: CellPiece[][] = [];
  #row: Row | undefined;
  /** Cells that rows below may go on in, by the column they begin at. */
  readonly #open = new Map<number, CellPiece>();
  /** The pieces of the only cell so far, while there is but one. */
  #lone: Piece[] | undefined;
  #count = 0;
  /** Deleted rows, and marks that have lost their place. */
  readonly #remarks: Mark[] = [];

  openRow(): void {
    this.#row = { cells: [], skippedColumns: 0, deleted: undefined, breakBefore: false, breaksAfter: 0 };
  }

  /** The row is deleted by a tracked change. */
  deleteRow(by: Pick<Mark, 'author' | 'date'>): void {
    if (this.#row) this.#row.deleted = by;
  }

  /** The row begins so many columns in. */
  skipColumns(count: number): void {
    if (this.#row && count > 0) this.#row.skippedColumns = Math.min(count, MAX_SPAN);
  }

  /** @param breaks pages that end in the cell; `atStart` when the first of them does before any text of it. */
  addCell(pieces: Piece[], properties: CellProperties, breaks: { count: number; atStart: boolean }): void {
    const row = this.#row;
    if (!row) return;
    row.cells.push({ pieces, ...properties, columnSpan: Math.min(MAX_SPAN, Math.max(1, properties.columnSpan)) });
    row.breakBefore ||= breaks.atStart;
    row.breaksAfter = Math.max(row.breaksAfter, breaks.count - (breaks.atStart ? 1 : 0));
  }

  /** @param pages where the table's pages go; undefined for a table inside of a cell, whose breaks its row counts. */
  closeRow(pages: PageBuilder | undefined): void {
    const row = this.#row;
    this.#row = undefined;
    if (!row) return;
    if (row.deleted) return this.#dropRow(row, row.deleted);
    if (pages && row.breakBefore) this.#breakPage(pages);
    this.#count += 1;
    this.#lone = this.#count === 1 && row.cells.length === 1 ? row.cells[0]?.pieces : undefined;
    const cells = this.#layRow(row);
    if (cells.some(({ text, marks }) => text.trim() !== '' || marks.length > 0)) this.#rows.push(cells);
    if (pages) for (let count = 0; count < row.breaksAfter; count++) this.#breakPage(pages);
  }

  #layRow({ cells, skippedColumns }: Row): CellPiece[] {
    const laid: CellPiece[] = [];
    let column = skippedColumns;
    for (const { pieces, columnSpan, merge } of cells) {
      const { text, marks } = flatten(pieces);
      const above = merge === 'continue' ? this.#open.get(column) : undefined;
      if (above && text.trim() === '') {
        above.rowSpan = (above.rowSpan ?? 1) + 1;
      } else {
        const cell: CellPiece = { text, marks, ...(columnSpan > 1 && { columnSpan }) };
        laid.push(cell);
        if (merge) this.#open.set(column, cell);
        else this.#open.delete(column);
      }
      column += columnSpan;
    }
    return laid;
  }

  #dropRow({ cells }: Row, by: Pick<Mark, 'author' | 'date'>): void {
    const texts = cells.map(({ pieces }) => {
      const { text, marks } = flatten(pieces);
      const deleted = marks.filter(({ kind }) => kind === 'deleted').map((mark) => mark.text);
      return [text, ...deleted].join(' ').trim();
    });
    const text = texts.filter((part) => part !== '').join(' | ');
    if (text !== '') this.#remarks.push({ kind: 'deleted', text, ...by, start: 0, end: 0 });
  }

  #breakPage(pages: PageBuilder): void {
    for (const piece of this.take()) pages.add(piece);
    pages.breakPage(false);
  }

  /** The rows since the last page ended, as a table; a lone cell around several paragraphs gives these. */
  take(): Piece[] {
    const lone = this.#lone && this.#lone.length >= FRAME_PIECES ? this.#lone : undefined;
    const pieces = lone ?? (this.#rows.length === 0 ? [] : [{ rows: this.#rows }]);
    this.#lone = undefined;
    this.#rows = [];
    this.#open.clear();
    return this.#remarks.length === 0 ? pieces : [...pieces, { text: '', marks: this.#remarks.splice(0) }];
  }
}
