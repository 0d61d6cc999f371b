import type { PlacedText } from '../lines.js';
import type { PagePieces } from '../pieces.js';
import { giveUp } from './give-up.js';
import { BLANK, junctionOf, LINE_BREAK, runsAcross } from './junctions.js';
import { blankLimit, looseWidth, placeOf, usualSpacing } from './measures.js';
import { STEP, type TextObject } from './text-object.js';
import { inReadingOrder, type PageBox, type Taker } from './text-order.js';
import { SEVERAL } from './to-unicode.js';

const { fround } = Math;

const SPACE = 0x20;
const HYPHEN = 0x2d;
const SOFT_HYPHEN = 0xad;
const NO_BREAK_SPACE = 0xa0;
const DELETE = 0x7f;

/** What PDFium makes of a hyphen that breaks a word. */
const BROKEN_HYPHEN = 0xfffe;

/** Ligatures that it takes apart. */
const FIRST_LIGATURE = 0xfb00;
const LIGATURES = ['ff', 'fi', 'fl', 'ffi', 'ffl', 'st', 'st'];

/** A character over the same one, so near as a share of the font size, is drawn for a second time. */
const OVER = fround(0.07);

/** So many characters are looked at for that. */
const LOOKED_BACK = 7;

const MAX_LINE = 32_768;
const WORD_CHARACTER = /\p{L}/u;
const WORD_OR_DIGIT = /[\p{L}\p{Nd}]/u;

/** No object: of a blank that was made up between two. */
const NONE = -1;

/**
 * What the text objects of a page give, exactly as `readPieces` has it from PDFium: the same characters, blanks and places.
 *
 * @param box of the page. @throws GivesUp where PDFium's order is not certain.
 */
export function plainPieces(objects: readonly TextObject[], box: PageBox): PagePieces {
  const maker = new PieceMaker(objects, box);
  maker.make();
  return maker;
}

class PieceMaker implements PagePieces, Taker {
  readonly pieces: PlacedText[] = [];
  characters = 0;
  /** The line that is being put together: for each character it, its code and object, and where that stands. */
  readonly #letters = line.letters;
  readonly #codes = line.codes;
  readonly #owners = line.owners;
  readonly #indexes = line.indexes;
  #length = 0;
  readonly #taken: TextObject[] = [];
  #last: TextObject | undefined;
  /** The one whose form counts. */
  #form: TextObject | undefined;
  begun = false;
  #across: boolean | undefined;

  constructor(
    private readonly objects: readonly TextObject[],
    private readonly box: PageBox,
  ) {}

  make(): void {
    inReadingOrder(this.objects, this.box, this);
    this.#closeLine();
  }

  take(object: TextObject): void {
    if (this.#last && this.#form && !this.#join(this.#last, object, this.#form)) return;
    this.#last = object;
    this.#form = object;
    this.#taken.push(object);
    this.#addItems(object, this.#taken.length - 1);
  }

  readonly #pageIsAcross = (): boolean => {
    this.#across ??= runsAcross(this.objects, 0, this.box);
    return this.#across || giveUp('page not across');
  };

