import type { SourceText, Span } from '../../contracts/types.js';
import { fold, weigh, type Cue } from '../evidence.js';
import { segmentsOf, type Segment } from '../segments.js';

/** Texts up to this many UTF-16 code units may be a single passage: a clause, a paragraph of terms, a notice. */
const LONGEST_PASSAGE = 2_500;
/** At most this share of the letters of a text without case is capital. */
const CASELESS = 0.002;
const SAMPLE = 20_000;

/** What a passage of terms gives, takes and forbids. */
const STAKES: readonly Cue[] = [
  [
    /\byou (?:may|must|agree|can|cannot|will|are|should|have|acknowledge|grant|waive|shall|do not|own|represent)\b|\bwe (?:may|will|can|reserve|do not|collect|use|share)\b|\b(?:may|must|shall|will|can(?:not)?|reserves?)\b/,
    0.2,
  ],
  [
    /\b(?:rights?|liab\w+|terminat\w+|chang\w+|delet\w+|shar\w+|collect\w*|noti(?:ce|f\w+)|licen[cs]e\w*|warrant\w+|responsib\w+|cookies|dispute\w*|law|personal|pay\w*|fees?)\b/,
    0.1,
  ],
  [/여야 한다|수 있다|아니 된다|못한다|책임|의무|권리|동의|통지|해지|위반/, 0.3],
];
/** What only leads on to something else. */
const POINTING: readonly Cue[] = [
  [/\b(?:please|click|visit|read|refer to|see)\b|https?\b/, -0.15],
  [/^(?:welcome|for example|here are|the following)\b/, -0.3],
];

/** Whether the text is one short passage, which says first what it is about. */
export function isPassage(text: string): boolean {
  return text.length <= LONGEST_PASSAGE;
}

/** Whether the text has lost its capitals, so that sentences begin with small letters. */
export function isCaseless(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const letters = sample.match(/[A-Za-z]/g)?.length ?? 0;
  return letters >= 20 && (sample.match(/[A-Z]/g)?.length ?? 0) <= letters * CASELESS;
}

/** The sentences of a text without capitals: split behind every mark with white space, since no capital tells more. */
export function caselessSegments(source: SourceText): Segment[] {
  return segmentsOf(source).flatMap((segment) =>
    piecesOf(source.text, segment).map(({ start, end }) => ({
      ...segment,
      start,
      end,
      folded: fold(source.text.slice(start, end)),
      isHeading: false,
    })),
  );
}

function piecesOf(text: string, { start, end }: Span): Span[] {
  const pieces: Span[] = [];
  let from = start;
  for (const { index, 0: mark } of text.slice(start, end).matchAll(/[.?!]["')\]]*(?=\s+[a-z"'(\d])/g)) {
    const at = start + index + mark.length;
    pieces.push({ start: from, end: at });
    from = at + (/^\s+/.exec(text.slice(at, end))?.[0].length ?? 0);
  }
  if (from < end) pieces.push({ start: from, end });
  return pieces;
}

/** Whether a piece of a text without capitals is a statement. */
export function isCaselessProse({ folded }: Segment): boolean {
  return (folded.match(/[a-z']{2,}/g)?.length ?? 0) >= 3 && !/[:|]$|\.{4}/.test(folded);
}

/**
 * What a sentence is worth in the summary of a short passage: the first says what it is about, unless it only leads on;
 * then those that say what the reader may, must and risks.
 *
 * @param place The sentence's place among the passage's, 0 for the first, below 1.
 */
export function passageRelevance({ folded, hangul }: Segment, centrality: number, place: number): number {
  const words = folded.split(' ').length;
  const bare = words < (hangul ? 4 : 8) ? 0.8 : 0;
  return 1.5 * (1 - place) + 0.5 * centrality + weigh(STAKES, folded) + weigh(POINTING, folded) - bare;
}
