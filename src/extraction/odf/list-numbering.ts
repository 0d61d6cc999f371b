import { formatNumber } from '../docx/number-format.js';
import { toLetters } from '../numerals.js';

/** A level of a list style (ODF 1.3 part 3, 16.31 to 16.33). */
export interface ListLevel {
  kind: 'number' | 'bullet';
  format: string;
  prefix: string;
  suffix: string;
  /** How many levels are shown, this one being the last. */
  displayLevels: number;
  start: number;
  /** `aa, bb` after z, and not `aa, ab`. */
  letterSync: boolean;
  /** What is written, with `%1%` for the number of the first level; it counts before prefix and suffix. */
  listFormat: string | undefined;
  bullet: string;
}

export type ListStyle = Map<number, ListLevel>;

export const MAX_LEVELS = 10;

/** Formats that are named by how they begin. */
const NATIVE: Readonly<Record<string, string>> = {
  가: 'ganada',
  ㄱ: 'chosung',
  '①': 'decimalEnclosedCircle',
  '１': 'decimalFullWidth',
  일: 'koreanCounting',
  一: 'japaneseCounting',
  甲: 'ideographTraditional',
  하: 'koreanLegal',
};

/** Circled Hangul, of which there are fourteen each. */
const CIRCLED: Readonly<Record<string, number>> = { '㉮': 0x326e, '㉠': 0x3260, '㈎': 0x320e, '㈀': 0x3200 };
const CIRCLED_COUNT = 14;

/** The numbers of one list, by level. */
export class ListCounters {
  readonly #numbers: (number | undefined)[] = [];

  /**
   * The label of the next item, without a blank after it: `제1조`, `1.2`, `•`.
   *
   * @param start the number that the item says it has.
   */
  next(style: ListStyle, level: number, start?: number): string {
    const definition = style.get(level);
    const before = this.#numbers[level];
    this.#numbers[level] = start ?? (before === undefined ? (definition?.start ?? 1) : before + 1);
    this.#numbers.length = level + 1;
    return definition ? this.#label(style, definition, level) : '';
  }

  #label(style: ListStyle, definition: ListLevel, level: number): string {
    if (definition.kind === 'bullet') return definition.bullet;
    const number = (at: number): string => numberText(this.#numbers[at] ?? style.get(at)?.start ?? 1, style.get(at));
    if (definition.listFormat !== undefined) {
      return definition.listFormat.replace(/%([0-9]{1,2})%/g, (_, digits: string) => number(Number(digits) - 1)).trim();
    }
    if (definition.format === '') return (definition.prefix + definition.suffix).trim();
    const first = Math.max(0, level - definition.displayLevels + 1);
    const numbers: string[] = [];
    for (let at = first; at <= level; at++) {
      const text = style.get(at)?.kind === 'bullet' ? '' : number(at);
      if (text !== '') numbers.push(text);
    }
    return (definition.prefix + numbers.join('.') + definition.suffix).trim();
  }
}

function numberText(number: number, level: ListLevel | undefined): string {
  const format = level?.format ?? '1';
  switch (format) {
    case '':
      return '';
    case 'a':
    case 'A': {
      const letters = level?.letterSync ? formatNumber(number, 'lowerLetter') : toLetters(number).toLowerCase();
      return format === 'a' ? letters : letters.toUpperCase();
    }
    case 'i':
      return formatNumber(number, 'lowerRoman');
    case 'I':
      return formatNumber(number, 'upperRoman');
  }
  const first = format[0] ?? '';
  const circled = CIRCLED[first];
  if (circled !== undefined && number >= 1 && number <= CIRCLED_COUNT)
    return String.fromCodePoint(circled + number - 1);
  const native = NATIVE[first];
  return native ? formatNumber(number, native) : String(number);
}
