/** A picture in shades of grey: one byte a pixel, 0 black to 255 white, row by row from the top, without padding. */
export interface Bitmap {
  width: number;
  height: number;
  data: Uint8Array;
}

/** A rectangle of pixels; `right` and `bottom` lie outside. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The box around boxes, of which there is at least one; they may be very many. */
export function boxAround(boxes: readonly Box[]): Box {
  const [first, ...others] = boxes;
  if (!first) throw new Error('There is no box around nothing');
  const around = { left: first.left, top: first.top, right: first.right, bottom: first.bottom };
  for (const { left, top, right, bottom } of others) {
    if (left < around.left) around.left = left;
    if (top < around.top) around.top = top;
    if (right > around.right) around.right = right;
    if (bottom > around.bottom) around.bottom = bottom;
  }
  return around;
}

export const WHITE = 255;

/** A clockwise turn, in degrees. */
export type Turn = 0 | 90 | 180 | 270;

/** The picture turned clockwise. */
export function turn(bitmap: Bitmap, degrees: Turn): Bitmap {
  const { width, height, data } = bitmap;
  if (degrees === 0) return bitmap;
  if (degrees === 180) return { width, height, data: data.slice().reverse() };
  const turned = new Uint8Array(data.length);
  // Where the pixel at the left of the first row goes, and the steps along a row and from row to row.
  const [start, step, next] = degrees === 90 ? [height - 1, height, -1] : [(width - 1) * height, -height, 1];
  for (let y = 0, from = 0; y < height; y += 1) {
    for (let x = 0, to = start + y * next; x < width; x += 1, to += step) turned[to] = data[from++]!;
  }
  return { width: height, height: width, data: turned };
}

/** A part of the picture; what lies outside of it is left out. It is at least one pixel large. */
export function crop(bitmap: Bitmap, box: Box): Bitmap {
  const left = clamp(Math.floor(box.left), 0, bitmap.width - 1);
  const top = clamp(Math.floor(box.top), 0, bitmap.height - 1);
  const width = clamp(Math.ceil(box.right), left + 1, bitmap.width) - left;
  const height = clamp(Math.ceil(box.bottom), top + 1, bitmap.height) - top;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (top + y) * bitmap.width + left;
    data.set(bitmap.data.subarray(from, from + width), y * width);
  }
  return { width, height, data };
}

/** The picture with a white margin around it. */
export function pad(bitmap: Bitmap, margin: number): Bitmap {
  const width = bitmap.width + 2 * margin;
  const height = bitmap.height + 2 * margin;
  const data = new Uint8Array(width * height).fill(WHITE);
  for (let y = 0; y < bitmap.height; y += 1) {
    const from = y * bitmap.width;
    data.set(bitmap.data.subarray(from, from + bitmap.width), (y + margin) * width + margin);
  }
  return { width, height, data };
}

/** The picture larger or smaller by `factor`: means of what a pixel covers when smaller, interpolated when larger. */
export function scale(bitmap: Bitmap, factor: number): Bitmap {
  const width = Math.max(1, Math.round(bitmap.width * factor));
  const height = Math.max(1, Math.round(bitmap.height * factor));
  return factor < 1 ? shrink(bitmap, width, height) : enlarge(bitmap, width, height);
}

function shrink(bitmap: Bitmap, width: number, height: number): Bitmap {
  const data = new Uint8Array(width * height);
  const columns = Array.from({ length: width + 1 }, (_, x) => Math.floor((x * bitmap.width) / width));
  for (let y = 0; y < height; y += 1) {
    const top = Math.floor((y * bitmap.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * bitmap.height) / height));
    for (let x = 0; x < width; x += 1) {
      const left = columns[x]!;
      const right = Math.max(left + 1, columns[x + 1]!);
      let sum = 0;
      for (let row = top; row < bottom; row += 1) {
        const base = row * bitmap.width;
        for (let column = left; column < right; column += 1) sum += bitmap.data[base + column]!;
      }
      data[y * width + x] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return { width, height, data };
}

function enlarge(bitmap: Bitmap, width: number, height: number): Bitmap {
  const data = new Uint8Array(width * height);
  const across = bitmap.width / width;
  const down = bitmap.height / height;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data[y * width + x] = sample(bitmap, (x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5);
    }
  }
  return { width, height, data };
}

/**
 * The picture turned clockwise by a few degrees about its middle, at the same size; white comes in at the corners.
 *
 * @param degrees negative ones turn the other way.
 */
export function rotate(bitmap: Bitmap, degrees: number): Bitmap {
  const { width, height } = bitmap;
  const data = new Uint8Array(width * height).fill(WHITE);
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromX = middleX + (x - middleX) * cos + (y - middleY) * sin;
      const fromY = middleY - (x - middleX) * sin + (y - middleY) * cos;
      if (fromX >= 0 && fromY >= 0 && fromX <= width - 1 && fromY <= height - 1) {
        data[y * width + x] = sample(bitmap, fromX, fromY);
      }
    }
  }
  return { width, height, data };
}

/** The shade between four pixels; at the edge, that of the nearest ones. */
function sample({ width, height, data }: Bitmap, x: number, y: number): number {
  const left = clamp(Math.floor(x), 0, width - 1);
  const top = clamp(Math.floor(y), 0, height - 1);
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const along = clamp(x - left, 0, 1);
  const down = clamp(y - top, 0, 1);
  const above = data[top * width + left]! * (1 - along) + data[top * width + right]! * along;
  const below = data[bottom * width + left]! * (1 - along) + data[bottom * width + right]! * along;
  return Math.round(above * (1 - down) + below * down);
}

/** The picture as a PGM file, which every image library reads. */
export function toPgm({ width, height, data }: Bitmap): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n${WHITE}\n`);
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
