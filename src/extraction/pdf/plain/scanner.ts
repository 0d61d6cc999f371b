import {
  BACKSLASH,
  CARRIAGE_RETURN,
  classOf,
  DELIMITER,
  GREATER,
  hexValueOf,
  LINE_FEED,
  MINUS,
  NINE,
  NUMERIC,
  PAREN_CLOSE,
  PAREN_OPEN,
  PERCENT,
  PLUS,
  POINT,
  WHITE,
  ZERO,
} from './bytes.js';
import { giveUp } from './give-up.js';

/** PDFium cuts longer ones off. */
const MAX_STRING = 32_767;

/** A whole number of more digits may not fit into 32 bits. */
const MAX_DIGITS = 9;

/** Up to so many digits a decimal is a quotient of two numbers that are exact. */
const EXACT_DIGITS = 15;

const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, index) => 10 ** index);

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/** For each character after a backslash, what the two stand for: mostly the character itself. */
const escaped = Uint8Array.from({ length: 256 }, (_, code) => ESCAPES[String.fromCharCode(code)] ?? code);

/**
 * Reads the words of PDF from bytes, for objects and for the content of pages alike. It is stricter than any reader of PDF
 * need be: what is not written as the standard has it, and would be mended by guessing, is given up.
 */
export class Scanner {
  /** Where it stands. */
  at = 0;
  readonly data: Buffer;

  constructor(data: Uint8Array) {
    this.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Skips white space and comments. @returns the byte it then stands on, -1 at the end. */
  skipWhite(): number {
    const { data } = this;
    for (;;) {
      if (this.at >= data.length) return -1;
      const code = data[this.at]!;
      if (classOf[code] === WHITE) {
        this.at += 1;
      } else if (code === PERCENT) {
        this.#skipComment();
      } else {
        return code;
      }
    }
  }

  #skipComment(): void {
    const { data } = this;
    while (this.at < data.length && data[this.at] !== LINE_FEED && data[this.at] !== CARRIAGE_RETURN) this.at += 1;
  }

  /** The number that it stands on. */
  number(): number {
    const { data } = this;
    let { at } = this;
    const first = data[at]!;
    if (first === MINUS || first === PLUS) at += 1;
    let mantissa = 0;
    let digits = 0;
    let decimals = -1;
    for (; at < data.length; at += 1) {
      const code = data[at]!;
      if (code >= ZERO && code <= NINE) {
        mantissa = mantissa * 10 + (code - ZERO);
        digits += 1;
        if (decimals >= 0) decimals += 1;
      } else if (code === POINT && decimals < 0) {
        decimals = 0;
      } else {
        break;
      }
    }
    const after = at < data.length ? classOf[data[at]!] : WHITE;
    if (digits === 0 || (after !== WHITE && after !== DELIMITER)) giveUp('odd number');
    const value = digits > EXACT_DIGITS ? this.#longNumber(at) : mantissa / POWERS[Math.max(0, decimals)]!;
    if (decimals < 0 && digits > MAX_DIGITS && value > 0x7fffffff) giveUp('large integer');
    this.at = at;
    return first === MINUS ? -value : value;
  }

  /** Without its sign. */
  #longNumber(end: number): number {
    return Math.abs(Number(this.data.toString('latin1', this.at, end)));
  }

  /** Whether what it stands on begins a number. */
  isNumber(): boolean {
    return classOf[this.data[this.at]!] === NUMERIC;
  }

  /** The end of the word, or of the name behind its slash, that it stands on. */
  skipRegular(): void {
    const { data } = this;
    while (this.at < data.length) {
      const kind = classOf[data[this.at]!];
      if (kind === WHITE || kind === DELIMITER) return;
      this.at += 1;
    }
  }

  /** The name whose slash it stands on. */
  name(): string {
    this.at += 1;
    const start = this.at;
    this.skipRegular();
    const name = this.data.toString('latin1', start, this.at);
    return name.includes('#') ? unescapedName(name) : name;
  }

  /** The word that it stands on; empty on a delimiter. */
  word(): string {
    const start = this.at;
    this.skipRegular();
    return this.data.toString('latin1', start, this.at);
  }

  /** The string whose parenthesis it stands on, into `target` from `to`. @returns where it ends there. */
  literal(target: Uint8Array, to: number): number {
    const { data } = this;
    let at = this.at + 1;
    let end = to;
    let depth = 0;
    if (target.length - to < MAX_STRING) giveUp('too much text');
    for (; at < data.length; at += 1) {
      let code = data[at]!;
      if (code === PAREN_CLOSE) {
        if (depth === 0) {
          this.at = at + 1;
          return end;
        }
        depth -= 1;
      } else if (code === PAREN_OPEN) {
        depth += 1;
      } else if (code === BACKSLASH) {
        at += 1;
        code = at < data.length ? data[at]! : -1;
        if (code === LINE_FEED) continue;
        if (code === CARRIAGE_RETURN) {
          if (data[at + 1] === LINE_FEED) at += 1;
          continue;
        }
        if (isOctal(code)) {
          code -= ZERO;
          for (let more = 0; more < 2 && isOctal(data[at + 1]); more += 1) {
            at += 1;
            code = code * 8 + data[at]! - ZERO;
          }
        } else {
          code = escaped[code] ?? giveUp('open string');
        }
      }
      target[end] = code;
      end += 1;
      if (end - to > MAX_STRING) giveUp('long string');
    }
    return giveUp('open string');
  }

  /** The string in hexadecimal whose bracket it stands on, into `target` from `to`. @returns where it ends there. */
  hexadecimal(target: Uint8Array, to: number): number {
    const { data } = this;
    let end = to;
    let high = -1;
    if (target.length - to < MAX_STRING) giveUp('too much text');
    for (let at = this.at + 1; at < data.length; at += 1) {
      const code = data[at]!;
      const value = hexValueOf[code]!;
      if (value === 255) {
        if (classOf[code] === WHITE) continue;
        if (code !== GREATER) break;
        if (high >= 0) giveUp('half a byte');
        this.at = at + 1;
        return end;
      }
      if (high < 0) {
        high = value;
      } else {
        target[end] = high * 16 + value;
        end += 1;
        high = -1;
        if (end - to > MAX_STRING) giveUp('long string');
      }
    }
    return giveUp('open string');
  }
}

function isOctal(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code < ZERO + 8;
}

function unescapedName(name: string): string {
  return name.replace(/#(..?)?/g, (_, digits?: string) => {
    if (!digits || !/^[0-9a-f]{2}$/i.test(digits)) return giveUp('odd name');
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
}
