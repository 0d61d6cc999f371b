import { canonicalText } from '../contracts/normalise.js';
import type { Span, Table, TableRow } from '../contracts/types.js';
import type { RawBlock, RawCell, TableBlock } from './extraction.js';
import { layRow } from './table-rows.js';

/** Stands between two blocks. */
const BLANK_LINE = '\n\n';

/** A page's canonical text, with offsets in it. */
export interface LaidPage {
  text: string;
  tables: Table[];
  /** Where each block begins; one without text stands where it would. */
  blocks: number[];
}

/** Lays out a page: its blocks one below the other, a blank line between them. */
export function layPage(content: string | readonly RawBlock[]): LaidPage {
  const page: LaidPage = { text: '', tables: [], blocks: [] };
  for (const block of typeof content === 'string' ? [{ text: content }] : content) {
    const laid = 'rows' in block ? layTable(block) : { text: trimBlankEnds(canonicalText(block.text)) };
    const start = laid.text === '' || page.text === '' ? page.text.length : page.text.length + BLANK_LINE.length;
    page.blocks.push(start);
    if (laid.text === '') continue;
    if (page.text !== '') page.text += BLANK_LINE;
    page.text += laid.text;
    if ('table' in laid) page.tables.push(shiftTable(laid.table, start));
  }
  return page;
}

/** Blank lines at the ends go; the indentation of the first line with text stays. */
function trimBlankEnds(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}

/** Rows without text are left out. */
function layTable({ rows }: TableBlock): { text: string; table: Table } {
  let text = '';
  const laid: TableRow[] = [];
  for (const row of rows) {
    const { line, ranges } = layRow(row.map(({ text }) => foldCell(text)));
    if (line === '') continue;
    if (text !== '') text += '\n';
    const at = text.length;
    text += line;
    const cells = ranges.map((range, index) => ({ ...shift(range, at), ...spans(row[index]) }));
    laid.push({ start: at, end: text.length, cells });
  }
  return { text, table: { start: 0, end: text.length, rows: laid } };
}

/** The text of a cell as it stands in its row: canonical, its blanks and line ends folded. */
export function foldCell(text: string): string {
  return canonicalText(text).replace(/\s+/g, ' ').trim();
}

function spans(cell: RawCell | undefined): { columnSpan?: number; rowSpan?: number } {
  const { columnSpan = 1, rowSpan = 1 } = cell ?? {};
  return { ...(columnSpan > 1 && { columnSpan }), ...(rowSpan > 1 && { rowSpan }) };
}

/** The table at its place in a longer text. */
export function shiftTable({ start, end, rows }: Table, by: number): Table {
  return {
    start: start + by,
    end: end + by,
    rows: rows.map((row) => ({ ...shift(row, by), cells: row.cells.map((cell) => ({ ...cell, ...shift(cell, by) })) })),
  };
}

function shift({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
