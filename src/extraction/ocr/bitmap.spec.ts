import { describe, expect, it } from '@jest/globals';
import { type Bitmap, boxAround, crop, pad, rotate, scale, turn } from './bitmap.js';

/** Each digit a shade. */
function picture(...rows: string[]): Bitmap {
  return { width: rows[0]!.length, height: rows.length, data: Uint8Array.from(rows.join(''), Number) };
}

function rowsOf({ width, data }: Bitmap): string[] {
  return Array.from({ length: data.length / width }, (_, row) => data.slice(row * width, (row + 1) * width).join(''));
}

describe(turn.name, () => {
  it('turns clockwise', () => {
    const original = picture('123', '456');
    expect(rowsOf(turn(original, 90))).toEqual(['41', '52', '63']);
    expect(rowsOf(turn(original, 180))).toEqual(['654', '321']);
    expect(rowsOf(turn(original, 270))).toEqual(['36', '25', '14']);
    expect(turn(original, 0)).toEqual(original);
  });
});

describe(crop.name, () => {
  it('keeps to the picture, and leaves something', () => {
    const original = picture('123', '456');
    expect(rowsOf(crop(original, { left: 1, top: 0, right: 3, bottom: 1 }))).toEqual(['23']);
    expect(rowsOf(crop(original, { left: -5, top: 1, right: 99, bottom: 99 }))).toEqual(['456']);
    expect(rowsOf(crop(original, { left: 7, top: 7, right: 7, bottom: 7 }))).toEqual(['6']);
  });
});

describe(pad.name, () => {
  it('puts white around', () => {
    expect(Array.from(pad(picture('1'), 1).data)).toEqual([255, 255, 255, 255, 1, 255, 255, 255, 255]);
  });
});

describe(scale.name, () => {
  it('takes the mean of what a pixel covers', () => {
    expect(rowsOf(scale(picture('1133', '3355'), 0.5))).toEqual(['24']);
  });

  it('keeps the shades of what it enlarges', () => {
    const large = scale(picture('19', '91'), 4);
    expect([large.width, large.height]).toEqual([8, 8]);
    expect([large.data[0], large.data[7], large.data[63]]).toEqual([1, 9, 1]);
  });
});

describe(rotate.name, () => {
  it('turns about the middle, clockwise, and fills in white', () => {
    const data = new Uint8Array(101 * 101).fill(255);
    data.fill(0, 50 * 101, 51 * 101);
    const turned = rotate({ width: 101, height: 101, data }, 10);
    const darkestOf = (column: number) => {
      const shades = Array.from({ length: 101 }, (_, row) => turned.data[row * 101 + column]!);
      return shades.indexOf(Math.min(...shades));
    };
    expect(darkestOf(50)).toBe(50);
    // The right end of the level line went down by 40 times the tangent of ten degrees.
    expect(darkestOf(90)).toBe(57);
    expect(darkestOf(10)).toBe(43);
    expect(turned.data[0]).toBe(255);
  });
});

describe(boxAround.name, () => {
  it('bears more boxes than a call has arguments', () => {
    const boxes = Array.from({ length: 300_000 }, (_, at) => ({ left: at, top: 1, right: at + 2, bottom: 3 }));
    expect(boxAround(boxes)).toEqual({ left: 0, top: 1, right: 300_001, bottom: 3 });
  });
});
