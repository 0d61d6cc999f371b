import type { RawBlock, RawCell, RawPage, RawRemark } from '../extraction.js';
import { toLetters } from '../numerals.js';
import { pageRanges, type WarningList } from '../warnings.js';
import { MergeIndex } from './merges.js';
import { MAX_COLUMNS, type Row, type Sheet } from './sheet.js';

/** A group of rows is laid out as a grid unless that takes this many times more cells than are filled, and so many. */
const MAX_EMPTY_SHARE = 30;
const ALWAYS_GRID = 50_000;

/** Where a cell went: indices in the blocks, rows and cells of the page. */
interface Place {
  block: number;
  row: number;
  cell: number;
  length: number;
}

/**
 * A sheet as a page: its name, then each group of rows without a blank row between as a table (a lone cell as text), then
 * what lies over the cells. Empty columns around a group are left out.
 */
export function laySheet(sheet: Sheet, page: number, warnings: WarningList): { page: RawPage; remarks: RawRemark[] } {
  const blocks: RawBlock[] = [{ text: sheet.name }];
  const wanted = new Set(sheet.comments.map(({ row, column }) => key(row, column)));
  const places = new Map<number, Place>();
  const merges = new MergeIndex(sheet.merges);
  for (const group of tablesOf(inOrder(sheet.rows), merges)) {
    const { rows, sources } = layGroup(group, merges);
    const lone = rows.length === 1 && rows[0]?.length === 1 ? rows[0][0] : undefined;
    const block = blocks.length;
    blocks.push(lone ? { text: lone.text } : { rows });
    sources.forEach((cells, row) =>
      cells.forEach((source, cell) => {
        const length = rows[row]?.[cell]?.text.length ?? 0;
        if (wanted.has(source)) places.set(source, { block, row: lone ? -1 : row, cell, length });
      }),
    );
  }
  blocks.push(...sheet.drawings);
  addWarnings(sheet, page, warnings);
  const isEmpty = blocks.length === 1 && sheet.comments.length === 0;
  return { page: { text: isEmpty ? '' : blocks }, remarks: remarksOf(sheet, page, places) };
}

function key(row: number, column: number): number {
  return row * 16_384 + column;
}

function inOrder(rows: readonly Row[]): Row[] {
  const filled = rows.flatMap((row) => {
    const cells = row.cells.filter(({ text }) => text.trim() !== '');
    return cells.length === 0 ? [] : [{ ...row, cells }];
  });
  const isSorted = filled.every((row, index) => index === 0 || row.index >= (filled[index - 1]?.index ?? 0));
  return isSorted ? filled : filled.sort((one, other) => one.index - other.index);
}

/** Tables beside each other may again be several below each other, and so on. */
const MAX_DEPTH = 4;

/** The tables of a sheet: what blank rows part, and what blank columns do where it is dense on both sides. */
function* tablesOf(rows: readonly Row[], merges: MergeIndex, depth = 0): Generator<Row[]> {
  for (const group of groupsOf(rows, merges)) {
    const bands = depth < MAX_DEPTH ? bandsOf(group, merges) : [];
    if (bands.length < 2) yield group;
    else for (const band of bands) yield* tablesOf(band, merges, depth + 1);
  }
}

