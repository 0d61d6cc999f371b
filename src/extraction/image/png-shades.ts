/** How the pixels of a PNG are to be understood. */
export interface PngPixels {
  bitDepth: number;
  colourType: number;
  /** Three bytes a colour. */
  palette?: Uint8Array | undefined;
  /** Of a palette: the alpha of its first colours. */
  transparency?: Uint8Array | undefined;
}

const RGB = 2;
const PALETTE = 3;
const GREY_ALPHA = 4;
const RGB_ALPHA = 6;

const OPAQUE = 255;

/** Gives the shades of a row of pixels, laid over white. */
export function shadeRow(
  { bitDepth, colourType, palette = new Uint8Array(), transparency = new Uint8Array() }: PngPixels,
  line: Uint8Array,
  columns: number,
  put: (column: number, shade: number) => void,
): void {
  // Of 16 bits the first eight are enough.
  const size = bitDepth === 16 ? 2 : 1;
  for (let column = 0; column < columns; column += 1) {
    if (colourType === RGB) {
      const at = column * 3 * size;
      put(column, luminance(line[at]!, line[at + size]!, line[at + 2 * size]!));
    } else if (colourType === RGB_ALPHA) {
      const at = column * 4 * size;
      put(column, over(luminance(line[at]!, line[at + size]!, line[at + 2 * size]!), line[at + 3 * size]!));
    } else if (colourType === GREY_ALPHA) {
      put(column, over(line[column * 2 * size]!, line[column * 2 * size + size]!));
    } else if (colourType === PALETTE) {
      const index = sample(line, column, bitDepth);
      const at = index * 3;
      const shade = luminance(palette[at] ?? 0, palette[at + 1] ?? 0, palette[at + 2] ?? 0);
      put(column, over(shade, transparency[index] ?? OPAQUE));
    } else if (bitDepth >= 8) put(column, line[column * size]!);
    else put(column, (sample(line, column, bitDepth) * OPAQUE) / (2 ** bitDepth - 1));
  }
}

/** A value of eight bits or fewer, packed from the left. */
function sample(line: Uint8Array, column: number, bits: number): number {
  const bit = column * bits;
  return (line[bit >> 3]! >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
}

function luminance(red: number, green: number, blue: number): number {
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}

function over(shade: number, alpha: number): number {
  return Math.round((shade * alpha + OPAQUE * (OPAQUE - alpha)) / OPAQUE);
}
