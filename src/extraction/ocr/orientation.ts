import { type Bitmap, crop, rotate, type Turn, turn } from './bitmap.js';
import { densestBand } from './blocks.js';
import type { OcrEngine, OcrLanguage, OcrWord } from './engine.js';
import type { RecognitionLanguage } from './languages.js';
import { findInk, type Ink, keepText } from './ink.js';
import { findSkew } from './skew.js';

/** A picture set upright: its text runs from left to right, and its lines are level. */
export interface Upright {
  bitmap: Bitmap;
  ink: Ink;
  turn: Turn;
  /** Degrees of skew taken out. */
  skew: number;
  language: OcrLanguage;
}

/** Height of the band of text that is tried, in letter heights: about five lines. */
const BAND = 9;

/** So sure a text is recognised only when it stands upright and in its language. */
const SURE = 0.8;

/** Less sure, it stands upright if nothing else does better. */
const LIKELY = 0.6;

/** What is less sure than this in every way is no text: the whole page would not be surer than its densest part. */
const LEAST = 0.45;

/** A lesser skew does not matter, in degrees. */
const LEVEL = 0.15;

interface Candidate extends Upright {
  confidence: number;
}

/**
 * Finds out how a page is turned and in which of the languages it is, by trying a band of its text in every way.
 *
 * @returns undefined for what is no text: a photograph, a drawing.
 */
export async function setUpright(
  engine: OcrEngine,
  bitmap: Bitmap,
  ink: Ink,
  languages: readonly RecognitionLanguage[],
): Promise<Upright | undefined> {
  const isLevel = clearness(ink, true) >= clearness(ink, false);
  const turns: Turn[] = isLevel ? [0, 180, 90, 270] : [90, 270, 0, 180];
  let best: Candidate | undefined;
  for (const [index, degrees] of turns.entries()) {
    if (index === 2 && best && best.confidence >= LIKELY) break;
    const candidate = await tryTurn(engine, languages, bitmap, degrees === 0 ? ink : undefined, degrees);
    if (!best || candidate.confidence > best.confidence) best = candidate;
    if (best.confidence >= SURE) return best;
  }
  return best && best.confidence >= LEAST ? best : undefined;
}

function clearness({ letters, letterHeight }: Ink, upright: boolean): number {
  return findSkew(letters, letterHeight, upright).clearness;
}

async function tryTurn(
  engine: OcrEngine,
  languages: readonly RecognitionLanguage[],
  bitmap: Bitmap,
  known: Ink | undefined,
  degrees: Turn,
): Promise<Candidate> {
  const level = makeLevel(turn(bitmap, degrees), known);
  const { letters, letterHeight } = level.ink;
  const upright = { ...level, bitmap: keepText(level.bitmap, level.ink), turn: degrees };
  const isEnglish = languages.includes('en');
  const isKorean = languages.includes('ko');
  if (letters.length === 0) return { ...upright, language: isEnglish ? 'eng' : 'kor+eng', confidence: 0 };
  const band = densestBand(letters, BAND * letterHeight, level.bitmap.height);
  const sample = crop(upright.bitmap, { left: 0, right: upright.bitmap.width, ...band });
  const english = isEnglish ? meanConfidence(await engine.recognise(sample, 'eng', 'block')) : 0;
  if (english >= SURE || !isKorean) return { ...upright, language: 'eng', confidence: english };
  const korean = meanConfidence(await engine.recognise(sample, 'kor+eng', 'block'));
  return { ...upright, language: 'kor+eng', confidence: Math.max(english, korean) };
}

function makeLevel(bitmap: Bitmap, known: Ink | undefined): { bitmap: Bitmap; ink: Ink; skew: number } {
  const ink = known ?? findInk(bitmap);
  const { degrees } = findSkew(ink.letters, ink.letterHeight, true);
  if (Math.abs(degrees) < LEVEL) return { bitmap, ink, skew: 0 };
  const level = rotate(bitmap, -degrees);
  return { bitmap: level, ink: findInk(level), skew: degrees };
}

/** How sure the words are, by their length; marks and blots count for nothing. */
export function meanConfidence(words: readonly OcrWord[]): number {
  let sum = 0;
  let total = 0;
  for (const { text, confidence } of words) {
    const weight = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    sum += confidence * weight;
    total += weight;
  }
  return total === 0 ? 0 : sum / total;
}
