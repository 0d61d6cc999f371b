import { BRACKET_CLOSE, BRACKET_OPEN, LESS, PAREN_OPEN } from './bytes.js';
import { giveUp } from './give-up.js';
import { parseDict } from './object-parser.js';
import type { Scanner } from './scanner.js';
import type { PdfDict } from './values.js';

const { fround } = Math;

/** PDFium forgets the first ones of more. */
const MAX_OPERANDS = 16;
const MAX_ELEMENTS = 10_000;

/** Room for the strings of one operator. */
const TEXT_BYTES = 512 * 1024;

const NUMBER = 1;
const TEXT = 2;
const LIST = 3;
const NAME = 4;
const OTHER = 5;

/** What stands before an operator. Numbers are in single precision. */
export class Operands {
  count = 0;
  readonly #kinds = new Uint8Array(MAX_OPERANDS);
  readonly #numbers = new Float64Array(MAX_OPERANDS);
  readonly #names: string[] = [];
  /** The bytes of the last string, and of those in the last list. */
  readonly text = Buffer.alloc(TEXT_BYTES);
  textEnd = 0;
  #textStart = 0;
  /** The last list: for each element where its bytes end in `text`, -1 of a number. */
  readonly ends: number[] = [];
  readonly steps: number[] = [];
  #oddList = false;
  dict: PdfDict | undefined;

  clear(): void {
    this.count = 0;
    this.textEnd = 0;
  }

  addNumber(value: number): void {
    this.#numbers[this.#next(NUMBER)] = fround(value);
  }

  addName(name: string): void {
    this.#names[this.#next(NAME)] = name;
  }

  addOther(): void {
    this.#next(OTHER);
  }

  /** What begins with a delimiter but a name: a string, a list or a dictionary. */
  addDelimited(scanner: Scanner, code: number): void {
    if (code === PAREN_OPEN) {
      this.#addText(scanner, true);
    } else if (code === BRACKET_OPEN) {
      this.#addList(scanner);
    } else if (code === LESS && scanner.data[scanner.at + 1] === LESS) {
      this.#next(OTHER);
      this.dict = parseDict(scanner, false);
    } else if (code === LESS) {
      this.#addText(scanner, false);
    } else {
      giveUp('odd delimiter');
    }
  }

  /** A number, counted from the last operand. */
  number(fromEnd: number): number {
    return this.#numbers[this.#index(fromEnd, NUMBER)]!;
  }

  name(fromEnd: number): string {
    return this.#names[this.#index(fromEnd, NAME)]!;
  }

  isName(fromEnd: number): boolean {
    return fromEnd < this.count && this.#kinds[this.count - 1 - fromEnd] === NAME;
  }

  /** That there are so many operands. */
  expect(count: number): void {
    if (this.count !== count) giveUp('odd operands');
  }

  /** Where the bytes of the only operand, a string, begin in `text`. */
  textStart(): number {
    this.#index(0, TEXT);
    return this.#textStart;
  }

  /** That the only operand is a list of strings and numbers. */
  expectList(): void {
    this.#index(0, LIST);
    if (this.#oddList) giveUp('odd list');
  }

  #next(kind: number): number {
    const index = this.count;
    if (index >= MAX_OPERANDS) giveUp('many operands');
    this.#kinds[index] = kind;
    this.count += 1;
    return index;
  }

  #index(fromEnd: number, kind: number): number {
    const index = this.count - 1 - fromEnd;
    if (index < 0 || this.#kinds[index] !== kind) giveUp('odd operands');
    return index;
  }

  #addText(scanner: Scanner, literal: boolean): void {
    this.#next(TEXT);
    this.#textStart = this.textEnd;
    this.textEnd = this.#read(scanner, literal);
  }

  #read(scanner: Scanner, literal: boolean): number {
    return literal ? scanner.literal(this.text, this.textEnd) : scanner.hexadecimal(this.text, this.textEnd);
  }

  #addList(scanner: Scanner): void {
    this.#next(LIST);
    this.ends.length = 0;
    this.steps.length = 0;
    this.textEnd = 0;
    this.#oddList = false;
    scanner.at += 1;
    for (let code = scanner.skipWhite(); code !== BRACKET_CLOSE; code = scanner.skipWhite()) {
      if (this.ends.length > MAX_ELEMENTS) giveUp('long list');
      if (code === PAREN_OPEN || (code === LESS && scanner.data[scanner.at + 1] !== LESS)) {
        this.textEnd = this.#read(scanner, code === PAREN_OPEN);
        this.#element(this.textEnd, 0);
      } else if (code >= 0 && scanner.isNumber()) {
        this.#element(-1, fround(scanner.number()));
      } else {
        this.#oddElement(scanner, code);
      }
    }
    scanner.at += 1;
  }

  #element(end: number, step: number): void {
    this.ends.push(end);
    this.steps.push(step);
  }

  /** Of lists that no text is shown from. */
  #oddElement(scanner: Scanner, code: number): void {
    if (code < 0) giveUp('open list');
    this.#oddList = true;
    if (code === 0x2f) scanner.name();
    else giveUp('odd list');
  }
}
