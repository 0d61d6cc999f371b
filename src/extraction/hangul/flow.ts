import type { RawRemark } from '../extraction.js';
import { joinCells } from '../table-rows.js';

/** A remark at its place in the text of a paragraph, `[start, end)`. */
export interface Anchor {
  remark: Omit<RawRemark, 'at' | 'page'>;
  start: number;
  end: number;
}

/** A paragraph or a part of one, as it is shown: with its number. */
export interface TextFlow {
  kind: 'text';
  text: string;
  /** Page of the document it begins on, from 0; only where it stands in the body. */
  page?: number;
  anchors: Anchor[];
  /** Footnotes that hang on it, with their marks. */
  notes: string[];
}

export interface TableFlow {
  kind: 'table';
  rows: FlowRow[];
  page?: number;
}

export interface FlowRow {
  cells: FlowCell[];
  /** Pages between the beginning of the table and this row. */
  pagesOn: number;
}

export interface FlowCell {
  blocks: FlowBlock[];
  columnSpan: number;
  rowSpan: number;
}

/** What a list of paragraphs holds: the body, a cell, a note, a text box. */
export type FlowBlock = TextFlow | TableFlow;

/** A cell with its place in the grid of its table, from 0. */
export interface PlacedCell extends FlowCell {
  row: number;
  column: number;
}

/** The most rows of a table: what a cell claims of its place beyond this is not believed. */
const MAX_ROWS = 100_000;

/** The rows of a table, of cells in any order. Rows that no cell begins in are left out. */
export function tableOf(cells: readonly PlacedCell[], pagesOn: (row: number) => number = () => 0): TableFlow {
  const rows = new Map<number, PlacedCell[]>();
  for (const cell of cells) {
    const row = Math.min(cell.row, MAX_ROWS);
    const list = rows.get(row);
    if (list) list.push(cell);
    else rows.set(row, [cell]);
  }
  const ordered = [...rows].sort(([left], [right]) => left - right);
  return {
    kind: 'table',
    rows: ordered.map(([row, list]) => ({
      cells: list
        .sort((left, right) => left.column - right.column)
        .map(({ blocks, columnSpan, rowSpan }) => ({ blocks, columnSpan, rowSpan })),
      pagesOn: pagesOn(row),
    })),
  };
}

/** The text of blocks as one string, a line a paragraph or row; for places that have no structure. */
export function plainText(blocks: readonly FlowBlock[]): string {
  const lines: string[] = [];
  for (const block of blocks) {
    if (block.kind === 'text') lines.push(block.text.trim());
    else
      for (const { cells } of block.rows)
        lines.push(joinCells(cells.map(({ blocks: inner }) => plainText(inner).replace(/\s+/g, ' '))));
  }
  return lines.filter((line) => line !== '').join('\n');
}

/** Footnotes that hang anywhere in the blocks. */
export function notesOf(blocks: readonly FlowBlock[]): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'text'
      ? block.notes
      : block.rows.flatMap(({ cells }) => cells.flatMap(({ blocks: inner }) => notesOf(inner))),
  );
}

/** Remarks that hang anywhere in the blocks. */
export function anchorsOf(blocks: readonly FlowBlock[]): Anchor[] {
  return blocks.flatMap((block) =>
    block.kind === 'text'
      ? block.anchors
      : block.rows.flatMap(({ cells }) => cells.flatMap(({ blocks: inner }) => anchorsOf(inner))),
  );
}
