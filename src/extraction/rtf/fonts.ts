import { isUtf8 } from 'node:buffer';
import { symbolCharacter } from '../docx/symbols.js';
import { codePageName, codePageOfCharset } from '../text/code-pages.js';
import { decodeCharset } from '../text/decode.js';

const SYMBOL_CHARSET = 2;
const WESTERN = 1252;

interface Font {
  name: string;
  charset: number | undefined;
  codePage: number | undefined;
}

/** The fonts of a file, which tell the code page of text in them. */
export class FontTable {
  readonly #fonts = new Map<number, Font>();
  #current: Font = { name: '', charset: undefined, codePage: undefined };
  /** The code page of text in fonts that do not tell. */
  codePage = WESTERN;
  /** The font of text that names none. */
  standard: number | undefined;

  /** A control in the table of fonts. */
  define(word: string, value: number | undefined): void {
    if (value === undefined) return;
    if (word === 'f') {
      this.#current = { name: '', charset: undefined, codePage: undefined };
      this.#fonts.set(value, this.#current);
    } else if (word === 'fcharset') {
      this.#current.charset = value;
    } else if (word === 'cpg') {
      this.#current.codePage = value;
    }
  }

  /** Text in the table of fonts: the name of one, up to a semicolon. */
  addName(text: string): void {
    if (this.#current.name === '') this.#current.name = text.split(';', 1)[0]!.trim();
  }

  /** The text of bytes in a font; symbols without a Unicode character are left out. */
  decode(bytes: Buffer, number: number | undefined): string {
    const font = this.#fonts.get(number ?? this.standard ?? -1);
    if (font?.charset === SYMBOL_CHARSET)
      return Array.from(bytes, (byte) => symbolCharacter(font.name, byte.toString(16)) ?? '').join('');
    const codePage = font?.codePage ?? (font?.charset === undefined ? undefined : codePageOfCharset(font.charset));
    const believed = codePage ?? this.codePage;
    // Some programs write UTF-8 and do not say so; Western text is hardly ever valid as that.
    if (believed === WESTERN && isUtf8(bytes)) return bytes.toString('utf8');
    return decodeCharset(bytes, codePageName(believed)) ?? bytes.toString('latin1');
  }

  /** The character of a code in the private area, as symbol fonts number theirs from U+F000. */
  symbol(code: number, number: number | undefined): string {
    const name = this.#fonts.get(number ?? this.standard ?? -1)?.name ?? 'symbol';
    return symbolCharacter(name, code.toString(16)) ?? symbolCharacter('symbol', code.toString(16)) ?? '';
  }
}
