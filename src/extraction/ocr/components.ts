import type { Bitmap, Box } from './bitmap.js';

/** A connected patch of ink. */
export interface Component extends Box {
  /** Pixels of ink. */
  area: number;
}

/** The components of a picture. `labels` gives each pixel the index of its component plus one; 0 is paper. */
export interface Components {
  list: Component[];
  labels: Int32Array;
}

/** A picture with more patches than this is noise. */
const MOST = 400_000;

/** Finds the connected patches of ink (darker than `threshold`); pixels that touch at a corner are connected. */
export function findComponents({ width, height, data }: Bitmap, threshold: number): Components {
  const labels = new Int32Array(width * height);
  const parents: number[] = [0];
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = 0; x < width; x += 1) {
      if (data[row + x]! >= threshold) continue;
      const west = x > 0 ? labels[row + x - 1]! : 0;
      let label = west;
      if (y > 0) {
        const north = labels[row + x - width]!;
        const northWest = x > 0 ? labels[row + x - width - 1]! : 0;
        const northEast = x + 1 < width ? labels[row + x - width + 1]! : 0;
        label = north || northWest || label;
        // North touches both its neighbours; without it the pieces on either side meet here.
        if (north === 0) {
          if (northWest !== 0 && west !== 0) join(parents, northWest, west);
          if (northEast !== 0 && label !== 0) join(parents, label, northEast);
          label ||= northEast;
        } else if (west !== 0) join(parents, north, west);
      }
      if (label === 0) {
        if (parents.length > MOST) return { list: [], labels: new Int32Array(width * height) };
        label = parents.length;
        parents.push(label);
      }
      labels[row + x] = label;
    }
  }
  return measure(labels, parents, width);
}

function find(parents: number[], label: number): number {
  let root = label;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]!]!;
    root = parents[root]!;
  }
  return root;
}

function join(parents: number[], first: number, second: number): void {
  const a = find(parents, first);
  const b = find(parents, second);
  if (a < b) parents[b] = a;
  else parents[a] = b;
}

function measure(labels: Int32Array, parents: number[], width: number): Components {
  const list: Component[] = [];
  const numbers = new Int32Array(parents.length);
  for (let at = 0; at < labels.length; at += 1) {
    if (labels[at] === 0) continue;
    const root = find(parents, labels[at]!);
    const x = at % width;
    const y = (at - x) / width;
    if (numbers[root] === 0) {
      list.push({ left: x, right: x + 1, top: y, bottom: y + 1, area: 0 });
      numbers[root] = list.length;
    }
    const number = numbers[root]!;
    const component = list[number - 1]!;
    component.area += 1;
    if (x < component.left) component.left = x;
    if (x >= component.right) component.right = x + 1;
    if (y >= component.bottom) component.bottom = y + 1;
    labels[at] = number;
  }
  return { list, labels };
}

export function widthOf({ left, right }: Box): number {
  return right - left;
}

export function heightOf({ top, bottom }: Box): number {
  return bottom - top;
}
