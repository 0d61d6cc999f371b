import type { FontTable } from './fonts.js';

/** The text of a file as its bytes come in, with what they repeat of Unicode characters left out. */
export class TextBytes {
  #bytes: Buffer[] = [];
  /** Characters still to be left out: those that stand for a `\u` in programs that do not know Unicode. */
  skip = 0;

  constructor(private readonly fonts: FontTable) {}

  add(bytes: Buffer): void {
    const skipped = Math.min(this.skip, bytes.length);
    this.skip -= skipped;
    if (bytes.length > skipped) this.#bytes.push(bytes.subarray(skipped));
  }

  /** The text so far, which is then forgotten. A character of two bytes may come in two parts. */
  take(font: number | undefined): string {
    if (this.#bytes.length === 0) return '';
    const bytes = this.#bytes.length === 1 ? this.#bytes[0]! : Buffer.concat(this.#bytes);
    this.#bytes = [];
    return this.fonts.decode(bytes, font);
  }

  /** The character of a `\u`, whose number may be written as a negative one. */
  unicode(value: number, font: number | undefined): string {
    const code = value < 0 ? value + 0x1_0000 : value;
    if (code < 0 || code > 0x10_ffff) return '';
    const isPrivate = code >= 0xf000 && code <= 0xf0ff;
    return isPrivate ? this.fonts.symbol(code, font) : String.fromCodePoint(code);
  }
}
