import { AppError } from '../../common/errors/app-error.js';
import type { RawBlock } from '../extraction.js';

/** A filled cell. Columns and rows count from 0 everywhere. */
export interface Cell {
  column: number;
  text: string;
}

export interface Row {
  index: number;
  cells: Cell[];
  hidden: boolean;
}

/** A range of cells shown as one: the one at its top left. */
export interface Merge {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

/** A comment (note) on a cell. */
export interface CellComment {
  row: number;
  column: number;
  text: string;
  author?: string;
  date?: string;
}

/** A sheet of a workbook as its reader found it: filled cells only, however far apart they lie. */
export interface Sheet {
  name: string;
  hidden: boolean;
  rows: Row[];
  merges: Merge[];
  /** First and last of each range of hidden columns. */
  hiddenColumns: (readonly [number, number])[];
  comments: CellComment[];
  /** Text boxes and charts, which lie over the cells. */
  drawings: RawBlock[];
  headers: string[];
  footers: string[];
}

export function emptySheet(name: string, hidden: boolean): Sheet {
  return {
    name,
    hidden,
    rows: [],
    merges: [],
    hiddenColumns: [],
    comments: [],
    drawings: [],
    headers: [],
    footers: [],
  };
}

/** What a cell takes, from reading it to its range in the text, in bytes. */
const BYTES_PER_CELL = 1024;

/** Copies of a text that there are at one time, at two bytes a character. */
const BYTES_PER_CHARACTER = 16;

const MIB = 1024 * 1024;

/** Counts the cells and characters of a workbook, so that it is refused before it takes more memory than granted. */
export class CellBudget {
  #cells: number;
  #characters: number;

  constructor(private readonly memoryMb: number) {
    this.#cells = Math.floor((memoryMb * MIB) / BYTES_PER_CELL);
    this.#characters = Math.floor((memoryMb * MIB) / BYTES_PER_CHARACTER);
  }

  /** @throws AppError `extract.memory` when there are more than fit. */
  take(characters: number): void {
    this.#cells -= 1;
    this.characters(characters);
    if (this.#cells < 0) throw this.#exceeded();
  }

  /** Characters that are kept but are no cell of their own (shared strings). */
  characters(count: number): void {
    this.#characters -= count;
    if (this.#characters < 0) throw this.#exceeded();
  }

  #exceeded(): AppError {
    return new AppError(
      'extract.memory',
      `The sheets hold more cells or text than fit into the ${this.memoryMb} MiB that reading them is granted`,
    );
  }
}

/** Columns that a sheet can have (Excel; LibreOffice has as many). What lies beyond is not shown by any program. */
export const MAX_COLUMNS = 16_384;
export const MAX_ROWS = 1_048_576;

/** The cell that `B3` names; undefined for anything else. */
export function parseReference(reference: string): { row: number; column: number } | undefined {
  const match = /^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$/.exec(reference);
  if (!match) return undefined;
  let column = 0;
  for (const letter of (match[1] ?? '').toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(match[2]);
  return row >= 1 && row <= MAX_ROWS && column <= MAX_COLUMNS ? { row: row - 1, column: column - 1 } : undefined;
}

/** The range that `A1:C3` or `B3` names. */
export function parseRange(range: string): Merge | undefined {
  const [first = '', last = first] = range.split(':');
  const from = parseReference(first);
  const to = parseReference(last);
  if (!from || !to) return undefined;
  const row = Math.min(from.row, to.row);
  const column = Math.min(from.column, to.column);
  return { row, column, rows: Math.abs(to.row - from.row) + 1, columns: Math.abs(to.column - from.column) + 1 };
}
