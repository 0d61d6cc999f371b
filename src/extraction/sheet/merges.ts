import type { RawCell } from '../extraction.js';
import type { Merge } from './sheet.js';

/** A merge that holds for the row at hand, with the cell it is shown as once that is laid out. */
interface ActiveMerge extends Merge {
  cell?: RawCell;
}

/** What holds for one row. */
export interface RowMerges {
  /** The merge that a column lies in. */
  find(column: number): Merge | undefined;
  /** The cell that the merge is shown as. */
  anchor(merge: Merge, cell: RawCell): void;
  /** The row is laid out: cells that reach down to it from above take one row more. */
  close(): void;
}

/** The merged ranges of a sheet, asked for row by row from the top. Of ranges that overlap the first counts. */
export class MergeIndex {
  readonly #waiting: Merge[];
  #next = 0;
  /** Ranges that reach the row at hand, by column; they do not overlap. */
  #active: ActiveMerge[] = [];
  /** The last rows that ranges beginning up to a row reach, in the order of `#waiting`. */
  readonly #reach: number[] = [];

  constructor(merges: readonly Merge[]) {
    this.#waiting = merges
      .filter(({ rows, columns }) => rows > 1 || columns > 1)
      .sort((one, other) => one.row - other.row || one.column - other.column);
    let reach = -1;
    for (const { row, rows } of this.#waiting) this.#reach.push((reach = Math.max(reach, row + rows - 1)));
  }

  /** Whether a range begins at or above the row `from` and reaches the row `to`. */
  spans(from: number, to: number): boolean {
    const count = this.#countUpTo(from);
    return count > 0 && (this.#reach[count - 1] ?? -1) >= to;
  }

  /** The ranges that begin in these rows. */
  within(first: number, last: number): Merge[] {
    return this.#waiting.slice(this.#countUpTo(first - 1), this.#countUpTo(last));
  }

  /** How many ranges begin at or above a row. */
  #countUpTo(row: number): number {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiting[middle]?.row ?? Infinity) <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param row not above the one asked for before. */
  at(row: number): RowMerges {
    if (this.#active.some((merge) => merge.row + merge.rows <= row)) {
      this.#active = this.#active.filter((merge) => merge.row + merge.rows > row);
    }
    for (let merge = this.#waiting[this.#next]; merge && merge.row <= row; merge = this.#waiting[++this.#next]) {
      if (merge.row + merge.rows > row) this.#activate(merge);
    }
    const find = (column: number): ActiveMerge | undefined => {
      const merge = this.#active[this.#positionOf(column) - 1];
      return merge && column < merge.column + merge.columns ? merge : undefined;
    };
    return {
      find,
      anchor: (merge, cell) => {
        const active = find(merge.column);
        if (active) active.cell = cell;
      },
      close: () => {
        for (const merge of this.#active) {
          if (merge.cell && merge.row < row) merge.cell.rowSpan = (merge.cell.rowSpan ?? 1) + 1;
        }
      },
    };
  }

  #activate(merge: Merge): void {
    const position = this.#positionOf(merge.column);
    const before = this.#active[position - 1];
    const after = this.#active[position];
    if (before && before.column + before.columns > merge.column) return;
    if (after && merge.column + merge.columns > after.column) return;
    this.#active.splice(position, 0, { ...merge });
  }

  /** How many active ranges begin at or before a column. */
  #positionOf(column: number): number {
    let low = 0;
    let high = this.#active.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#active[middle]?.column ?? Infinity) <= column) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
