import { type Bitmap, type Box, crop, pad, scale, WHITE } from './bitmap.js';
import { type Component, heightOf, widthOf } from './components.js';
import type { OcrEngine } from './engine.js';
import type { Ink } from './ink.js';
import { inkThreshold } from './levels.js';

/** A circled number, ① to ⑳: neither trained language knows them, and Korean contracts number their paragraphs with them. */
export interface CircledNumber extends Box {
  text: string;
}

/** Diameter in letter heights. */
const SMALLEST = 0.95;
const LARGEST = 2.4;

/** Width and height of a circle differ by no more than this share. */
const OUT_OF_ROUND = 0.12;

/** Directions in which the outline is looked for, and how many of them may miss. */
const DIRECTIONS = 40;
const MISSING = 2;

/** The outline is ink at this share of the radius and beyond; the number stays within the inner share. */
const OUTLINE = 0.86;
const INSIDE = 0.74;

/** Share of the inside that is ink: nothing in it is a ring, too much a seal or a bullet. */
const LEAST_INK = 0.015;
const MOST_INK = 0.5;

/** Height that a number is enlarged to, in pixels, and the white around it. */
const NUMBER_HEIGHT = 48;
const NUMBER_MARGIN = 54;

/**
 * Numbers are read in a row: one that stands alone is overlooked, a 1 above all. Fewer than the least are repeated.
 */
const LEAST_ROW = 6;
const LONGEST_ROW = 24;

const SURE = 0.6;

/** ① */
const FIRST = 0x2460;
const LAST_NUMBER = 20;

/** Finds the circled numbers of a page that stands upright. */
export async function findCircledNumbers(engine: OcrEngine, bitmap: Bitmap, ink: Ink): Promise<CircledNumber[]> {
  const threshold = inkThreshold(bitmap);
  const circles = ink.components.list.flatMap((component) => {
    if (!isRound(component, ink.letterHeight) || !hasRing(bitmap, component, threshold)) return [];
    const inside = keepInside(bitmap, component);
    return holdsNumber(inside, threshold) ? [{ component, inside }] : [];
  });
  const found: CircledNumber[] = [];
  for (let start = 0; start < circles.length; start += LONGEST_ROW) {
    const row = circles.slice(start, start + LONGEST_ROW);
    const numbers = await readRow(
      engine,
      row.map(({ inside }) => inside),
    );
    for (const [index, { component }] of row.entries()) {
      const number = Number(numbers[index]);
      if (!Number.isInteger(number) || number < 1 || number > LAST_NUMBER) continue;
      const { left, top, right, bottom } = component;
      found.push({ left, top, right, bottom, text: String.fromCodePoint(FIRST + number - 1) });
    }
  }
  return found;
}

function isRound(component: Component, letterHeight: number): boolean {
  const width = widthOf(component);
  const height = heightOf(component);
  const larger = Math.max(width, height);
  if (larger < SMALLEST * letterHeight || larger > LARGEST * letterHeight) return false;
  return Math.abs(width - height) <= OUT_OF_ROUND * larger + 1;
}

interface Circle {
  x: number;
  y: number;
  /** Half of the width and of the height. */
  across: number;
  down: number;
}

function circleOf(box: Box): Circle {
  return {
    x: (box.left + box.right - 1) / 2,
    y: (box.top + box.bottom - 1) / 2,
    across: widthOf(box) / 2,
    down: heightOf(box) / 2,
  };
}

function hasRing({ width, height, data }: Bitmap, box: Box, threshold: number): boolean {
  const { x, y, across, down } = circleOf(box);
  let missing = 0;
  for (let direction = 0; direction < DIRECTIONS; direction += 1) {
    const angle = (2 * Math.PI * direction) / DIRECTIONS;
    let met = false;
    for (let share = 1.02; share >= OUTLINE && !met; share -= 0.5 / Math.max(across, down)) {
      const column = Math.round(x + Math.cos(angle) * across * share);
      const row = Math.round(y + Math.sin(angle) * down * share);
      if (column >= 0 && row >= 0 && column < width && row < height) met = data[row * width + column]! < threshold;
    }
    if (!met) missing += 1;
  }
  return missing <= MISSING;
}

function holdsNumber({ data }: Bitmap, threshold: number): boolean {
  const marks = data.reduce((sum, shade) => sum + (shade < threshold ? 1 : 0), 0);
  return marks >= LEAST_INK * data.length && marks <= MOST_INK * data.length;
}

/** What stands in each picture, in digits; empty where nothing was read for sure. */
async function readRow(engine: OcrEngine, insides: readonly Bitmap[]): Promise<string[]> {
  const cells = insides.map((inside) => pad(scale(inside, NUMBER_HEIGHT / (inside.height * INSIDE)), NUMBER_MARGIN));
  const repeated = Array.from({ length: Math.ceil(LEAST_ROW / cells.length) }, () => cells).flat();
  const { row, starts } = sideBySide(repeated);
  const read = insides.map(() => '');
  for (const { text, confidence, left, right } of await engine.recognise(row, 'eng', 'block', '0123456789')) {
    const index = starts.findLastIndex((start) => start <= (left + right) / 2);
    if (index >= 0 && index < read.length && confidence >= SURE) read[index] += text;
  }
  return read;
}

function sideBySide(pictures: readonly Bitmap[]): { row: Bitmap; starts: number[] } {
  const height = Math.max(...pictures.map((picture) => picture.height));
  const width = pictures.reduce((sum, picture) => sum + picture.width, 0);
  const row = { width, height, data: new Uint8Array(width * height).fill(WHITE) };
  const starts: number[] = [];
  let start = 0;
  for (const picture of pictures) {
    starts.push(start);
    for (let y = 0; y < picture.height; y += 1) {
      row.data.set(picture.data.subarray(y * picture.width, (y + 1) * picture.width), y * width + start);
    }
    start += picture.width;
  }
  return { row, starts };
}

function keepInside(bitmap: Bitmap, box: Box): Bitmap {
  const part = crop(bitmap, box);
  const { x, y, across, down } = circleOf({ left: 0, top: 0, right: part.width, bottom: part.height });
  for (let row = 0; row < part.height; row += 1) {
    for (let column = 0; column < part.width; column += 1) {
      if (Math.hypot((column - x) / across, (row - y) / down) > INSIDE) part.data[row * part.width + column] = WHITE;
    }
  }
  return part;
}

/** The picture without the circled numbers, which the engine would take for something else. */
export function eraseCircledNumbers(bitmap: Bitmap, numbers: readonly CircledNumber[]): Bitmap {
  if (numbers.length === 0) return bitmap;
  const data = bitmap.data.slice();
  for (const { left, right, top, bottom } of numbers) {
    for (let row = Math.max(0, top - 1); row < Math.min(bitmap.height, bottom + 1); row += 1) {
      data.fill(
        WHITE,
        row * bitmap.width + Math.max(0, left - 1),
        row * bitmap.width + Math.min(bitmap.width, right + 1),
      );
    }
  }
  return { ...bitmap, data };
}
