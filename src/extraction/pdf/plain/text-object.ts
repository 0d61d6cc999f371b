import { giveUp } from './give-up.js';
import type { Matrix } from './matrix.js';
import type { PlainFont } from './font.js';
import { SEVERAL } from './to-unicode.js';

const { fround } = Math;

const SPACE = 0x20;

/** Stands among the codes of a text object for a step between two of its strings. */
export const STEP = -1;

/** A page of more characters is no plain page. */
const MAX_ITEMS = 200_000;

/** Some of the codes of a page. */
export interface Shown {
  items: TextItems;
  start: number;
  end: number;
}

export interface Style {
  font: PlainFont;
  size: number;
  /** Between characters, and besides that behind blanks of one byte. */
  spacing: number;
  wordSpacing: number;
}

export interface Setting {
  /** From the text to the page or form that holds it. */
  matrix: Matrix;
  /** Where it begins there. */
  x: number;
  y: number;
  /** From the form to the page. */
  form: Matrix;
  holder: number;
}

/** What one operator shows. Lengths are in the space of its text unless said otherwise, in single precision. */
export class TextObject {
  /** From its space to that of what holds it: the page, or a form. */
  readonly a: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
  /** From its space to that of the page. */
  readonly pageA: number;
  readonly pageD: number;
  readonly pageE: number;
  readonly pageF: number;
  /** How far it goes. */
  readonly advance: number;
  /** Codes but steps. */
  readonly count: number;
  /** The box around its ink, in the space of what holds it. */
  left = 0;
  bottom = 0;
  right = 0;
  top = 0;

  readonly items: TextItems;
  readonly start: number;
  readonly end: number;
  readonly font: PlainFont;
  readonly size: number;
  readonly spacing: number;
  readonly form: Matrix;
  /** The page, or the form on it, by its number: what is drawn twice is looked for within one only. */
  readonly holder: number;

  /** @throws GivesUp when it does not stand upright. */
  constructor(
    { items, start, end }: Shown,
    { font, size, spacing, wordSpacing }: Style,
    { matrix, x, y, form, holder }: Setting,
  ) {
    if (!matrix.upright || !form.upright || !(size > 0 && size < 1e5)) giveUp('not upright');
    this.items = items;
    this.start = start;
    this.end = end;
    this.font = font;
    this.size = size;
    this.spacing = spacing;
    this.form = form;
    this.holder = holder;
    this.a = matrix.a;
    this.d = matrix.d;
    this.e = x;
    this.f = y;
    this.pageA = fround(matrix.a * form.a);
    this.pageD = fround(matrix.d * form.d);
    this.pageE = fround(fround(x * form.a) + form.e);
    this.pageF = fround(fround(y * form.d) + form.f);
    const { codes, places } = items;
    let at = 0;
    let count = 0;
    let least = 10_000;
    let most = -10_000;
    let lowest = 10_000;
    let highest = -10_000;
    for (let index = start; index < end; index += 1) {
      const code = codes[index]!;
      if (code === STEP) {
        at = fround(at - fround(fround(places[index]! * size) / 1000));
        continue;
      }
      places[index] = at;
      count += 1;
      const box = font.box(code);
      lowest = Math.min(lowest, box.bottom, box.top);
      highest = Math.max(highest, box.top, box.bottom);
      const left = fround(at + fround(fround(box.left * size) / 1000));
      const right = fround(at + fround(fround(box.right * size) / 1000));
      least = Math.min(least, left, right);
      most = Math.max(most, left, right);
      at = fround(at + fround(fround(font.width(code) * size) / 1000));
      if (code === SPACE && font.codeBytes === 1) at = fround(at + wordSpacing);
      at = fround(at + spacing);
    }
    this.advance = at;
    this.count = count;
    this.left = fround(fround(this.a * least) + x);
    this.right = fround(fround(this.a * most) + x);
    this.bottom = fround(fround(this.d * fround(fround(lowest * size) / 1000)) + y);
    this.top = fround(fround(this.d * fround(fround(highest * size) / 1000)) + y);
  }

  /** Width and height of its box; it may be empty. */
  get width(): number {
    return fround(this.right - this.left);
  }

  get height(): number {
    return fround(this.top - this.bottom);
  }

  get empty(): boolean {
    return this.left >= this.right || this.bottom >= this.top;
  }

  firstCode(): number {
    return this.items.codes[this.start]!;
  }

  lastCode(): number {
    return this.items.codes[this.end - 1]!;
  }

  firstPlace(): number {
    return this.items.places[this.start]!;
  }

  lastPlace(): number {
    return this.items.places[this.end - 1]!;
  }

  /** The first character that its first code stands for. */
  firstCharacter(): number {
    const code = this.firstCode();
    const character = this.font.character(code);
    return character === SEVERAL ? this.font.several(code).charCodeAt(0) : character;
  }

  /** The last character that its last code stands for. */
  lastCharacter(): number {
    const code = this.lastCode();
    const character = this.font.character(code);
    return character === SEVERAL ? this.font.several(code).at(-1)!.charCodeAt(0) : character;
  }

  /** The width of a code, or of its ink where it has none, in thousandths of the font size. */
  widthOf(code: number): number {
    const width = this.font.width(code);
    if (width > 0) return width;
    const { left, right } = this.font.box(code);
    return Math.max(0, right - left);
  }
}

const USUAL_ITEMS = 8192;

/** Used again for each page, of which one is read at a time. */
const usualCodes = new Int32Array(USUAL_ITEMS);
const usualPlaces = new Float32Array(USUAL_ITEMS);

/** The codes of all text objects of a page, one after the other. */
export class TextItems {
  codes = usualCodes;
  /** Where each stands in its object; of a step, how far it goes back, in thousandths of the font size. */
  places = usualPlaces;
  length = 0;

  add(code: number, place: number): void {
    if (this.length === this.codes.length) this.#grow();
    this.codes[this.length] = code;
    this.places[this.length] = place;
    this.length += 1;
  }

  #grow(): void {
    if (this.length >= MAX_ITEMS) giveUp('much text');
    const codes = new Int32Array(this.length * 2);
    const places = new Float32Array(this.length * 2);
    codes.set(this.codes);
    places.set(this.places);
    this.codes = codes;
    this.places = places;
  }
}
