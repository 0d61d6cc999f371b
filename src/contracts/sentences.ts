import { splitParagraphs } from './paragraphs.js';
import type { Span } from './types.js';

/** Abbreviations behind which a sentence never ends: something always follows them. */
const LEADING_ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof messrs hon rev gen gov sen rep st mt ft v vs viz cf e.g i.e eg ie ca approx est tel fax attn jan feb ' +
    'mar apr jun jul aug sep sept oct nov dec ref eds w.r.t a/k/a d/b/a f/k/a c/o'
  ).split(' '),
);

/** Abbreviations that a number or a letter follows; otherwise they are words ("No."). */
const NUMBERING_ABBREVIATIONS = new Set(
  (
    'no nos art arts sec secs sect para paras cl ch chap p pp fig figs ex exh sched app vol ed reg regs stat cir supp ser ' +
    'subd subsec'
  ).split(' '),
);

/** Abbreviations behind which a sentence may end: it does if a word follows that begins sentences. */
const TRAILING_ABBREVIATIONS = new Set(
  'inc corp co ltd llc llp lp plc gmbh bros assn assoc dept div intl mfg jr sr esq etc al ave blvd rd bldg ste u.s a.m p.m ph.d'.split(
    ' ',
  ),
);

const SENTENCE_STARTERS = new Set(
  (
    'the this these those that such if in on upon each any all no neither either a an it its he she they we you for to under ' +
    'subject except notwithstanding unless when where whereas while provided however nothing during after before as at by ' +
    'from with within without both every there here therefore thus accordingly furthermore moreover additionally also ' +
    'meanwhile failure should said our your their his her not nor none once until since because although'
  ).split(' '),
);

/** Words before a number or a single letter that make it a name: "Exhibit A. The ..." ends a sentence. */
const LABELS =
  /\b(?:sections?|articles?|clauses?|paragraphs?|subsections?|exhibits?|schedules?|appendix|annex|attachment|addendum|class|series|phase|part|party|option|and|or|to|of|in|under)\s+$/i;

/** Marks that stay with the sentence they follow. */
const CLOSERS = new Set(Array.from('"\'”’)]}»」』》〉】〕）。！？'));
const WORD_BACK = 32;

/**
 * Splits a range of the text into sentences, trimmed of white space, in order; together they hold everything in the range
 * that is not white space. Headings, list items and rows of tables are sentences of their own.
 *
 * Linear in the length of the range. Offsets are the text's.
 */
export function splitSentences(text: string, within: Span = { start: 0, end: text.length }): Span[] {
  return splitParagraphs(text, within).flatMap((paragraph) => splitParagraph(text, paragraph));
}

function splitParagraph(text: string, paragraph: Span): Span[] {
  const sentences: Span[] = [];
  let { start } = paragraph;
  for (let i = start; i < paragraph.end;) {
    const end = sentenceEnd(text, start, i, paragraph.end);
    if (end === 0) {
      i += 1;
      continue;
    }
    sentences.push({ start, end });
    start = skipSpace(text, end, paragraph.end);
    i = start;
  }
  if (start < paragraph.end) sentences.push({ start, end: paragraph.end });
  return sentences;
}

/** End of the sentence, with closing quotes and brackets, if it ends with the character at `i`; otherwise 0. */
function sentenceEnd(text: string, start: number, i: number, limit: number): number {
  const mark = text.charAt(i);
  const isWide = mark === '。' || mark === '！' || mark === '？';
  if (!isWide && mark !== '.' && mark !== '?' && mark !== '!') return 0;
  if (mark === '.' && (text[i - 1] === '.' || text[i + 1] === '.')) return 0;
  let end = i + 1;
  while (end < limit && CLOSERS.has(text.charAt(end))) end += 1;
  if (end >= limit || isWide) return end;
  const next = skipSpace(text, end, limit);
  if (next === end && !(isHangul(text.charAt(i - 1)) && isHangul(text.charAt(end)))) return 0;
  if (mark !== '.') return beginsSentence(text, next) && !TRAILING_ABBREVIATIONS.has(wordAt(text, next)) ? end : 0;
  return endsWithPeriod(text, start, i, next) ? end : 0;
}

