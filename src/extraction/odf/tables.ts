import { type CellPiece, flatten, type Piece } from '../docx/pieces.js';
import { type Attributes, toCount } from '../docx/xml.js';

/** More rows or cells than this are not repeated in a text. */
const MAX_REPEATED = 100;

/** A table of a text being read. One that goes over pages is a table on each of them. */
export class OdfTable {
  #rows: CellPiece[][] = [];
  #row: CellPiece[] | undefined;
  #repeated = 1;
  /** What is in the only cell so far, while there is but one. */
  #lone: Piece[] | undefined;
  #cells = 0;
  /** A page ends inside of the row at hand. */
  breaksAfterRow = false;

  get inRow(): boolean {
    return this.#row !== undefined;
  }

  openRow(attributes: Attributes): void {
    this.#row = [];
    this.#repeated = Math.min(MAX_REPEATED, toCount(attributes['table:number-rows-repeated']));
  }

  addCell(pieces: Piece[], attributes: Attributes): void {
    if (!this.#row) return;
    const { text, marks } = flatten(pieces);
    const columnSpan = toCount(attributes['table:number-columns-spanned']);
    const rowSpan = toCount(attributes['table:number-rows-spanned']);
    const cell: CellPiece = { text, marks, ...(columnSpan > 1 && { columnSpan }), ...(rowSpan > 1 && { rowSpan }) };
    this.#cells += 1;
    this.#lone = this.#cells === 1 ? pieces : undefined;
    const count = Math.min(MAX_REPEATED, toCount(attributes['table:number-columns-repeated']));
    for (let at = 0; at < count; at++) this.#row.push(cell);
  }

  closeRow(): void {
    const row = this.#row;
    this.#row = undefined;
    if (!row?.some(({ text, marks }) => text.trim() !== '' || marks.length > 0)) return;
    for (let at = 0; at < this.#repeated; at++) this.#rows.push(row);
  }

  /** The rows since the last page ended, as a table; a lone cell around several paragraphs is a frame, and gives these. */
  take(): Piece[] {
    const rows = this.#rows;
    const lone = this.#lone;
    this.#rows = [];
    this.#lone = undefined;
    if (lone && lone.length > 1) return lone;
    return rows.length === 0 ? [] : [{ rows }];
  }
}
