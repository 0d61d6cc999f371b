import type { TextObject } from './text-object.js';
import type { PageBox } from './text-order.js';

const { fround } = Math;

/** What PDFium puts between two text objects. */
const NOTHING = 0;
export const BLANK = 1;
export const LINE_BREAK = 2;

const SPACE = 0x20;

/** Lower boxes than this end no line. */
const LOW = 4.5;

/** Nearer to one another two characters have no direction. */
const SAME_PLACE = fround(0.0001);

/** The direction of text: unknown, when its characters stand on one another. */
type Direction = 'across' | 'unknown' | 'page';

/**
 * Whether a line ends, or a blank stands, between two text objects that are read one after the other. `form` is that of
 * `last`, but where all of its characters were drawn over others.
 */
export function junctionOf(last: TextObject, next: TextObject, form: TextObject, pageIsAcross: () => boolean): number {
  let direction = directionOf(next);
  if (direction === 'unknown') direction = directionOf(last);
  const across = direction === 'across' || (direction === 'page' && pageIsAcross());
  if (across && endsLine(next, last)) return LINE_BREAK;

  const lastCode = last.lastCode();
  const nextCode = next.firstCode();
  const lastWidth = fround(fround(last.widthOf(lastCode) * last.size) / 1000);
  const nextWidth = fround(fround(next.widthOf(nextCode) * next.size) / 1000);

  // The place of the next object in the space of the last one.
  const a = fround(last.a * form.form.a);
  const d = fround(last.d * form.form.d);
  const e = fround(fround(last.e * form.form.a) + form.form.e);
  const f = fround(fround(last.f * form.form.d) + form.form.f);
  const area = fround(a * d);
  const backA = fround(d / area);
  const backD = fround(a / area);
  const backE = fround(fround(0 - fround(d * e)) / area);
  const backF = fround(fround(a * f) / -area);
  const x = fround(fround(backA * next.pageE) + backE);
  const y = fround(fround(backD * next.pageF) + backF);
  const back = fround(backA + backD);

  let limit = fround(Math.max(lastWidth, nextWidth) / 4);
  if (lastWidth < nextWidth) limit = fround(fround(limit * back) / 2);
  if (across && isNewLine(last, next, x, y, limit)) return LINE_BREAK;

  if (next.firstCharacter() === SPACE || last.lastCharacter() === SPACE) return NOTHING;

  const [wide, narrow] = [last.widthOf(lastCode), next.widthOf(nextCode)];
  let gap = share(Math.max(wide, narrow), 400, 700, 800);
  if (wide >= narrow) {
    gap = fround(gap * last.size);
  } else {
    gap = fround(gap * next.size);
    gap = fround(fround(gap * fround(next.pageA + next.pageD)) / 2);
    gap = fround(fround(gap * back) / 2);
  }
  gap = fround(gap / 1000);
  if ((gap < 1.4881 && gap > 1.4879) || (gap < 1.39001 && gap > 1.38999)) gap = fround(gap * 1.5);
  return isGap(x, last.lastPlace(), nextWidth, lastWidth, gap) ? BLANK : NOTHING;
}

function directionOf(object: TextObject): Direction {
  if (object.count <= 1) return 'page';
  const first = fround(fround(object.a * object.firstPlace()) + object.e);
  const last = fround(fround(object.a * object.lastPlace()) + object.e);
  return Math.abs(fround(last - first)) <= SAME_PLACE ? 'unknown' : 'across';
}

function endsLine(next: TextObject, last: TextObject): boolean {
  if (next.height <= LOW || last.height <= LOW) return false;
  return Math.max(next.bottom, last.bottom) >= Math.min(next.top, last.top);
}

function isNewLine(last: TextObject, next: TextObject, x: number, y: number, limit: number): boolean {
  const apart = (y > fround(limit * 2) || y < fround(limit * -3)) && (Math.abs(y) >= 1 || Math.abs(y) > Math.abs(x));
  if (!apart && !(last.empty && last.height > 5)) return false;
  if (last.end - last.start > 1 && last.lastPlace() > last.firstPlace()) {
    if (isWithin(last, next.e, next.f) || isWithin(next, last.e, last.f)) return false;
  }
  return true;
}

/** Whether a place is at the height of an object, on any page of usual width. */
function isWithin(object: TextObject, x: number, y: number): boolean {
  return x >= 0 && x <= 1000 && y <= object.top && y >= object.bottom;
}

export function share(value: number, first: number, second: number, third: number): number {
  if (value < first) return fround(value / 2);
  if (value < second) return fround(value / 4);
  return fround(value / (value < third ? 5 : 6));
}

function isGap(x: number, lastPlace: number, nextWidth: number, lastWidth: number, limit: number): boolean {
  const end = fround(lastPlace + lastWidth);
  if (Math.abs(fround(end - x)) <= limit) return false;
  const reach = fround(limit + lastWidth);
  const difference = fround(x - lastPlace);
  if (Math.abs(difference) > reach) return true;
  if (x < 0 && -reach > difference) return true;
  return difference > fround(nextWidth + lastWidth);
}

/**
 * Whether the text of a page runs across it, by the places that its text takes up in width and height. Forms do not count.
 */
export function runsAcross(objects: readonly TextObject[], page: number, box: PageBox): boolean {
  const width = Math.trunc(box.width);
  const height = Math.trunc(box.height);
  if (width <= 0 || height <= 0) return false;
  const columns = new Uint8Array(width);
  const rows = new Uint8Array(height);
  let [left, right, bottom, top] = [width, 0, height, 0];
  let lineHeight = 0;
  for (const object of objects) {
    if (object.holder !== page) continue;
    const from = clamped(object.left, width);
    const to = clamped(object.right, width);
    const low = clamped(object.bottom, height);
    const high = clamped(object.top, height);
    if (from >= to || low >= high) continue;
    columns.fill(1, from, to);
    rows.fill(1, low, high);
    [left, right] = [Math.min(left, from), Math.max(right, to)];
    [bottom, top] = [Math.min(bottom, low), Math.max(top, high)];
    if (lineHeight <= 0) lineHeight = object.height;
  }
  const twoLines = Math.trunc(2 * lineHeight);
  if (top - bottom < twoLines) return true;
  if (right - left < twoLines) return false;
  const filled = filledShare(columns, left, right);
  return filled > fround(0.8) || filled > filledShare(rows, bottom, top);
}

function clamped(value: number, most: number): number {
  return Math.trunc(Math.min(Math.max(value, 0), most));
}

function filledShare(mask: Uint8Array, from: number, to: number): number {
  if (from >= to) return 0;
  let count = 0;
  for (let index = from; index < to; index += 1) count += mask[index]!;
  return fround(count / (to - from));
}