  /** Puts in what stands between two objects. @returns whether the second is read: not if it is a hyphen over another. */
  #join(before: TextObject, object: TextObject, form: TextObject): boolean {
    const owner = this.#length > 0 ? this.#owners[this.#length - 1]! : NONE;
    const last = owner === NONE ? before : this.#taken[owner]!;
    this.#last = last;
    const junction = junctionOf(last, object, form, this.#pageIsAcross);
    if (junction === BLANK) {
      if (this.#length > 0 || this.begun) this.#add(SPACE, NONE, NONE, 0);
    } else if (junction === LINE_BREAK) {
      if (!this.#endsInHyphen(object.firstCharacter())) {
        this.#closeLine();
        return true;
      }
      if (object.count === 1 && isHyphen(object.firstCharacter())) return false;
      while (this.#letters[this.#length - 1] === SPACE) this.#length -= 1;
      this.#letters[this.#length - 1] = BROKEN_HYPHEN;
    }
    return true;
  }

  /** Whether the line breaks a word that goes on with `next`. */
  #endsInHyphen(next: number): boolean {
    let index = this.#length - 1;
    while (index > 0 && this.#letters[index] === SPACE) index -= 1;
    if (index < 1 || !isHyphen(this.#letters[index]!)) return false;
    return isLetter(this.#letters[index - 1]!) && isWordCharacter(next);
  }

  #add(letter: number, code: number, owner: number, index: number): void {
    const at = this.#length;
    if (at >= MAX_LINE) giveUp('long line');
    this.#letters[at] = letter;
    this.#codes[at] = code;
    this.#owners[at] = owner;
    this.#indexes[at] = index;
    this.#length = at + 1;
  }

  #addItems(object: TextObject, owner: number): void {
    const { codes, places } = object.items;
    const { font, start, end } = object;
    const base = usualSpacing(object);
    const over = fround(object.pageA * fround(OVER * object.size));
    const size = fround(object.a * object.size);
    let spacing = 0;
    for (let index = start; index < end; index += 1) {
      const code = codes[index]!;
      if (code === STEP) {
        if (this.#length > 0 ? this.#letters[this.#length - 1] !== SPACE : this.begun) {
          spacing = fround(fround(-size * places[index]!) / 1000);
        }
        continue;
      }
      spacing = fround(spacing - base);
      if (spacing > 0 && index > start) {
        const limit = blankLimit(object, code, size);
        if (limit !== 0 && spacing >= limit) this.#add(SPACE, NONE, owner, index);
      }
      spacing = 0;
      const letter = font.character(code);
      if (this.#isOver(object, code, index, over)) {
        if (index === start && this.#length > 0 && this.#letters[this.#length - 1] === SPACE) this.#length -= 1;
      } else if (letter === SEVERAL) {
        for (const one of font.several(code)) this.#add(one.charCodeAt(0), code, owner, index);
      } else {
        this.#add(letter, code, owner, index);
      }
    }
  }

  /** Whether a character stands over one of those before it. */
  #isOver(object: TextObject, code: number, index: number, limit: number): boolean {
    const least = Math.max(0, this.#length - LOOKED_BACK);
    for (let at = this.#length - 1; at >= least; at -= 1) {
      if (this.#codes[at] !== code) continue;
      const other = this.#taken[this.#owners[at]!]!;
      if (other.font !== object.font) continue;
      const x = Math.abs(fround(placeOf(other, this.#indexes[at]!) - placeOf(object, index)));
      if (x < limit && Math.abs(fround(other.pageF - object.pageF)) < limit) return true;
    }
    return false;
  }

  #closeLine(): void {
    const length = this.#tidied();
    this.#length = 0;
    if (length > 0) this.begun = true;
    for (let from = 0; from < length;) {
      if (this.#codes[from] === NONE) {
        this.pieces.push(blank);
        from += 1;
        continue;
      }
      const owner = this.#owners[from]!;
      let to = from + 1;
      while (to < length && this.#owners[to] === owner && this.#codes[to] !== NONE) to += 1;
      this.#addPiece(this.#taken[owner]!, from, to);
      from = to;
    }
  }

  /** Leaves one of several blanks, and none at the end. @returns how long the line is then. */
  #tidied(): number {
    if (this.#length <= 1) return this.#length;
    let to = 0;
    for (let from = 0; from < this.#length; from += 1) {
      if (this.#letters[from] === SPACE && to > 0 && this.#letters[to - 1] === SPACE) continue;
      if (to !== from) {
        this.#letters[to] = this.#letters[from]!;
        this.#codes[to] = this.#codes[from]!;
        this.#owners[to] = this.#owners[from]!;
        this.#indexes[to] = this.#indexes[from]!;
      }
      to += 1;
    }
    return to > 1 && this.#letters[to - 1] === SPACE ? to - 1 : to;
  }

  #addPiece(object: TextObject, from: number, to: number): void {
    const text = this.#textOf(from, to);
    const height = object.size * object.pageD || 1;
    const start = placeOf(object, this.#indexes[from]!) - this.box.left;
    const end = placeOf(object, this.#indexes[to - 1]!) - this.box.left;
    const down = this.box.top - object.pageF;
    if (!this.#isOnPage(down, this.box.height, height)) return;
    if (!this.#isOnPage(start, this.box.width, height) && !this.#isOnPage(end, this.box.width, height)) return;
    const furthest = end < start ? from : to - 1;
    const advance = looseWidth(object, this.#codes[furthest]!, this.#indexes[furthest]!);
    this.pieces.push({
      text,
      along: Math.min(start, end),
      down,
      width: Math.abs(end - start) + Math.min(2 * height, advance),
      height,
      angle: 0,
      rightToLeft: false,
    });
  }

  #isOnPage(place: number, size: number, margin: number): boolean {
    return place > -margin && place < size + margin;
  }

  /** The characters from one to another as `readPieces` has them. */
  #textOf(from: number, to: number): string {
    const { text } = line;
    let length = 0;
    let wide = 0;
    for (let at = from; at < to; at += 1) {
      const letter = this.#letters[at]!;
      if (letter >= FIRST_LIGATURE && letter < FIRST_LIGATURE + LIGATURES.length) {
        for (const one of LIGATURES[letter - FIRST_LIGATURE]!) {
          text[length] = one.charCodeAt(0);
          length += 1;
          this.characters += 1;
        }
        continue;
      }
      const shown = shownAs(letter);
      if (letter !== SPACE && letter !== NO_BREAK_SPACE) this.characters += 1;
      text[length] = shown;
      wide |= shown;
      length += 1;
    }
    if (wide > 0xff) return bytesOfText.toString('utf16le', 0, length * 2);
    for (let at = 0; at < length; at += 1) line.narrow[at] = text[at]!;
    return line.narrow.toString('latin1', 0, length);
  }
}

/** The line that a page is read into, one at a time. */
const line = {
  letters: new Uint16Array(MAX_LINE),
  codes: new Int32Array(MAX_LINE),
  owners: new Int32Array(MAX_LINE),
  indexes: new Int32Array(MAX_LINE),
  text: new Uint16Array(MAX_LINE * 3),
  narrow: Buffer.alloc(MAX_LINE * 3),
};

const bytesOfText = Buffer.from(line.text.buffer);

const blank: PlacedText = { text: ' ', along: 0, down: 0, width: 0, height: 0, angle: 0, rightToLeft: false };

function shownAs(letter: number): number {
  if (letter === NO_BREAK_SPACE) return SPACE;
  if (letter === BROKEN_HYPHEN || letter === 2) return HYPHEN;
  return letter < SPACE || (letter >= DELETE && letter < NO_BREAK_SPACE) ? SPACE : letter;
}

function isHyphen(letter: number): boolean {
  return letter === HYPHEN || letter === SOFT_HYPHEN;
}

function isLetter(letter: number): boolean {
  return WORD_CHARACTER.test(String.fromCharCode(letter));
}

function isWordCharacter(letter: number): boolean {
  return WORD_OR_DIGIT.test(String.fromCharCode(letter));
}
