import { giveUp } from './give-up.js';
import type { TextObject } from './text-object.js';

const { fround } = Math;

/** Objects of one holder that are looked at for having been drawn before. */
const LOOKED_BACK = 5;

/** As the page is seen by PDFium when it puts text into order. */
export interface PageBox {
  left: number;
  bottom: number;
  top: number;
  width: number;
  height: number;
}

/** Takes the objects in order. */
export interface Taker {
  take(object: TextObject): void;
  /** Whether it has finished a line. */
  readonly begun: boolean;
}

/**
 * Hands the text objects of a page on in the order in which PDFium reads them: those of a line that follow one another in
 * the file from left to right. What is drawn a second time over itself is left out.
 */
export function inReadingOrder(objects: readonly TextObject[], box: PageBox, taker: Taker): void {
  const recent = new Map<number, TextObject[]>();
  const base = fround(box.bottom + box.height);
  const across = (object: TextObject) => fround(object.pageE - box.left);
  const down = (object: TextObject) => fround(base - object.pageF);
  let line: TextObject[] = [];
  for (const object of objects) {
    let before = recent.get(object.holder);
    if (!before) recent.set(object.holder, (before = []));
    const last = line.at(-1);
    if (!last) {
      line.push(object);
    } else if (!before.some((other) => isSame(other, object, taker.begun))) {
      const limit = fround(Math.max(edgeWidth(last, last.lastCode()), edgeWidth(object, object.firstCode())) / 4);
      if (Math.abs(fround(down(object) - down(last))) > fround(limit * 2)) {
        for (const one of line) taker.take(one);
        line = [object];
      } else {
        insert(line, object, across);
      }
    }
    before.push(object);
    if (before.length > LOOKED_BACK) before.shift();
  }
  for (const one of line) taker.take(one);
}

/** No line of a plain page has more objects: each is put in its place among those before it. */
const MAX_LINE = 4000;

function insert(line: TextObject[], object: TextObject, across: (object: TextObject) => number): void {
  if (line.length > MAX_LINE) giveUp('long line');
  const x = across(object);
  let index = line.length;
  while (index > 0 && x < across(line[index - 1]!)) index -= 1;
  line.splice(index, 0, object);
}

/** The width of a code on the page. */
function edgeWidth(object: TextObject, code: number): number {
  const own = fround(fround(object.widthOf(code) * object.size) / 1000);
  return fround(fround(own * fround(object.pageA + object.pageD)) / 2);
}

/** Whether an object was drawn before at this place, or so near that it makes it bold. @param begun whether a line is finished. */
function isSame(other: TextObject, object: TextObject, begun: boolean): boolean {
  if (other.end - other.start !== object.end - object.start) return false;
  const { codes } = object.items;
  for (let index = 0; index < object.end - object.start; index += 1) {
    if (codes[other.start + index] !== codes[object.start + index]) return false;
  }
  const bothEmpty = other.empty && object.empty;
  // Of blanks, it counts in the first line only that they are near.
  if (bothEmpty && begun && object.left !== other.left) return false;
  const shared = intersection(object, other);
  if (!bothEmpty) {
    if (!shared || Math.abs(fround(shared.width - other.width)) > other.width / 2) return false;
    if (object.size !== other.size) return false;
  }
  const wide = (0.9 * object.widthOf(object.lastCode()) * object.size) / 1000;
  const extent = shared ?? { width: 0, height: 0 };
  const high = bothEmpty
    ? Math.max(object.height, object.width, object.size)
    : Math.max(extent.height, extent.width, object.size);
  return Math.abs(fround(other.e - object.e)) <= wide && Math.abs(fround(other.f - object.f)) <= fround(high / 8);
}

function intersection(one: TextObject, other: TextObject): { width: number; height: number } | undefined {
  const left = Math.max(one.left, other.left);
  const right = Math.min(one.right, other.right);
  const bottom = Math.max(one.bottom, other.bottom);
  const top = Math.min(one.top, other.top);
  if (left >= right || bottom >= top) return undefined;
  return { width: fround(right - left), height: fround(top - bottom) };
}
