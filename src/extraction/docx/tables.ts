import { joinCells } from '../table-rows.js';
import type { PageBuilder } from './page-builder.js';

interface Row {
  cells: string[];
  deleted: boolean;
  /** A page begins with this row. */
  breakBefore: boolean;
  /** Pages that end inside of this row; the next row is so many pages on. */
  breaksAfter: number;
}

/** A table being read. Rows become lines, and a table that goes over pages is cut between rows. */
export class Table {
  #lines: string[] = [];
  #row: Row | undefined;

  openRow(): void {
    this.#row = { cells: [], deleted: false, breakBefore: false, breaksAfter: 0 };
  }

  /** The row is deleted by a tracked change. */
  deleteRow(): void {
    if (this.#row) this.#row.deleted = true;
  }

  /** @param breaks pages that end in the cell; `atStart` when the first of them does before any text of it. */
  addCell(text: string, breaks: { count: number; atStart: boolean }): void {
    const row = this.#row;
    if (!row) return;
    row.cells.push(text);
    row.breakBefore ||= breaks.atStart;
    row.breaksAfter = Math.max(row.breaksAfter, breaks.count - (breaks.atStart ? 1 : 0));
  }

  /** @param pages where the table's pages go; undefined for a table inside of a cell, whose breaks its row counts. */
  closeRow(pages: PageBuilder | undefined): void {
    const row = this.#row;
    this.#row = undefined;
    if (!row || row.deleted) return;
    if (pages && row.breakBefore) this.#breakPage(pages);
    const line = joinCells(row.cells);
    if (line !== '') this.#lines.push(line);
    if (pages) for (let count = 0; count < row.breaksAfter; count++) this.#breakPage(pages);
  }

  #breakPage(pages: PageBuilder): void {
    pages.add(this.takeText());
    pages.breakPage(false);
  }

  /** The rows since the last page ended. */
  takeText(): string {
    const text = this.#lines.join('\n');
    this.#lines = [];
    return text;
  }
}
