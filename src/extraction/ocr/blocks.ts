import { type Box, boxAround } from './bitmap.js';

/** A cell of the grid that a page is looked at in, in letter heights. */
const CELL = 0.5;

/** Columns are parted by at least so much white, stand so high, are so wide, and so full of lines, in letter heights. */
const GUTTER = 1.5;
const COLUMN_HEIGHT = 9;
const COLUMN_WIDTH = 12;
const COLUMN_FILL = 0.5;
const COLUMN_LINES = 0.35;

/** Parts within parts: what is deeper is read as it lies. */
const DEPTH = 6;

/** Where there is ink, by cells. `right` and `bottom` of areas lie outside. */
interface Grid {
  columns: number;
  rows: number;
  ink: Uint8Array;
  cell: number;
}

/**
 * Parts the letters of a page into blocks in reading order: columns of running text, one after the other, and what stands above and
 * below them. The cells of a table are no columns: they are too narrow or too empty, and are read row by row.
 *
 * @param letters boxes of letters or parts of letters.
 */
export function findBlocks(letters: readonly Box[], letterHeight: number): Box[] {
  if (letters.length === 0) return [];
  const grid = makeGrid(letters, letterHeight);
  const areas = split(grid, { left: 0, top: 0, right: grid.columns, bottom: grid.rows }, 0);
  const blocks = areas.map(({ left, right, top, bottom }) =>
    boundsOf(letters, {
      left: left * grid.cell,
      right: right * grid.cell,
      top: top * grid.cell,
      bottom: bottom * grid.cell,
    }),
  );
  return blocks.filter((block) => block !== undefined);
}

function makeGrid(letters: readonly Box[], letterHeight: number): Grid {
  const cell = Math.max(1, letterHeight * CELL);
  const { right, bottom } = boxAround(letters);
  const columns = Math.ceil(right / cell) + 1;
  const rows = Math.ceil(bottom / cell) + 1;
  const ink = new Uint8Array(columns * rows);
  for (const { left, right, top, bottom } of letters) {
    for (let row = Math.floor(top / cell); row * cell < bottom; row += 1) {
      ink.fill(1, row * columns + Math.floor(left / cell), row * columns + Math.ceil(right / cell));
    }
  }
  return { columns, rows, ink, cell };
}

function split(grid: Grid, area: Box, depth: number): Box[] {
  const gutter = depth < DEPTH ? findGutter(grid, area) : undefined;
  if (!gutter) return [area];
  const { left, right, top, bottom } = gutter;
  return [
    { ...area, bottom: top },
    { ...area, top, bottom, right: left },
    { ...area, top, bottom, left: right },
    { ...area, top: bottom },
  ]
    .filter((part) => part.bottom > part.top && part.right > part.left)
    .flatMap((part) => split(grid, part, depth + 1));
}

/** The highest strip of white that has columns on both its sides. */
function findGutter(grid: Grid, area: Box): Box | undefined {
  const strip = Math.ceil(GUTTER / CELL);
  let best: Box | undefined;
  for (let left = area.left; left + strip <= area.right; left += 1) {
    for (const run of whiteRuns(grid, area, left, left + strip)) {
      if (best && run.bottom - run.top <= best.bottom - best.top) continue;
      const sides = [
        { ...run, left: area.left, right: run.left },
        { ...run, left: run.right, right: area.right },
      ];
      if (sides.every((side) => isColumn(grid, side))) best = run;
    }
  }
  return best;
}

function whiteRuns(grid: Grid, area: Box, left: number, right: number): Box[] {
  const runs: Box[] = [];
  let top = area.top;
  for (let row = area.top; row <= area.bottom; row += 1) {
    if (row < area.bottom && !hasInk(grid, row, left, right)) continue;
    if ((row - top) * CELL >= COLUMN_HEIGHT) runs.push({ left, right, top, bottom: row });
    top = row + 1;
  }
  return runs;
}

function hasInk({ ink, columns }: Grid, row: number, left: number, right: number): boolean {
  for (let at = row * columns + left; at < row * columns + right; at += 1) if (ink[at] === 1) return true;
  return false;
}

function isColumn({ ink, columns }: Grid, area: Box): boolean {
  let first = area.right;
  let last = area.left;
  let rows = 0;
  let covered = 0;
  for (let row = area.top; row < area.bottom; row += 1) {
    const line = ink.subarray(row * columns + area.left, row * columns + area.right);
    const from = line.indexOf(1);
    if (from < 0) continue;
    const to = line.lastIndexOf(1) + 1;
    first = Math.min(first, area.left + from);
    last = Math.max(last, area.left + to);
    covered += to - from;
    rows += 1;
  }
  const width = last - first;
  const filled = covered / (rows * width);
  return width * CELL >= COLUMN_WIDTH && rows >= COLUMN_LINES * (area.bottom - area.top) && filled >= COLUMN_FILL;
}

/** The box around the letters whose middle lies in an area. */
function boundsOf(letters: readonly Box[], area: Box): Box | undefined {
  const inside = letters.filter((letter) => {
    const x = (letter.left + letter.right) / 2;
    const y = (letter.top + letter.bottom) / 2;
    return x >= area.left && x < area.right && y >= area.top && y < area.bottom;
  });
  return inside.length === 0 ? undefined : boxAround(inside);
}

/** The band of the page, from edge to edge, that has the most letters in `height` pixels; it cuts no line if it can. */
export function densestBand(letters: readonly Box[], height: number, bottom: number): { top: number; bottom: number } {
  const counts = new Float64Array(bottom + 1);
  for (const letter of letters) counts[Math.floor((letter.top + letter.bottom) / 2)]! += 1;
  let sum = 0;
  let best = { sum: 0, at: 0 };
  for (let row = 0; row <= bottom; row += 1) {
    sum += counts[row]! - (row >= height ? counts[row - Math.floor(height)]! : 0);
    if (sum > best.sum) best = { sum, at: row };
  }
  const covered = new Uint32Array(bottom + 2);
  for (const letter of letters) for (let row = letter.top; row < letter.bottom; row += 1) covered[row]! += 1;
  const top = clearRow(covered, best.at - height, -1, height * REACH);
  return { top: Math.max(0, top), bottom: Math.min(bottom, clearRow(covered, best.at, 1, height * REACH)) + 1 };
}

/** So far beyond its height a band may grow to end between two lines, as a share of the height. */
const REACH = 0.25;

/** The nearest row with the least ink, looking from a row in one direction. */
function clearRow(covered: Uint32Array, from: number, step: -1 | 1, reach: number): number {
  const start = Math.round(from);
  let best = start;
  for (let row = start; Math.abs(row - start) <= reach; row += step) {
    if ((covered[row] ?? 0) < (covered[best] ?? 0)) best = row;
  }
  return best;
}
