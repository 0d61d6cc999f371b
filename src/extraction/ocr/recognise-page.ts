import { type Bitmap, type Box, boxAround, crop, scale } from './bitmap.js';
import { mendWords } from './mend-words.js';
import { findBlocks } from './blocks.js';
import { type CircledNumber, eraseCircledNumbers, findCircledNumbers } from './circled-numbers.js';
import type { OcrEngine, OcrLanguage, OcrWord } from './engine.js';
import { findInk } from './ink.js';
import { evenOut } from './levels.js';
import { type RecognitionLanguage, recognitionLanguages } from './languages.js';
import { meanConfidence, setUpright, type Upright } from './orientation.js';
import { groupLines, insertNumbers, type OcrLine } from './page-lines.js';
import { linesText, type OcrText } from './page-text.js';

/** Letters of this height are read best, in pixels; about 11 points at 300 dpi. */
const BEST_LETTERS = 30;

/** Letters smaller or larger than these are scaled. */
const SMALL_LETTERS = 16;
const LARGE_LETTERS = 72;

/** A picture is not enlarged beyond so many pixels, nor by more than so much. */
const MOST_PIXELS = 24_000_000;
const MOST_ENLARGED = 4;

/** Blank space left around what a page shows, in letter heights. */
const EDGE = 3;

/** Lines of English less sure than this are tried in Korean, as long as they have so many letters. */
const DOUBTFUL = 0.7;
const DOUBTFUL_LETTERS = 4;

/** So many of the doubtful lines are tried, the least sure ones. */
const TRIED_LINES = 6;

/** A line that is so sure in both languages, and holds Hangul, says that the page does. */
const KOREAN = 0.75;

/** A page that is less sure than this shows no text: a photograph, a drawing. A few letters are easily found in one. */
const LEAST_PAGE = 0.6;
const FEW_LETTERS = 12;
const LEAST_OF_FEW = 0.85;

/** Blank space around a block, in letter heights: the engine misses what touches the edge. */
const MARGIN = 0.6;

/**
 * Recognises the text of a picture of a page: set upright, cleaned of rules and drawings, block by block.
 *
 * @param languages the only ones it may be in; which of them it is, is found out.
 */
export async function recognisePage(
  engine: OcrEngine,
  picture: Bitmap,
  languages: readonly RecognitionLanguage[] = recognitionLanguages,
): Promise<OcrText> {
  const even = fitLetters(evenOut(picture));
  const ink = findInk(even);
  const upright = ink.letters.length === 0 ? undefined : await setUpright(engine, even, ink, languages);
  if (!upright) return { text: '', confidence: 0 };
  let lines = await recogniseUpright(engine, upright, upright.language);
  const mayBeKorean = upright.language === 'eng' && languages.includes('ko');
  if (mayBeKorean && (await holdsKorean(engine, upright.bitmap, lines))) {
    lines = await recogniseUpright(engine, upright, 'kor+eng');
  }
  const result = linesText(lines, upright.ink.letterHeight);
  return isText(result) ? result : { text: '', confidence: 0 };
}

function isText({ text, confidence }: OcrText): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return confidence >= (letters < FEW_LETTERS ? LEAST_OF_FEW : LEAST_PAGE);
}

/** The part of the picture that shows anything, with letters of a size that is read well. */
function fitLetters(whole: Bitmap): Bitmap {
  const { letters, letterHeight } = findInk(whole);
  if (letterHeight === 0) return whole;
  const margin = EDGE * letterHeight;
  const { left, top, right, bottom } = boxAround(letters);
  const bitmap = crop(whole, {
    left: left - margin,
    top: top - margin,
    right: right + margin,
    bottom: bottom + margin,
  });
  if (letterHeight >= SMALL_LETTERS && letterHeight <= LARGE_LETTERS) return bitmap;
  const most = Math.min(MOST_ENLARGED, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  return scale(bitmap, Math.min(BEST_LETTERS / letterHeight, most));
}

async function recogniseUpright(engine: OcrEngine, upright: Upright, language: OcrLanguage): Promise<OcrLine[]> {
  const { ink } = upright;
  const numbers = language === 'eng' ? [] : await findCircledNumbers(engine, upright.bitmap, ink);
  const bitmap = eraseCircledNumbers(upright.bitmap, numbers);
  const lines: OcrLine[] = [];
  for (const block of findBlocks(ink.letters, ink.letterHeight)) {
    const found = await recogniseBlock(engine, bitmap, block, language, MARGIN * ink.letterHeight);
    lines.push(
      ...insertNumbers(
        language === 'eng' ? found : await mendWords(engine, bitmap, found),
        numbers.filter((number) => isInside(number, block)),
      ),
    );
  }
  return lines;
}

/** Whether lines that are no English are Korean. */
async function holdsKorean(engine: OcrEngine, bitmap: Bitmap, lines: readonly OcrLine[]): Promise<boolean> {
  const doubtful = lines
    .filter(({ words }) => lettersOf(words) >= DOUBTFUL_LETTERS && meanConfidence(words) < DOUBTFUL)
    .toSorted((a, b) => meanConfidence(a.words) - meanConfidence(b.words))
    .slice(0, TRIED_LINES);
  for (const { left, right, top, bottom } of doubtful) {
    const margin = bottom - top;
    const part = crop(bitmap, {
      left: left - margin,
      right: right + margin,
      top: top - margin / 4,
      bottom: bottom + margin / 4,
    });
    const words = await engine.recognise(part, 'kor+eng', 'block');
    if (words.some(({ text }) => /\p{Script=Hangul}/u.test(text)) && meanConfidence(words) >= KOREAN) return true;
  }
  return false;
}

function lettersOf(words: readonly OcrWord[]): number {
  return words.reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0);
}

async function recogniseBlock(
  engine: OcrEngine,
  bitmap: Bitmap,
  block: Box,
  language: OcrLanguage,
  margin: number,
): Promise<OcrLine[]> {
  const left = Math.max(0, Math.floor(block.left - margin));
  const top = Math.max(0, Math.floor(block.top - margin));
  const part = crop(bitmap, { left, top, right: block.right + margin, bottom: block.bottom + margin });
  const words = await engine.recognise(part, language, language === 'eng' ? 'page' : 'block');
  return groupLines(
    words.map((word) => ({
      ...word,
      left: word.left + left,
      right: word.right + left,
      top: word.top + top,
      bottom: word.bottom + top,
    })),
  );
}

function isInside(number: CircledNumber, block: Box): boolean {
  const x = (number.left + number.right) / 2;
  const y = (number.top + number.bottom) / 2;
  return x >= block.left && x <= block.right && y >= block.top && y <= block.bottom;
}
