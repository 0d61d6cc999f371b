import { type Bitmap, type Box, WHITE } from './bitmap.js';
import { type Component, type Components, findComponents, heightOf, widthOf } from './components.js';
import { inkThreshold } from './levels.js';

/** What a picture shows, by the size of its patches of ink. */
export interface Ink {
  components: Components;
  /** The patches that can be letters or parts of them. */
  letters: Component[];
  /** About the height of a capital letter, in pixels; 0 where there are no letters. */
  letterHeight: number;
}

/** Smaller patches are specks. */
const SPECK = 5;

/** Letters are no taller than this share of the page, nor than so many pixels. */
const TALLEST_SHARE = 0.25;
const TALLEST = 400;

/** Most patches of a text are letters, and the taller ones of them tell its size. */
const LETTER_RANK = 0.7;

/** Parts of this many letter heights are no letters. */
const TOO_LARGE = 4;

/** Finds the ink of a picture with an even background. */
export function findInk(bitmap: Bitmap): Ink {
  const components = findComponents(bitmap, inkThreshold(bitmap));
  const tallest = Math.min(TALLEST, Math.max(TALLEST_SHARE * bitmap.height, 60));
  const candidates = components.list.filter(
    (each) => heightOf(each) >= SPECK && heightOf(each) <= tallest && widthOf(each) <= 6 * heightOf(each),
  );
  const heights = candidates.map(heightOf).sort((a, b) => a - b);
  const letterHeight = heights[Math.floor(heights.length * LETTER_RANK)] ?? 0;
  const most = TOO_LARGE * letterHeight;
  const letters = candidates.filter(
    (each) => heightOf(each) <= most && widthOf(each) <= most && heightOf(each) > letterHeight / 5,
  );
  return { components, letters, letterHeight };
}

/** Rules are thinner than this share of the letter height, and longer than so many heights. */
const RULE_THICKNESS = 0.4;
const RULE_LENGTH = 5;

/** Frames and pictures are larger than so many letter heights. */
const FRAME_WIDTH = 4;
const FRAME_HEIGHT = 2.5;
const PICTURE = 6;

/** A frame is all lines: this share of its box is ink at most. */
const FRAME_FILL = 0.2;

/** A bar with light text on it is mostly ink. */
const BAR_FILL = 0.55;
const BAR_HEIGHT = 1.4;
const BAR_WIDTH = 3;

/** The picture without rules, frames and drawings, and with light text on dark bars made dark on light. */
export function keepText(bitmap: Bitmap, { components, letterHeight }: Ink): Bitmap {
  const erased = new Set<number>();
  const bars: Component[] = [];
  for (const [index, component] of components.list.entries()) {
    if (isBar(component, letterHeight)) bars.push(component);
    else if (isDrawn(component, letterHeight)) erased.add(index + 1);
  }
  if (letterHeight === 0 || (erased.size === 0 && bars.length === 0)) return bitmap;
  const data = bitmap.data.slice();
  for (const index of erased) erase(data, bitmap.width, components, index);
  for (const bar of bars) invert(data, bitmap.width, bar);
  return { ...bitmap, data };
}

function isBar(component: Component, letterHeight: number): boolean {
  const width = widthOf(component);
  const height = heightOf(component);
  const isFilled = component.area > BAR_FILL * width * height;
  return isFilled && height > BAR_HEIGHT * letterHeight && width > BAR_WIDTH * letterHeight;
}

function isDrawn(component: Component, letterHeight: number): boolean {
  const width = widthOf(component) / letterHeight;
  const height = heightOf(component) / letterHeight;
  if (Math.min(width, height) < RULE_THICKNESS && Math.max(width, height) > RULE_LENGTH) return true;
  if (width > PICTURE && height > PICTURE) return true;
  const fill = component.area / (widthOf(component) * heightOf(component));
  return width > FRAME_WIDTH && height > FRAME_HEIGHT && fill < FRAME_FILL;
}

/** Takes a component and the grey at its edges off the picture. */
function erase(data: Uint8Array, width: number, { list, labels }: Components, index: number): void {
  const { left, right, top, bottom } = list[index - 1]!;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (labels[y * width + x] !== index) continue;
      for (let row = y - 1; row <= y + 1; row += 1) {
        for (let at = row * width + x - 1; at <= row * width + x + 1; at += 1) {
          if (at >= 0 && at < data.length && (labels[at] === 0 || labels[at] === index)) data[at] = WHITE;
        }
      }
    }
  }
}

function invert(data: Uint8Array, width: number, { left, right, top, bottom }: Box): void {
  for (let y = top; y < bottom; y += 1) {
    for (let at = y * width + left; at < y * width + right; at += 1) data[at] = WHITE - data[at]!;
  }
}
