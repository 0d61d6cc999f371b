import type { Line, PlacedText } from './lines.js';

/** Fewer rows than this beside one another are no columns that anyone could tell from a table. */
const LEAST_ROWS = 8;

/** A gap of so many font heights or more may be a gutter. */
const GUTTER = 0.8;

/** Pieces whose baselines are closer than this share of the font height stand in one row. */
const SAME_ROW = 0.5;

/** In running text a line has so many characters on average, and this share of the lines begins in the middle of a sentence. */
const LEAST_CHARACTERS = 18;
const GOES_ON_SHARE = 0.3;

/** Where letters have no case, lines of running text fill this share of the width of their column. */
const FILLED = 0.8;
const FILLED_SHARE = 0.7;

/** The file runs across a gutter when it goes from one side to the other in this share of the rows. */
const ACROSS_SHARE = 0.6;

/** Columns beside columns. */
const MAX_DEPTH = 3;

/** Whether so much stands side by side that it is worth looking for columns. */
export function mayRunAcross(lines: readonly Line[]): boolean {
  let rows = 0;
  for (const [index, { text, down, height, left, right }] of lines.entries()) {
    const next = lines[index + 1];
    const beside = next && Math.abs(next.down - down) < SAME_ROW * height && (next.left > right || next.right < left);
    if (beside || (text.includes('\t') && text.length > 2 * LEAST_CHARACTERS)) rows += 1;
  }
  return rows >= LEAST_ROWS;
}

/**
 * Puts the pieces of running text that the file gives row by row across its columns into the order of reading: column by
 * column, between what goes over all of them. Everything else stays in the order of the file: columns that are one after the other,
 * tables, whose cells are short or begin anew in each row, and text that is turned or runs from right to left.
 */
export function byColumns(pieces: readonly PlacedText[]): readonly PlacedText[] {
  if (pieces.some(({ text, angle, rightToLeft }) => text.trim() !== '' && (angle !== 0 || rightToLeft))) return pieces;
  return arrange(withBlanks(pieces), 0).flatMap(({ pieces: all }) => all);
}

/** A piece with the blanks behind it. */
interface Unit {
  pieces: PlacedText[];
  /** Its place in the file. */
  rank: number;
  text: string;
  left: number;
  right: number;
  down: number;
  height: number;
}

function withBlanks(pieces: readonly PlacedText[]): Unit[] {
  const units: Unit[] = [];
  for (const piece of pieces) {
    const last = units.at(-1);
    if (last && piece.text.trim() === '') {
      last.pieces.push(piece);
      continue;
    }
    const { text, along, width, down, height } = piece;
    units.push({ pieces: [piece], rank: units.length, text, left: along, right: along + width, down, height });
  }
  return units;
}

/** What stands on one baseline, from left to right, and where it is parted by wide gaps. */
interface Row {
  units: Unit[];
  segments: Segment[];
}

interface Segment {
  text: string;
  left: number;
  right: number;
  rank: number;
}

function arrange(units: Unit[], depth: number): Unit[] {
  if (depth >= MAX_DEPTH) return units;
  const rows = rowsOf(units);
  const gutter = gutterOf(rows);
  if (gutter === undefined) return units;
  const bands = bandsOf(rows, gutter);
  if (!bands.some(({ beside }) => beside)) return units;
  return bands.flatMap(({ rows: own, beside }) => {
    const all = own.flatMap((row) => row.units).sort((a, b) => a.rank - b.rank);
    if (!beside) return all;
    return [all.filter(({ left }) => left < gutter), all.filter(({ left }) => left >= gutter)].flatMap((side) =>
      arrange(downwards(side), depth + 1),
    );
  });
}

/** In a column that was read across, each row is whole in the file, but the rows need not be in order. */
function downwards(units: readonly Unit[]): Unit[] {
  return rowsOf(units).flatMap((row) => row.units.sort((a, b) => a.rank - b.rank));
}

