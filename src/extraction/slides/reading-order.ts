import type { Box } from './shapes.js';

interface Placed<T> {
  item: T;
  box: Box;
}

/** Text frames are taller than their text: boxes may reach into each other by this share of the smaller one. */
const OVERLAP = 0.25;

/** More shapes than this are sorted by their places alone, which costs less than looking for columns. */
const MAX_CUT = 400;
const MAX_DEPTH = 60;

/**
 * Things in the order they are read: top to bottom where a gap goes across, else left to right where one goes down, else by
 * their top edges. What has no place comes last, in the order given.
 */
export function readingOrder<T>(items: readonly T[], boxOf: (item: T) => Box | undefined): T[] {
  const placed: Placed<T>[] = [];
  const others: T[] = [];
  for (const item of items) {
    const box = boxOf(item);
    if (box) placed.push({ item, box });
    else others.push(item);
  }
  const sorted = placed.length > MAX_CUT ? byPlace(placed) : cut(placed, 0);
  return [...sorted.map(({ item }) => item), ...others];
}

function cut<T>(placed: readonly Placed<T>[], depth: number): Placed<T>[] {
  if (placed.length < 2 || depth > MAX_DEPTH) return byPlace(placed);
  const rows = bands(placed, ({ y, height }) => [y, y + height]);
  if (rows.length > 1) return rows.flatMap((row) => cut(row, depth + 1));
  const columns = bands(placed, ({ x, width }) => [x, x + width]);
  return columns.length > 1 ? columns.flatMap((column) => cut(column, depth + 1)) : byPlace(placed);
}

/** Splits things wherever a line can be drawn between them. */
function bands<T>(placed: readonly Placed<T>[], extent: (box: Box) => [number, number]): Placed<T>[][] {
  const sorted = placed.toSorted((one, other) => extent(one.box)[0] - extent(other.box)[0]);
  const result: Placed<T>[][] = [];
  let reach = -Infinity;
  let lastSize = 0;
  for (const entry of sorted) {
    const [start, end] = extent(entry.box);
    const band = result.at(-1);
    const allowed = Math.min(lastSize, end - start) * OVERLAP;
    if (band && start < reach - allowed) band.push(entry);
    else result.push([entry]);
    if (end > reach) {
      reach = end;
      lastSize = end - start;
    }
  }
  return result;
}

function byPlace<T>(placed: readonly Placed<T>[]): Placed<T>[] {
  return placed.toSorted((one, other) => one.box.y - other.box.y || one.box.x - other.box.x);
}
