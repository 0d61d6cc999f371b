import { type Bitmap, type Box, crop } from './bitmap.js';
import type { OcrEngine, OcrWord } from './engine.js';
import { meanConfidence } from './orientation.js';
import { type OcrLine, groupLines } from './page-lines.js';

/** Latin words less sure than this may be Hangul: the engine takes a word for the language it is surer of. */
const DOUBTFUL = 0.85;

/** Blank space around a line, as a share of its height. */
const MARGIN = 0.3;

const LATIN = /\p{Script=Latin}/u;
const HANGUL = /\p{Script=Hangul}/u;

/**
 * Mends the lines of a Korean page where the engine took a word for English: doubtful Latin words are read again in Korean
 * alone, and what is surer stays.
 */
export async function mendWords(engine: OcrEngine, bitmap: Bitmap, lines: readonly OcrLine[]): Promise<OcrLine[]> {
  const mended: OcrLine[] = [];
  for (const line of lines) mended.push(isDoubtful(line) ? await mendLine(engine, bitmap, line) : line);
  return mended;
}

/** Reads a line in Korean alone; the words are placed as its own. */
async function readKorean(engine: OcrEngine, bitmap: Bitmap, box: Box): Promise<OcrWord[]> {
  const margin = (box.bottom - box.top) * MARGIN;
  const left = Math.max(0, Math.floor(box.left - margin));
  const top = Math.max(0, Math.floor(box.top - margin));
  const part = crop(bitmap, { left, top, right: box.right + margin, bottom: box.bottom + margin });
  return longestLine(await engine.recognise(part, 'kor', 'line')).map((word) => ({
    ...word,
    left: word.left + left,
    right: word.right + left,
    top: word.top + top,
    bottom: word.bottom + top,
  }));
}

function isDoubtful({ words }: OcrLine): boolean {
  return words.some(isDoubtfulWord) && words.some(({ text }) => HANGUL.test(text));
}

function isDoubtfulWord({ text, confidence }: OcrWord): boolean {
  return LATIN.test(text) && confidence < DOUBTFUL;
}

async function mendLine(engine: OcrEngine, bitmap: Bitmap, line: OcrLine): Promise<OcrLine> {
  const korean = await readKorean(engine, bitmap, line);
  const words: OcrWord[] = [];
  for (const run of runsOf(line.words, isDoubtfulWord)) {
    const replacement = run.matches ? replace(run.words, korean) : undefined;
    words.push(...(replacement ?? run.words));
  }
  return { ...line, words };
}

function longestLine(words: readonly OcrWord[]): OcrWord[] {
  const lines = groupLines(words).toSorted((a, b) => b.words.length - a.words.length);
  return lines[0]?.words ?? [];
}

interface Run {
  matches: boolean;
  words: OcrWord[];
}

/** The words in runs of those that match and of others. */
function runsOf(words: readonly OcrWord[], matches: (word: OcrWord) => boolean): Run[] {
  const runs: Run[] = [];
  for (const word of words) {
    const run = runs.at(-1);
    if (run?.matches === matches(word)) run.words.push(word);
    else runs.push({ matches: matches(word), words: [word] });
  }
  return runs;
}

/** The Korean words in the place of others, if they are surer. */
function replace(words: readonly OcrWord[], korean: readonly OcrWord[]): OcrWord[] | undefined {
  const first = words[0]!;
  const last = words.at(-1)!;
  const inPlace = korean.filter(({ left, right }) => {
    const middle = (left + right) / 2;
    return middle > first.left && middle < last.right;
  });
  const isSurer = meanConfidence(inPlace) > meanConfidence(words);
  if (!isSurer || !inPlace.some(({ text }) => HANGUL.test(text))) return undefined;
  return inPlace.map((word, index) => (index === 0 ? { ...word, spaced: first.spaced } : word));
}