/** Whether the period at `i` ends the sentence that began at `start`, the next word beginning at `next`. */
function endsWithPeriod(text: string, start: number, i: number, next: number): boolean {
  const word = /[\p{L}\p{N}.'’/§&-]*$/u.exec(text.slice(Math.max(start, i - WORD_BACK), i))?.[0] ?? '';
  const wordStart = i - word.length;
  const isFirstWord = wordStart <= start + 1;
  const last = text.charAt(i - 1);
  if (isHangul(last)) return !(word.length === 1 && isFirstWord);
  if (/\d$/.test(word)) return endsWithNumber(text, start, wordStart, word, next);
  if (isFirstWord && /^(?:[A-Za-z]|[ivxl]{1,6}|[IVXL]{1,6})$/.test(word)) return false;
  const abbreviation = word.toLowerCase();
  if (LEADING_ABBREVIATIONS.has(abbreviation)) return false;
  if (NUMBERING_ABBREVIATIONS.has(abbreviation) && /^(?:[\d§]|[A-Z]{1,4}\b)/.test(text.slice(next, next + 6)))
    return false;
  if (!beginsSentence(text, next)) return false;
  const opening = text.charAt(next);
  const isStarter = opening !== '(' && (/["“‘]/.test(opening) || SENTENCE_STARTERS.has(wordAt(text, next)));
  if (/^[A-Z]$/.test(word))
    return isStarter || LABELS.test(text.slice(Math.max(start, wordStart - WORD_BACK), wordStart));
  const isAcronym = /^(?:\p{L}\.)+\p{L}{1,2}$/u.test(word);
  return isAcronym || TRAILING_ABBREVIATIONS.has(abbreviation) ? isStarter : true;
}

/** Whether a number with a period ends a sentence ("in Section 4.") rather than counting ("4. Term", "No. 5. 2024."). */
function endsWithNumber(text: string, start: number, wordStart: number, word: string, next: number): boolean {
  const nextCharacter = text.charAt(next);
  const before = text.slice(Math.max(start, wordStart - WORD_BACK), wordStart);
  // "in Section 10. 2. Price": the next item begins, where "No. 5. 2024" goes on.
  if (/\d/.test(nextCharacter))
    return LABELS.test(before) && /^\d{1,3}(?:\.\d{1,3})*\.?\s+["“\p{Lu}]/u.test(text.slice(next, next + 20));
  if (isHangul(nextCharacter) || !beginsSentence(text, next)) return false;
  if (
    /^\W*(?:(?:section|sec\.|article|clause|paragraph|part|chapter|§+)\s*)?$/i.test(before) &&
    wordStart - start < WORD_BACK
  )
    return false;
  if (/[.;:)]["”’]?\s+$/.test(before)) return false;
  // "Definitions 1.1. "Agent" means": an item without a line of its own.
  return !(word.includes('.') && /^[\d.]+$/.test(word) && /\p{Lu}\p{Ll}+\s+$/u.test(before) && !LABELS.test(before));
}

/** Whether a sentence can begin at `at`: not with a lower-case word, unless it counts an item ("b. ..."). */
function beginsSentence(text: string, at: number): boolean {
  const head = text.slice(at, at + 8);
  return !/^["“‘'(]?\p{Ll}/u.test(head) || /^\(?(?:[a-z]|[ivx]{1,4})[.)]\s/.test(head);
}

function wordAt(text: string, at: number): string {
  return (
    /^["“‘'(]?([\p{L}.]{1,24})/u
      .exec(text.slice(at, at + 26))?.[1]
      ?.replace(/\.$/, '')
      .toLowerCase() ?? ''
  );
}

function skipSpace(text: string, from: number, limit: number): number {
  let i = from;
  while (i < limit && text.charAt(i).trim() === '') i += 1;
  return i;
}

function isHangul(character: string): boolean {
  return character >= '가' && character <= '힣';
}