/** Rows with no blank row between them, unless a merged cell reaches over it. */
function* groupsOf(rows: readonly Row[], merges: MergeIndex): Generator<Row[]> {
  let group: Row[] = [];
  for (const row of rows) {
    const last = group.at(-1);
    if (last && row.index > last.index + 1 && !merges.spans(last.index, row.index)) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** Tables beside each other; more columns apart than this are one sparse table. */
const MAX_BANDS = 20;

/** The share of cells that are filled in what is a table of its own; forms have more blanks. */
const DENSE = 0.6;

/**
 * The parts of a group that blank columns set apart. None when one of them is no dense table of two rows and columns at
 * least: in forms, labels and values stand apart too.
 */
function bandsOf(group: readonly Row[], merges: MergeIndex): Row[][] {
  const used = new Set(group.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const last = group.at(-1)?.index ?? 0;
  for (const { column, columns } of merges.within(group[0]?.index ?? 0, last)) {
    for (let at = column; at < Math.min(column + columns, MAX_COLUMNS); at++) used.add(at);
  }
  const columns = [...used].sort((one, other) => one - other);
  const starts = columns.filter((column, index) => index === 0 || column > (columns[index - 1] ?? 0) + 1);
  if (starts.length < 2 || starts.length > MAX_BANDS) return [];
  const bands = starts.map((start, index) => {
    const end = starts[index + 1] ?? Infinity;
    const width = columns.lastIndexOf(columns.findLast((column) => column < end) ?? start) - columns.indexOf(start) + 1;
    const rows = group.flatMap((row) => {
      const cells = row.cells.filter(({ column }) => column >= start && column < end);
      return cells.length === 0 ? [] : [{ ...row, cells }];
    });
    return { rows, width };
  });
  return bands.every(isDense) ? bands.map(({ rows }) => rows) : [];
}

function isDense({ rows, width }: { rows: readonly Row[]; width: number }): boolean {
  const filled = rows.reduce((sum, { cells }) => sum + cells.length, 0);
  return width >= 2 && rows.length >= 2 && filled >= rows.length * width * DENSE;
}

function layGroup(group: readonly Row[], all: MergeIndex): { rows: RawCell[][]; sources: number[][] } {
  let left = Infinity;
  let right = 0;
  let filled = 0;
  for (const { cells } of group) {
    filled += cells.length;
    left = Math.min(left, cells[0]?.column ?? left);
    right = Math.max(right, cells.at(-1)?.column ?? right);
  }
  const area = (right - left + 1) * group.length;
  const isGrid = area <= ALWAYS_GRID || area <= filled * MAX_EMPTY_SHARE;
  const merges = new MergeIndex(all.within(group[0]?.index ?? 0, group.at(-1)?.index ?? 0));
  const rows: RawCell[][] = [];
  const sources: number[][] = [];
  for (const row of group) {
    const laid = layRow(row, isGrid ? left : undefined, right, merges);
    if (laid.cells.length === 0) continue;
    rows.push(laid.cells);
    sources.push(laid.sources);
  }
  return { rows, sources };
}

/** @param left where the table begins; without it, gaps between cells are left out. */
function layRow(
  row: Row,
  left: number | undefined,
  right: number,
  merges: MergeIndex,
): { cells: RawCell[]; sources: number[] } {
  const active = merges.at(row.index);
  const cells: RawCell[] = [];
  const sources: number[] = [];
  let next = left ?? 0;
  const emit = (column: number, text: string): void => {
    const merge = active.find(column);
    if (merge && (merge.row !== row.index || merge.column !== column)) return;
    const cell: RawCell = { text };
    if (merge) {
      const columnSpan = Math.min(merge.columns, right - column + 1);
      if (columnSpan > 1) cell.columnSpan = columnSpan;
      active.anchor(merge, cell);
    }
    cells.push(cell);
    sources.push(key(row.index, column));
  };
  for (const { column, text } of row.cells) {
    if (column < next) continue;
    if (left !== undefined) for (; next < column; next++) emit(next, '');
    emit(column, text);
    next = column + 1;
  }
  active.close();
  return { cells, sources };
}

function remarksOf(sheet: Sheet, page: number, places: ReadonlyMap<number, Place>): RawRemark[] {
  const comments = sheet.comments.map(({ row, column, text, author, date }): RawRemark => {
    const place = places.get(key(row, column));
    const at = place && {
      block: place.block,
      ...(place.row >= 0 && { row: place.row, cell: place.cell }),
      start: 0,
      end: place.length,
    };
    return { kind: 'comment', text, author, date, page, at };
  });
  const headers = sheet.headers.map((text): RawRemark => ({ kind: 'header', text, page }));
  const footers = sheet.footers.map((text): RawRemark => ({ kind: 'footer', text, page }));
  return [...headers, ...comments, ...footers];
}

/** Ranges of rows and columns that a message lists at most. */
const MAX_LISTED = 300;

function addWarnings(sheet: Sheet, page: number, warnings: WarningList): void {
  if (sheet.hidden) warnings.add('hidden_page', { page });
  const rows = sheet.rows.filter(({ hidden, cells }) => hidden && cells.some(({ text }) => text.trim() !== ''));
  const used = new Set(sheet.rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const columns = [...used].filter((column) =>
    sheet.hiddenColumns.some(([first, last]) => first <= column && column <= last),
  );
  const parts = [
    rows.length > 0 && `rows ${pageRanges(rows.slice(0, MAX_LISTED).map(({ index }) => index + 1))}`,
    columns.length > 0 &&
      `columns ${columns
        .sort((one, other) => one - other)
        .slice(0, MAX_LISTED)
        .map((column) => toLetters(column + 1))
        .join(', ')}`,
  ].filter((part) => part !== false);
  if (parts.length > 0) warnings.add('hidden_cells', { page, detail: parts.join('; ') });
}
