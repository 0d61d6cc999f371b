import { share } from './junctions.js';
import { STEP, type TextObject } from './text-object.js';

const { fround } = Math;

/** Smaller boxes are none. */
const SMALL = fround(0.01);

/** Where an item stands across the page. */
export function placeOf(object: TextObject, index: number): number {
  return fround(fround(object.pageA * object.items.places[index]!) + object.pageE);
}

/** What a step must go beyond for being a blank: the spacing that all characters of the object have. */
export function usualSpacing(object: TextObject): number {
  const { spacing } = object;
  if (spacing === 0) return 0;
  const scale = fround(object.pageA + object.pageD);
  const distance = (length: number) => fround(fround(length * scale) / 2);
  const base = leastSpacing(object, distance(spacing));
  if (spacing > fround(0.001)) return fround(base - distance(spacing));
  if (spacing < fround(-0.001)) return fround(base + distance(-spacing));
  return base;
}

function leastSpacing(object: TextObject, spacing: number): number {
  const { codes, places } = object.items;
  const { start, end } = object;
  if (end - start < 3) return 0;
  const size = fround(object.a * object.size);
  let least = spacing;
  let steps = false;
  for (let index = start; index < end; index += 1) {
    if (codes[index] !== STEP) continue;
    least = Math.min(least, fround(fround(fround(-size * places[index]!) / 1000) + spacing));
    steps = true;
  }
  return least < 0 || (end - start === 3 && steps) ? 0 : least;
}

/** How wide a step is that stands for a blank. @param size of the font across. */
export function blankLimit(object: TextObject, code: number, size: number): number {
  const own = fround(fround(size * object.font.spaceWidth) / 1000);
  const limit = own > fround(size / 3) ? 0 : fround(own / 2);
  if (limit !== 0) return limit;
  return fround(fround(size * share(object.widthOf(code), 300, 500, 700)) / 1000);
}

/** The width that PDFium gives a character, with what of its ink stands out of that. */
export function looseWidth(object: TextObject, code: number, index: number): number {
  const { pageA: a, pageD: d, pageE: e, pageF: f, size } = object;
  const box = object.font.box(code);
  const place = object.items.places[index]!;
  const scale = fround(size / 1000);
  let [left, right] = [fround(fround(box.left * scale) + place), fround(fround(box.right * scale) + place)];
  const bottom = fround(box.bottom * scale);
  let top = fround(box.top * scale);
  if (Math.abs(fround(top - bottom)) < SMALL) top = fround(bottom + scale);
  const width = fround(object.font.width(code) * scale);
  if (Math.abs(fround(right - left)) < SMALL) right = fround(left + width);
  const [inkLeft, inkRight] = [fround(fround(a * left) + e), fround(fround(a * right) + e)];
  const [inkBottom, inkTop] = [fround(fround(d * bottom) + f), fround(fround(d * top) + f)];
  [left, right] = [Math.min(inkLeft, inkRight), Math.max(inkLeft, inkRight)];
  if (left >= right || Math.min(inkBottom, inkTop) >= Math.max(inkBottom, inkTop)) return right - left;
  if (size < 0.0001) return right - left;
  // The way there and back again, as PDFium goes it.
  const area = fround(a * d);
  const origin = fround(fround(a * place) + e);
  const back = fround(fround(fround(d / area) * origin) + fround(fround(0 - fround(d * e)) / area));
  const [from, to] = [fround(fround(a * back) + e), fround(fround(a * fround(back + width)) + e)];
  return Math.max(right, from, to) - Math.min(left, from, to);
}
