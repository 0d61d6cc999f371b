import type { SourceText, Span } from '../../contracts/types.js';
import { fold } from '../evidence.js';
import { segmentsOf, type Segment } from '../segments.js';
import { clauseOf } from './clause.js';
import { passageWordsOf, plainWordsOf, toldProbability, type PassageWordModel } from './passage-words.js';
import { subjectOf } from './subject.js';

/** Texts up to this many UTF-16 code units may be a single passage: a clause, a paragraph of terms, a notice. */
const LONGEST_PASSAGE = 2_500;
/** Whom terms speak to, and in whose name; from one such word in so many on, a passage is one of terms. */
const PARTIES =
  /\b(?:you|yours?|we|our|us|users?|visitors?|members?|subscribers?|customers?)\b|회원|이용자|약관|당사|고객/gi;
const WORDS_A_PARTY = 50;
/** At most this share of the letters of a text without case is capital. */
const CASELESS = 0.002;
const SAMPLE = 20_000;

/** Words of a plain summary; of Korean, pairs of syllables. */
const SUMMARY_WORDS = { latin: 18, hangul: 40 };
/** What a sentence loses by standing later, and by being a heading or less. */
const LATER = 0.03;
const BARE = 0.05;
/** Brings the expected overlap, mostly 0.1 to 0.3, to the scale of the other kinds of relevance. */
const SCALE = 4;

/** Whether the text is one short passage of terms, which says first what it is about. */
export function isPassage(text: string): boolean {
  if (text.length > LONGEST_PASSAGE) return false;
  return (text.match(PARTIES)?.length ?? 0) * WORDS_A_PARTY > text.split(/\s+/).length;
}

/** Whether the text has lost its capitals, so that sentences begin with small letters. */
export function isCaseless(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const letters = sample.match(/[A-Za-z]/g)?.length ?? 0;
  return letters >= 20 && (sample.match(/[A-Z]/g)?.length ?? 0) <= letters * CASELESS;
}

/**
 * The sentences of a text without capitals, each by the clause that makes its point: split behind every mark with white
 * space, since no capital tells more.
 */
export function caselessSegments(source: SourceText): Segment[] {
  const { text } = source;
  return segmentsOf(source).flatMap((segment) =>
    piecesOf(text, segment).map((piece) => {
      const { start, end } = clauseOf(text, piece);
      return { ...segment, start, end, folded: fold(text.slice(start, end)), isHeading: false };
    }),
  );
}

function piecesOf(text: string, { start, end }: Span): Span[] {
  const pieces: Span[] = [];
  let from = start;
  for (const { index, 1: mark = '', 0: gap } of text.slice(start, end).matchAll(/([.?!]["')\]]*)\s+(?=[a-z"'(\d])/g)) {
    pieces.push({ start: from, end: start + index + mark.length });
    from = start + index + gap.length;
  }
  if (from < end) pieces.push({ start: from, end });
  return pieces;
}

/** Whether a piece of a text without capitals is a statement. */
export function isCaselessProse({ folded }: Segment): boolean {
  return (folded.match(/[a-z']{2,}/g)?.length ?? 0) >= 3 && !/[:|]$|\.{4}/.test(folded);
}

/**
 * What the sentences of a passage are worth in its summary: how much of each a plain summary would tell, in
 * expectation, as the F-measure of its words. Early sentences are preferred a little.
 */
export function passageJudge(sentences: readonly Segment[], model?: PassageWordModel): (segment: Segment) => number {
  const words = sentences.map(({ folded }) => plainWordsOf(folded));
  const uses = passageWordsOf(words);
  const subject = subjectOf(sentences.map(({ folded }) => folded));
  const worth = new Map(
    sentences.map(({ start, hangul }, at): [number, number] => {
      const own = words[at] ?? [];
      let told = 0;
      for (const word of new Set(own)) {
        const use = uses.get(word);
        if (use !== undefined) told += toldProbability(word, use, subject(word), model);
      }
      const length = hangul ? SUMMARY_WORDS.hangul : SUMMARY_WORDS.latin;
      const bare = own.length < (hangul ? 4 : 8) ? BARE : 0;
      return [start, SCALE * ((2 * told) / (own.length + length) - (LATER * at) / sentences.length - bare)];
    }),
  );
  return ({ start }) => worth.get(start) ?? 0;
}
