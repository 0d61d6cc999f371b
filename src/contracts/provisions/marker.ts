import type { Span } from '../types.js';

/**
 * How a provision is numbered. The ranked styles nest in this order wherever they come; the others nest under whatever is
 * open when their counting begins.
 */
export type Style =
  | 'attachment'
  | 'part'
  | 'chapter'
  | 'division'
  | 'subdivision'
  | 'article'
  | 'section'
  | 'decimal'
  | 'circled'
  | 'hangul-dot'
  | 'hangul-close'
  | 'number-close'
  | 'number-paren'
  | `${'upper' | 'lower'}-${'dot' | 'close' | 'paren'}-${'letter' | 'roman'}`
  /** An unnumbered heading. */
  | 'heading'
  /** The end of the provisions: signatures. Makes no provision. */
  | 'closing';

/** One way to read a marker: "(i)" is the letter after (h) or the first Roman numeral. */
export interface Reading {
  style: Style;
  /** The number by components: `[3, 2]` for 3.2, `[3, 2]` for 제3조의2 too. Empty for headings. */
  value: number[];
}

/** A place where a provision may begin. */
export interface Marker extends Span {
  /** In order of preference. */
  readings: Reading[];
  /** As printed, without the punctuation around it where that is only punctuation ("3." is "3", "(a)" stays). */
  number: string | null;
  heading: string | null;
  /** End of the heading, or of the marker when there is none. */
  headingEnd: number;
  /** Whether it stands at the beginning of a line; otherwise it must continue a sequence exactly. */
  isAtLineStart: boolean;
  /** Believed only directly behind another marker or its heading. */
  needsNeighbour?: boolean;
  /** Believed only as one of the main numbers: a bare number may be a page's or a street's. */
  isMainOnly?: boolean;
}

const RANKS: Partial<Record<Style, number>> = {
  attachment: 0,
  heading: 1,
  part: 2,
  chapter: 3,
  division: 4,
  subdivision: 5,
  article: 6,
  section: 7,
};

/** Position of a style in the fixed order, or undefined if it nests freely. */
export function rankOf(style: Style): number | undefined {
  return RANKS[style];
}

const ROMAN_DIGITS: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** Value of a Roman numeral written in the usual form, or 0. */
export function romanValue(numeral: string): number {
  const lower = numeral.toLowerCase();
  if (!/^(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/.test(lower)) return 0;
  let value = 0;
  for (let i = 0; i < lower.length; i += 1) {
    const digit = ROMAN_DIGITS[lower.charAt(i)] ?? 0;
    value += digit < (ROMAN_DIGITS[lower.charAt(i + 1)] ?? 0) ? -digit : digit;
  }
  return value;
}

/** Value of a letter, or of a doubled letter after z (aa = 27), or 0. */
export function letterValue(letters: string): number {
  const lower = letters.toLowerCase();
  if (!/^([a-z])\1?$/.test(lower)) return 0;
  return lower.charCodeAt(0) - 0x60 + (lower.length - 1) * 26;
}

const HANGUL_LETTERS = '가나다라마바사아자차카타파하';

/** Value of a counting syllable (가 = 1), or 0. */
export function hangulValue(syllable: string): number {
  return HANGUL_LETTERS.indexOf(syllable) + 1;
}

const WORD_NUMBERS = [
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
].flatMap((words) => words.split(' '));

/** Value of an article's number: `12`, `XII`, `Twelve`, or 0. */
export function articleValue(number: string): number {
  if (/^\d{1,3}$/.test(number)) return Number(number);
  return romanValue(number) || WORD_NUMBERS.indexOf(number.toLowerCase()) + 1;
}
