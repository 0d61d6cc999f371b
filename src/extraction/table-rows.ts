/** Stands between two cells of a table row. */
const CELL_SEPARATOR = ' | ';

/** A list number or bullet that a layout table holds in a cell of its own: `1.`, `(a)`, `3.2.1`, `iv)`, `제3조`, `①`, `•`. */
const LONE_MARKER =
  /^(\(?[0-9]{1,3}(\.[0-9]{1,3})*[.)]?|\(?[a-z]{1,4}[.)]|\(?[가-힣][.)]|제\s?[0-9]{1,4}\s?[조항호]|[①-⑳]|[•·▪◦●■□☐☑☒*-])$/i;

/**
 * A table row as text: its cells separated by ` | `, trailing empty ones dropped. A row that only sets a number or bullet
 * beside one text (as layout tables do) is that text with its number in front.
 */
export function joinCells(cells: readonly string[]): string {
  const trimmed = cells.map((cell) => cell.trim());
  while (trimmed.at(-1) === '') trimmed.pop();
  const filled = trimmed.filter((cell) => cell !== '');
  const [first = '', second = ''] = filled;
  if (filled.length === 2 && LONE_MARKER.test(first)) return `${first} ${second}`;
  return filled.length === 1 ? first : trimmed.join(CELL_SEPARATOR);
}
