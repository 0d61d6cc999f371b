import { formatNumber } from '../docx/number-format.js';
import { toLetters, toRoman } from '../numerals.js';
import type { Bullet, ListStyle, Paragraph } from './shapes.js';

/** How the numbers of `a:buAutoNum` are written, by the beginning of the type's name (20.1.10.61 ST_TextAutonumberScheme). */
const NUMBERS: readonly (readonly [string, (number: number) => string])[] = [
  ['arabic', String],
  ['alphaLc', (number) => toLetters(number).toLowerCase()],
  ['alphaUc', toLetters],
  ['romanLc', (number) => toRoman(number).toLowerCase()],
  ['romanUc', toRoman],
  ['circleNum', (number) => formatNumber(number, 'decimalEnclosedCircle')],
  ['ea1', (number) => formatNumber(number, 'japaneseCounting')],
];

/** A number as PowerPoint shows it: `autoNumber(2, 'alphaLcParenBoth')` is `(b)`. */
export function autoNumber(number: number, type: string): string {
  const text = (NUMBERS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? String)(number);
  if (type.endsWith('ParenBoth')) return `(${text})`;
  if (type.endsWith('ParenR')) return `${text})`;
  return type.endsWith('Plain') ? text : type.endsWith('Minus') ? `${text}-` : `${text}.`;
}

/**
 * The lines of a text with their bullets and numbers, indented by level. Styles are asked in order for what a paragraph does
 * not say itself.
 */
export function bulletedText(paragraphs: readonly Paragraph[], styles: readonly ListStyle[]): string {
  /** The last number of each level, and its kind. */
  const counters: ({ type: string; start: number; number: number } | undefined)[] = [];
  return paragraphs
    .map((paragraph) => {
      const { text, level } = paragraph;
      if (text.trim() === '') return '';
      const bullet = paragraph.bullet ?? styles.find((style) => style.has(level))?.get(level);
      const label = labelOf(bullet, level, counters);
      return label === '' ? text.trim() : `${'  '.repeat(level)}${label} ${text.trim()}`;
    })
    .join('\n');
}

function labelOf(
  bullet: Bullet | undefined,
  level: number,
  counters: ({ type: string; start: number; number: number } | undefined)[],
): string {
  counters.length = Math.min(counters.length, level + 1);
  if (!bullet || bullet.kind !== 'number') {
    counters.length = Math.min(counters.length, level);
    return bullet?.kind === 'sign' ? bullet.sign : '';
  }
  const last = counters[level];
  const goesOn = last !== undefined && last.type === bullet.type && last.start === bullet.start;
  const number = goesOn ? last.number + 1 : bullet.start;
  counters[level] = { type: bullet.type, start: bullet.start, number };
  return autoNumber(number, bullet.type);
}
