import type { Span } from '../contracts/types.js';

/** Stands between two cells of a table row. */
const CELL_SEPARATOR = ' | ';

/** A list number or bullet that a layout table holds in a cell of its own: `1.`, `(a)`, `3.2.1`, `iv)`, `제3조`, `①`, `•`. */
const LONE_MARKER =
  /^(\(?[0-9]{1,3}(\.[0-9]{1,3})*[.)]?|\(?[a-z]{1,4}[.)]|\(?[가-힣][.)]|제\s?[0-9]{1,4}\s?[조항호]|[①-⑳]|[•·▪◦●■□☐☑☒*-])$/i;

/**
 * A table row as text: its cells separated by ` | `, trailing empty ones dropped. A row that only sets a number or bullet
 * beside one text (as layout tables do; a number beside a number is data) is that text with its number in front.
 */
export function joinCells(cells: readonly string[]): string {
  return layRow(cells).line;
}

/** The text of a row, and where in it each of the cells stands; a cell that was dropped is an empty range. */
export function layRow(cells: readonly string[]): { line: string; ranges: Span[] } {
  const trimmed = cells.map((cell) => cell.trim());
  const filled = trimmed.filter((cell) => cell !== '');
  const [first = '', second = ''] = filled;
  const last = trimmed.findLastIndex((cell) => cell !== '');
  const separator = filled.length === 2 && LONE_MARKER.test(first) && /\p{L}/u.test(second) ? ' ' : CELL_SEPARATOR;
  const sparse = filled.length === 1 || separator === ' ';
  let line = '';
  let begun = false;
  const ranges = trimmed.map((cell, index) => {
    const written = sparse ? cell !== '' : index <= last;
    if (written && begun) line += separator;
    begun ||= written;
    const start = line.length;
    line += cell;
    return { start, end: line.length };
  });
  return { line, ranges };
}
