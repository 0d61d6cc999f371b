import { type Bitmap, WHITE } from './bitmap.js';

/** The background is looked at in squares of so many pixels. */
const SQUARE = 64;

/** A background that is nearly white everywhere stays as it is. */
const NEARLY_WHITE = 232;

/** Share of a square's pixels that are darker than its background. */
const BACKGROUND_RANK = 0.8;

/** A background is no darker than this: in the middle of a picture there is none. */
const DARKEST = 90;

/** Dark text on white: pictures that are light on dark are inverted, uneven or grey backgrounds become white. */
export function evenOut(bitmap: Bitmap): Bitmap {
  const upright = isLightOnDark(bitmap) ? invert(bitmap) : bitmap;
  const grid = backgroundGrid(upright);
  return grid.shades.every((shade) => shade >= NEARLY_WHITE) ? upright : divideByBackground(upright, grid);
}

function isLightOnDark({ data }: Bitmap): boolean {
  return rank(histogram(data), 0.5) < 128 && rank(histogram(data), 0.25) < 110;
}

function invert({ width, height, data }: Bitmap): Bitmap {
  return { width, height, data: data.map((shade) => WHITE - shade) };
}

interface Grid {
  columns: number;
  rows: number;
  shades: number[];
}

function backgroundGrid({ width, height, data }: Bitmap): Grid {
  const columns = Math.ceil(width / SQUARE);
  const rows = Math.ceil(height / SQUARE);
  const shades: number[] = [];
  const counts = new Uint32Array(256);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      counts.fill(0);
      const right = Math.min(width, (column + 1) * SQUARE);
      for (let y = row * SQUARE; y < Math.min(height, (row + 1) * SQUARE); y += 1) {
        for (let x = column * SQUARE; x < right; x += 1) counts[data[y * width + x]!]! += 1;
      }
      shades.push(Math.max(DARKEST, rank(counts, BACKGROUND_RANK)));
    }
  }
  return { columns, rows, shades };
}

/** The background between the middles of the squares is interpolated, so that no edge appears. */
function divideByBackground({ width, height, data }: Bitmap, { columns, rows, shades }: Grid): Bitmap {
  const result = new Uint8Array(data.length);
  const line = new Float64Array(columns);
  for (let y = 0; y < height; y += 1) {
    const [above, below, down] = between(y, rows);
    for (let column = 0; column < columns; column += 1) {
      line[column] = shades[above * columns + column]! * (1 - down) + shades[below * columns + column]! * down;
    }
    for (let x = 0; x < width; x += 1) {
      const [left, right, along] = between(x, columns);
      const background = line[left]! * (1 - along) + line[right]! * along;
      result[y * width + x] = Math.min(WHITE, Math.round((data[y * width + x]! * WHITE) / background));
    }
  }
  return { width, height, data: result };
}

/** The two squares whose middles a pixel lies between, and how far it is from the first to the second. */
function between(pixel: number, squares: number): [number, number, number] {
  const at = Math.min(Math.max((pixel + 0.5) / SQUARE - 0.5, 0), squares - 1);
  const first = Math.floor(at);
  return [first, Math.min(first + 1, squares - 1), at - first];
}

/**
 * The shade that parts ink from paper best (Otsu's method): ink is darker. Pictures of one shade have no ink.
 */
export function inkThreshold({ data }: Bitmap): number {
  const counts = histogram(data);
  const total = data.length;
  let sum = 0;
  for (const [shade, count] of counts.entries()) sum += shade * count;
  let dark = 0;
  let darkSum = 0;
  let best = 0;
  let threshold = 0;
  for (let shade = 0; shade < WHITE; shade += 1) {
    dark += counts[shade]!;
    darkSum += shade * counts[shade]!;
    if (dark === 0 || dark === total) continue;
    const difference = darkSum / dark - (sum - darkSum) / (total - dark);
    const variance = dark * (total - dark) * difference * difference;
    if (variance > best) {
      best = variance;
      threshold = shade + 1;
    }
  }
  return threshold;
}

function histogram(data: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const shade of data) counts[shade]! += 1;
  return counts;
}

/** The shade that a share of the pixels is no lighter than. */
function rank(counts: Uint32Array, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [shade, count] of counts.entries()) {
    seen += count;
    if (seen >= total * share && seen > 0) return shade;
  }
  return WHITE;
}
