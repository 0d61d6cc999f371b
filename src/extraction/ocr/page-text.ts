import { mendHyphens } from '../pdf/hyphens.js';
import { type Line, linesToText } from '../pdf/lines.js';
import type { OcrWord } from './engine.js';
import { meanConfidence } from './orientation.js';
import type { OcrLine } from './page-lines.js';

/** What was recognised of a page. `confidence` is 0 to 1, 0 where nothing was. */
export interface OcrText {
  text: string;
  confidence: number;
}

/** Lines less sure than this are drawings and dirt, not text. */
const LEAST_LINE = 0.4;

/** Marks without a letter or digit are believed only when they are so sure. */
const SURE_MARK = 0.7;

/** A gap wider than so many letter heights separates columns and becomes a tab. */
const TAB_GAP = 3;

/** So many lines on either side tell the height of a font, of which one line may show small letters only. */
const NEIGHBOURS = 3;

/** A line this much higher or lower than its neighbours is of another font. */
const SAME_FONT = 1.4;

/** Pixels a point, at 300 an inch: what the layout of paragraphs is measured in. */
const PIXELS_A_POINT = 300 / 72;

/** The text of recognised lines, in paragraphs. What is likely no text at all is left out. */
export function linesText(lines: readonly OcrLine[], letterHeight: number): OcrText {
  const kept = lines
    .map((line) => ({ ...line, words: line.words.filter(isText) }))
    .filter(({ words }) => words.length > 0 && isLine(words));
  const placed = kept.map((line, at) => place(line, usualHeight(kept, at), letterHeight));
  mendHyphens([{ lines: placed }]);
  return {
    text: tidy(linesToText(placed)),
    confidence: meanConfidence(kept.flatMap(({ words }) => words)),
  };
}

const LETTER = /[\p{L}\p{N}]/u;
const CIRCLED = /[①-⑳]/;

function isText({ text, confidence }: OcrWord): boolean {
  return LETTER.test(text) || confidence >= SURE_MARK;
}

function isLine(words: readonly OcrWord[]): boolean {
  return words.some(({ text }) => CIRCLED.test(text)) || meanConfidence(words) >= LEAST_LINE;
}

function usualHeight(lines: readonly OcrLine[], at: number): number {
  const around = lines.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
  return median(around.map(({ top, bottom }) => bottom - top));
}

function place(line: OcrLine, usual: number, letterHeight: number): Line {
  const height = line.bottom - line.top;
  const isUsual = height < usual * SAME_FONT && height > usual / SAME_FONT;
  const bottoms = line.words.map(({ bottom }) => bottom).sort((a, b) => a - b);
  return {
    text: lineText(line.words, letterHeight),
    left: line.left / PIXELS_A_POINT,
    right: line.right / PIXELS_A_POINT,
    // Words with letters that reach below the line are lower than it.
    down: bottoms[Math.floor(bottoms.length * 0.3)]! / PIXELS_A_POINT,
    height: (isUsual ? usual : height) / PIXELS_A_POINT,
    angle: 0,
    rightToLeft: false,
  };
}

function lineText(words: readonly OcrWord[], letterHeight: number): string {
  let text = '';
  let previous: OcrWord | undefined;
  for (const word of words) {
    const gap = previous ? word.left - previous.right : 0;
    if (gap > TAB_GAP * letterHeight) text += '\t';
    else if (previous && word.spaced) text += ' ';
    text += word.text;
    previous = word;
  }
  return text;
}

const HANGUL = /\p{Script=Hangul}/u;

/** The sign of the won, which no trained language knows, is read as W. */
function tidy(text: string): string {
  return HANGUL.test(text) ? text.replace(/(?<![\p{L}\p{N}])(?:\\#|\\?[W￦]|\\)\s?(?=\d{1,3}(,\d{3})+)/gu, '₩') : text;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