function rowsOf(units: readonly Unit[]): Row[] {
  const rows: Row[] = [];
  for (const unit of [...units].sort((a, b) => a.down - b.down)) {
    const last = rows.at(-1);
    const first = last?.units[0];
    if (last && first && unit.down - first.down < SAME_ROW * Math.max(first.height, unit.height)) last.units.push(unit);
    else rows.push({ units: [unit], segments: [] });
  }
  for (const row of rows) row.segments = segmentsOf(row.units);
  return rows;
}

function segmentsOf(units: Unit[]): Segment[] {
  const segments: Segment[] = [];
  for (const { text, left, right, height, rank } of units.sort((a, b) => a.left - b.left)) {
    const last = segments.at(-1);
    if (last && left - last.right < GUTTER * height) {
      last.text += text;
      last.right = Math.max(last.right, right);
      last.rank = Math.min(last.rank, rank);
    } else {
      segments.push({ text, left, right, rank });
    }
  }
  return segments;
}

/** The place that is in the gap of the most rows. */
function gutterOf(rows: readonly Row[]): number | undefined {
  const edges = rows.flatMap(({ segments }) =>
    segments.slice(1).flatMap(({ left }, index) => [
      { at: segments[index]!.right, step: 1 },
      { at: left, step: -1 },
    ]),
  );
  edges.sort((a, b) => a.at - b.at || a.step - b.step);
  let open = 0;
  let most = LEAST_ROWS - 1;
  let gutter: number | undefined;
  for (const [index, { at, step }] of edges.entries()) {
    open += step;
    if (open <= most) continue;
    most = open;
    gutter = (at + (edges[index + 1]?.at ?? at)) / 2;
  }
  return gutter;
}

interface Band {
  rows: Row[];
  /** Whether it is running text on both sides of the gutter, which the file gives across it. */
  beside: boolean;
}

/** The rows between those that go over the gutter. */
function bandsOf(rows: readonly Row[], gutter: number): Band[] {
  const bands: (Band & { crosses: boolean })[] = [];
  for (const row of rows) {
    const crosses = row.segments.some(({ left, right }) => left < gutter && right > gutter);
    const last = bands.at(-1);
    if (last?.crosses === crosses) last.rows.push(row);
    else bands.push({ rows: [row], crosses, beside: false });
  }
  for (const band of bands) band.beside = !band.crosses && runsAcross(band.rows, gutter);
  return bands;
}

function runsAcross(rows: readonly Row[], gutter: number): boolean {
  const left = rows.flatMap(({ segments }) => segments.filter((segment) => segment.left < gutter));
  const right = rows.flatMap(({ segments }) => segments.filter((segment) => segment.left >= gutter));
  const both = rows.filter(
    ({ segments }) => segments.some((segment) => segment.left < gutter) && segments.at(-1)!.left >= gutter,
  );
  if (both.length < LEAST_ROWS || !isRunning(left) || !isRunning(right)) return false;
  const sides = [...left.map(({ rank }) => ({ rank, side: 0 })), ...right.map(({ rank }) => ({ rank, side: 1 }))];
  sides.sort((a, b) => a.rank - b.rank);
  const across = sides.filter(({ side }, index) => side === 1 && sides[index - 1]?.side === 0).length;
  return across >= both.length * ACROSS_SHARE;
}

/** Whether segments one below the other are lines of running text. */
function isRunning(segments: readonly Segment[]): boolean {
  const characters = segments.reduce((sum, { text }) => sum + text.length, 0);
  if (characters < segments.length * LEAST_CHARACTERS) return false;
  const starts = segments.filter(({ text }) => /^\s*\p{Ll}/u.test(text)).length;
  if (starts >= segments.length * GOES_ON_SHARE) return true;
  if (!segments.some(({ text }) => /\p{Lo}/u.test(text))) return false;
  const width = Math.max(...segments.map((segment) => segment.right - segment.left));
  const filled = segments.filter((segment) => segment.right - segment.left >= width * FILLED).length;
  return filled >= segments.length * FILLED_SHARE;
}
