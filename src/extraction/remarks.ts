import { canonicalText } from '../contracts/normalise.js';
import type { Remark, Span, Table } from '../contracts/types.js';
import { foldCell } from './blocks.js';
import type { RawBlock, RawExtraction, RawRemark, TableBlock, TextBlock } from './extraction.js';

/** A file may hold more than anyone reads; the text itself is never cut. */
const MAX_REMARKS = 10_000;
const MAX_LENGTH = 10_000;

/** Where things are in the text of the document. */
export interface Layout {
  /** For each page, where its blocks begin. */
  blockStarts: readonly number[][];
  tables: readonly Table[];
  length: number;
}

/** Remarks with their ranges in the text of the document. */
export function placeRemarks(raw: RawExtraction, layout: Layout): Remark[] {
  const tables = new Map(layout.tables.map((table) => [table.start, table]));
  return (raw.remarks ?? []).slice(0, MAX_REMARKS).flatMap((remark) => {
    const text = canonicalText(remark.text).trim().slice(0, MAX_LENGTH);
    return text === '' ? [] : [{ ...described(remark), text, ...rangeOf(remark, raw, layout, tables) }];
  });
}

function described({ kind, author, date, page }: RawRemark): Omit<Remark, 'text'> {
  const name = author === undefined ? '' : canonicalText(author).trim();
  return { kind, ...(name !== '' && { author: name }), ...(date && { date }), ...(page && { page }) };
}

function rangeOf(
  { page, at }: RawRemark,
  raw: RawExtraction,
  { blockStarts, length }: Layout,
  tables: ReadonlyMap<number, Table>,
): { start?: number; end?: number } {
  const content = page === undefined ? undefined : raw.pages[page - 1]?.text;
  const blockStart = page === undefined || !at ? undefined : blockStarts[page - 1]?.[at.block];
  if (content === undefined || blockStart === undefined || !at) return {};
  const block: RawBlock | undefined = typeof content === 'string' ? { text: content } : content[at.block];
  if (!block) return {};
  if ('rows' in block) return inTable(block, at, tables.get(blockStart));
  return inText(block, at, (offset) => Math.min(length, blockStart + offset));
}

/** Offsets before canonicalisation count the characters of a prefix; that of the prefix's canonical form is where it ends. */
function inText(block: TextBlock, { start, end }: Span, place: (offset: number) => number): Span {
  const canonical = canonicalOf(block);
  const leading = /^(?:[^\S\n]*\n)*/.exec(canonical)?.[0].length ?? 0;
  const prefix = (position: number): number =>
    canonical === block.text ? position : canonicalText(block.text.slice(0, position)).length;
  const offset = (position: number): number => place(Math.max(0, prefix(position) - leading));
  return { start: offset(start), end: offset(end) };
}

const canonicalTexts = new WeakMap<TextBlock, string>();

/** The canonical text of a block, which many remarks may be about. */
function canonicalOf(block: TextBlock): string {
  const text = canonicalTexts.get(block) ?? canonicalText(block.text);
  canonicalTexts.set(block, text);
  return text;
}

/** The range in a cell, whose blanks are folded; rows without text are not in the table. */
function inTable(
  { rows }: TableBlock,
  { row, cell, start, end }: NonNullable<RawRemark['at']>,
  table: Table | undefined,
): { start?: number; end?: number } {
  const raw = row === undefined || cell === undefined ? undefined : rows[row]?.[cell];
  if (!raw || row === undefined || cell === undefined) return {};
  const laid = table?.rows[laidRows(rows)[row] ?? -1]?.cells[cell];
  if (!laid) return {};
  const offset = (position: number): number =>
    Math.min(laid.end, laid.start + foldCell(`${raw.text.slice(0, position)}|`).length - 1);
  return { start: offset(start), end: offset(end) };
}

const counted = new WeakMap<TableBlock['rows'], number[]>();

/** For each row of a table, how many with text are above it. */
function laidRows(rows: TableBlock['rows']): number[] {
  let counts = counted.get(rows);
  if (counts) return counts;
  let count = 0;
  counts = rows.map((cells) => (cells.some(({ text }) => foldCell(text) !== '') ? count++ : count));
  counted.set(rows, counts);
  return counts;
}
