import { byColumns, mayRunAcross } from './columns.js';
import { type Line, type PlacedText, toLines } from './lines.js';

/** The lines of a page, column by column where it is set in columns. */
export function linesOf(pieces: readonly PlacedText[]): Line[] {
  const asGiven = toLines(pieces);
  return mayRunAcross(asGiven) ? toLines(byColumns(pieces)) : asGiven;
}
