import { type Box, boxAround } from './bitmap.js';
import type { CircledNumber } from './circled-numbers.js';
import type { OcrWord } from './engine.js';

/** A line of recognised words, from left to right. */
export interface OcrLine extends Box {
  words: OcrWord[];
}

/** A space is at least so wide, as a share of a circled number's height. */
const SPACE = 0.15;

/** Puts the words of a block together into lines, in the order of the engine. */
export function groupLines(words: readonly OcrWord[]): OcrLine[] {
  const lines = new Map<number, OcrWord[]>();
  for (const word of words) lines.set(word.line, [...(lines.get(word.line) ?? []), word]);
  return [...lines.values()].map(lineOf);
}

function lineOf(words: OcrWord[]): OcrLine {
  return { words, ...boxAround(words) };
}

/** Puts circled numbers back where they stood; one that stands by itself becomes a line of its own. */
export function insertNumbers(lines: readonly OcrLine[], numbers: readonly CircledNumber[]): OcrLine[] {
  const result = [...lines];
  for (const number of [...numbers].sort((a, b) => b.left - a.left)) {
    const at = nearestLine(result, number);
    if (at === undefined) insertLine(result, number);
    else result[at] = insertWord(result[at]!, number);
  }
  return result;
}

function nearestLine(lines: readonly OcrLine[], number: CircledNumber): number | undefined {
  const middle = (number.top + number.bottom) / 2;
  const height = number.bottom - number.top;
  let best: { at: number; distance: number } | undefined;
  for (const [at, line] of lines.entries()) {
    if (line.top > middle || line.bottom < middle) continue;
    const distance = Math.max(line.left - number.right, number.left - line.right, 0);
    if (distance < 3 * height && (!best || distance < best.distance)) best = { at, distance };
  }
  return best?.at;
}

function wordOf({ text, left, right, top, bottom }: CircledNumber): OcrWord {
  return { text, left, right, top, bottom, spaced: true, confidence: 1, line: 0 };
}

function insertWord(line: OcrLine, number: CircledNumber): OcrLine {
  const space = SPACE * (number.bottom - number.top);
  const before = line.words.filter((word) => (word.left + word.right) / 2 < number.left);
  const [next, ...after] = line.words.slice(before.length);
  const previous = before.at(-1);
  const inserted = { ...wordOf(number), spaced: !previous || number.left - previous.right > space };
  const following = next ? [{ ...next, spaced: next.left - number.right > space }] : [];
  return lineOf([...before, inserted, ...following, ...after]);
}

function insertLine(lines: OcrLine[], number: CircledNumber): void {
  const next = lines.findIndex(({ top }) => top > number.top);
  lines.splice(next < 0 ? lines.length : next, 0, lineOf([wordOf(number)]));
}
