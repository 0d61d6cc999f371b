import { describe, expect, it } from '@jest/globals';
import { type Bitmap, type Box, rotate, turn } from './bitmap.js';
import { densestBand, findBlocks } from './blocks.js';
import { findComponents } from './components.js';
import { findInk, keepText } from './ink.js';
import { evenOut, inkThreshold } from './levels.js';
import { findSkew } from './skew.js';

function paper(width: number, height: number, shade = 255): Bitmap {
  return { width, height, data: new Uint8Array(width * height).fill(shade) };
}

function fill({ width, data }: Bitmap, { left, top, right, bottom }: Box, shade = 0): void {
  for (let row = top; row < bottom; row += 1) data.fill(shade, row * width + left, row * width + right);
}

const LETTER = 20;
const PITCH = 44;

/** Letters of 14 by 20 pixels in words of five, as the lines of a text lie. */
function writeLines(page: Bitmap, area: Box, shade = 0): void {
  for (let top = area.top; top + LETTER <= area.bottom; top += PITCH) {
    for (let at = 0, left = area.left; left + 14 <= area.right; at += 1, left += at % 5 === 0 ? 30 : 18) {
      fill(page, { left, top, right: left + 14, bottom: top + LETTER }, shade);
      // A hole, so that a letter is no blot.
      fill(page, { left: left + 4, top: top + 5, right: left + 10, bottom: top + 15 }, 255);
    }
  }
}

function pageOfLines(size = 1000): Bitmap {
  const page = paper(size, size);
  writeLines(page, { left: size / 10, top: size / 10, right: 0.9 * size, bottom: 0.9 * size });
  return page;
}

describe(evenOut.name, () => {
  it('leaves black on white as it is', () => {
    const page = pageOfLines();
    expect(evenOut(page) === page).toBe(true);
  });

  it('inverts white on black', () => {
    const page = pageOfLines();
    const inverted = { ...page, data: page.data.map((shade) => 255 - shade) };
    expect(Buffer.compare(evenOut(inverted).data, page.data)).toBe(0);
  });

  it('takes out a shadow that is darker than the ink elsewhere', () => {
    const page = paper(1000, 400);
    for (let x = 0; x < 1000; x += 1)
      fill(page, { left: x, top: 0, right: x + 1, bottom: 400 }, 240 - Math.floor(x / 8));
    fill(page, { left: 60, top: 180, right: 80, bottom: 200 }, 130);
    fill(page, { left: 900, top: 180, right: 920, bottom: 200 }, 50);
    expect(page.data[10 * 1000 + 990]).toBeLessThan(130);
    const even = evenOut(page);
    const threshold = inkThreshold(even);
    const isInk = (x: number, y: number) => even.data[y * 1000 + x]! < threshold;
    expect([isInk(70, 190), isInk(910, 190), isInk(990, 10), isInk(10, 10)]).toEqual([true, true, false, false]);
  });
});

describe(findComponents.name, () => {
  it('joins what touches, also at corners, and measures it', () => {
    const page = paper(8, 6);
    // A U, whose two sides meet in the last row only.
    fill(page, { left: 1, top: 0, right: 2, bottom: 5 });
    fill(page, { left: 4, top: 0, right: 5, bottom: 5 });
    fill(page, { left: 2, top: 5, right: 4, bottom: 6 });
    fill(page, { left: 7, top: 0, right: 8, bottom: 1 });
    expect(findComponents(page, 128).list).toEqual([
      { left: 1, top: 0, right: 5, bottom: 6, area: 12 },
      { left: 7, top: 0, right: 8, bottom: 1, area: 1 },
    ]);
  });

  it('finds nothing in noise without end', () => {
    const page = paper(1400, 1400);
    for (let at = 0; at < page.data.length; at += 2) if (Math.floor(at / 1400) % 2 === 0) page.data[at] = 0;
    expect(findComponents(page, 128).list).toEqual([]);
  });
});

describe(findInk.name, () => {
  it('tells the height of letters, not of rules and pictures', () => {
    const page = pageOfLines();
    fill(page, { left: 50, top: 950, right: 950, bottom: 953 });
    fill(page, { left: 920, top: 100, right: 995, bottom: 600 });
    const ink = findInk(page);
    expect(ink.letterHeight).toBe(LETTER);
    const kept = keepText(page, ink);
    expect(kept.data[951 * 1000 + 500]).toBe(255);
    expect(kept.data[101 * 1000 + 101]).toBe(0);
  });

  it('makes light text on a dark bar dark on light', () => {
    const page = pageOfLines();
    fill(page, { left: 100, top: 20, right: 500, bottom: 70 });
    fill(page, { left: 200, top: 35, right: 214, bottom: 55 }, 255);
    const kept = keepText(page, findInk(page));
    expect([kept.data[45 * 1000 + 205], kept.data[45 * 1000 + 300]]).toEqual([0, 255]);
  });
});

describe(findSkew.name, () => {
  const skewOf = (page: Bitmap, upright = true) => {
    const { letters, letterHeight } = findInk(page);
    return findSkew(letters, letterHeight, upright);
  };

  it.each([0, 1.5, -4, 11])('finds %d degrees', (degrees) => {
    expect(skewOf(rotate(pageOfLines(450), degrees)).degrees).toBeCloseTo(degrees, 0);
  });

  it('tells lines that run across from lines that run down', () => {
    const page = pageOfLines();
    expect(skewOf(page).clearness).toBeGreaterThan(1.5 * skewOf(page, false).clearness);
    const turned = turn(page, 90);
    expect(skewOf(turned, false).clearness).toBeGreaterThan(1.5 * skewOf(turned).clearness);
  });
});

describe(findBlocks.name, () => {
  const blocksOf = (page: Bitmap) => {
    const { letters, letterHeight } = findInk(page);
    return findBlocks(letters, letterHeight).map(({ left, top }) => [Math.round(left / 100), Math.round(top / 100)]);
  };

  it('reads a heading, then one column after the other', () => {
    const page = paper(1400, 1000);
    writeLines(page, { left: 100, top: 50, right: 1300, bottom: 80 });
    writeLines(page, { left: 100, top: 200, right: 650, bottom: 900 });
    writeLines(page, { left: 800, top: 200, right: 1300, bottom: 900 });
    expect(blocksOf(page)).toEqual([
      [1, 1],
      [1, 2],
      [8, 2],
    ]);
  });

  it('reads a table row by row', () => {
    const page = paper(1400, 1000);
    writeLines(page, { left: 100, top: 200, right: 230, bottom: 900 });
    writeLines(page, { left: 500, top: 200, right: 1300, bottom: 900 });
    expect(blocksOf(page)).toHaveLength(1);
  });

  it('finds no blocks where nothing is', () => {
    expect(blocksOf(paper(100, 100))).toEqual([]);
  });
});

describe(densestBand.name, () => {
  it('takes whole lines', () => {
    const page = paper(1000, 1000);
    writeLines(page, { left: 100, top: 500, right: 900, bottom: 525 });
    const { letters } = findInk(page);
    const { top, bottom } = densestBand(letters, 180, 1000);
    expect(top).toBeLessThanOrEqual(500);
    expect(bottom).toBeGreaterThanOrEqual(520);
  });
});
