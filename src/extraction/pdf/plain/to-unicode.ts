import { BRACKET_CLOSE, BRACKET_OPEN, GREATER, hexValueOf, LESS, PAREN_OPEN, SLASH } from './bytes.js';
import { giveUp } from './give-up.js';
import { Scanner } from './scanner.js';

/** What the codes of a font stand for. */
export interface CodeMap {
  /** By code, the one character it stands for; 0 where there is none, `SEVERAL` where there are more. */
  single: Uint16Array;
  several: ReadonlyMap<number, string>;
}

export const SEVERAL = 0xffff;

const MAX_CODE = 0xffff;
const MAX_CHARACTERS = 16;

const bytes = Buffer.alloc(64 * 1024);

/**
 * Reads a `ToUnicode` map. A code that is mapped twice, to surrogates, or in another way than by whole characters of four
 * digits is given up when it is used: readers differ about it.
 */
export function readToUnicode(data: Uint8Array): CodeMap {
  const reader = new MapReader(data);
  reader.read();
  const single = new Uint16Array(reader.last + 1);
  const several = new Map<number, string>();
  for (const [code, text] of reader.mapped) {
    if (text.length === 1) {
      single[code] = text.charCodeAt(0);
    } else if (text !== '') {
      single[code] = SEVERAL;
      several.set(code, text);
    }
  }
  return { single, several };
}

class MapReader {
  /** Empty where it is not clear. */
  readonly mapped = new Map<number, string>();
  last = 0;
  readonly #scanner: Scanner;

  constructor(data: Uint8Array) {
    this.#scanner = new Scanner(data);
  }

  read(): void {
    for (let word = this.#next(); word !== undefined; word = this.#next()) {
      if (word === 'beginbfchar') this.#characters();
      else if (word === 'beginbfrange') this.#ranges();
      else if (word === 'usecmap' || /UCS2/.test(word)) giveUp('map with a base');
    }
  }

  /** The next word, name or other piece outside of the lists; undefined at the end. */
  #next(): string | undefined {
    const scanner = this.#scanner;
    const code = scanner.skipWhite();
    if (code < 0) return undefined;
    if (code === SLASH) return scanner.name();
    if (code === PAREN_OPEN) {
      scanner.literal(bytes, 0);
      return '';
    }
    const word = scanner.word();
    if (word === '') scanner.at += 1;
    return word;
  }

  #characters(): void {
    while (this.#scanner.skipWhite() === LESS) {
      const code = this.#code();
      this.#set(code, this.#target());
    }
    this.#expect('endbfchar');
  }

  #ranges(): void {
    const scanner = this.#scanner;
    while (scanner.skipWhite() === LESS) {
      const low = this.#code();
      const high = this.#code();
      if (high < low || high >> 8 !== low >> 8) giveUp('odd range');
      if (scanner.skipWhite() === BRACKET_OPEN) {
        scanner.at += 1;
        for (let code = low; code <= high; code += 1) this.#set(code, this.#target());
        if (scanner.skipWhite() !== BRACKET_CLOSE) giveUp('odd range');
        scanner.at += 1;
      } else {
        this.#setRange(low, high, this.#target());
      }
    }
    this.#expect('endbfrange');
  }

  #setRange(low: number, high: number, first: string | undefined): void {
    for (let code = low; code <= high; code += 1) {
      const step = code - low;
      const character = first?.length === 1 ? first.charCodeAt(0) + step : undefined;
      // Readers differ about ranges of more than one character, and about those that overflow.
      if (step === 0) this.#set(code, first);
      else
        this.#set(code, character === undefined || character > MAX_CODE ? undefined : String.fromCharCode(character));
    }
  }

  #expect(word: string): void {
    if (this.#scanner.word() !== word) giveUp('odd map');
  }

  #set(code: number, text: string | undefined): void {
    const clear = text !== undefined && !/[\0\ud800-\udfff\uffff]/.test(text) && this.mapped.get(code) !== '';
    const before = this.mapped.get(code);
    this.mapped.set(code, clear && (before === undefined || before === text) ? text : '');
    this.last = Math.max(this.last, code);
  }

  #code(): number {
    const digits = this.#hexadecimal();
    if (digits.length === 0 || digits.length > 4) giveUp('odd code');
    return Number.parseInt(digits, 16);
  }

  /** Undefined where it is not of whole characters. */
  #target(): string | undefined {
    const digits = this.#hexadecimal();
    if (digits.length === 0 || digits.length % 4 !== 0 || digits.length > 4 * MAX_CHARACTERS) return undefined;
    let text = '';
    for (let at = 0; at < digits.length; at += 4) {
      text += String.fromCharCode(Number.parseInt(digits.slice(at, at + 4), 16));
    }
    return text;
  }

  /** The digits between the brackets that follow. */
  #hexadecimal(): string {
    const scanner = this.#scanner;
    if (scanner.skipWhite() !== LESS) giveUp('odd map');
    const { data } = scanner;
    const start = scanner.at + 1;
    let at = start;
    while (at < data.length && hexValueOf[data[at]!] !== 255) at += 1;
    if (data[at] !== GREATER) giveUp('odd map');
    scanner.at = at + 1;
    return data.toString('latin1', start, at);
  }
}
