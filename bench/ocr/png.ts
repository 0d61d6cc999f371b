import { makePng } from '../../test/support/pictures.js';
import type { Bitmap } from '../../src/extraction/ocr/bitmap.js';

/** A picture in shades of grey as a PNG file. */
export function toPng({ width, height, data }: Bitmap): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    rows.set(data.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return makePng({ width, height, bitDepth: 8, colourType: 0 }, rows);
}
