import type { Segment } from '../segments.js';

/** Sentences shorter or longer than this (UTF-16 code units) are not quoted in a summary; Hangul says more in less. */
const LENGTHS = { latin: { least: 40, most: 700 }, hangul: { least: 18, most: 400 } };
const LONGEST_PREAMBLE = 1_200;
/** A line that recurs this often, numbers aside, is a running header or footer. */
const RECURRING = 3;

const SENTENCE_END = /[.!?。…]["'”’)\]」』]*$|[.;:]$/;
/** Ends of Korean sentences and of the clipped style of reports (함, 임, 음, 됨). */
const KOREAN_END = /(?:다|요|까|함|임|음|됨|것)[.)\]"'”’]*$/;
/** What stands behind a blank that a form leaves open. */
const KOREAN_FRAGMENT = /^(?:까지|부터|에서|에게|으로|이며|하며|이고|하고|은|는|을|를|의)[\s(]/;
const DOT_LEADERS = /(?:\.\s?){5,}|…{2,}|_{4,}|-{4,}/;
const SIGNATURE =
  /\b(?:by|name|title|its|date|witness|attest|signature|print name|telephone|fax|e-?mail|attention|attn)\s?:|\/s\/|\bin witness whereof\b|\(인\)|\(서명\)|서명 또는|기명 ?날인|대표(?:이사|자) ?[:：]|주소 ?[:：]|성명 ?[:：]/i;
const FILING =
  /\b(?:source|exhibit|edgar|10-?[kq]|8-k|s-1|filed)\b.{0,60}\b\d{1,2}\/\d{1,2}\/\d{4}\b|\bconfidential treatment\b|\bfiled separately with the\b|\bomits? information\b|\bomitted\b.{0,120}\b(?:filed separately|competitive(?:ly)? harm|not material)\b/i;
/** Words that only point elsewhere. */
const POINTER = /^(?:see|refer to|source|note|table|figure|fig|표|그림|자료|주\)|출처)\b|[:：]$/i;
/** A cell boundary for sure. */
const BAR = /\t| \| /;
/** A run of spaces: a cell boundary where cells are short; elsewhere the indentation of a line whose break was lost. */
const GAP = / {3,}/;
const CELL = { least: 3, short: 25 };

/** The number of an item, which makes no table where a tab or spaces set it off: `19.1<tab>Either Party may ...`. */
const ENUMERATOR =
  /^\s*(?:(?:\(?[a-z\d.]{1,8}\)?[.)]?|[①-⑳])\t\s*|\(?[a-z\d.]{1,8}[.)] {2,}|[a-z]{1,4}[.)]\s+(?=["“(]?[A-Z]))/i;
/** From this share of digits and signs on, words are a row of figures; statements with dates come near it. */
const FIGURES = { words: 0.25, statement: 0.4 };

/** The words of a line with its numbers made equal, so that `Page 3` and `Page 4` are the same line. */
export function lineKey(line: string): string {
  return line.trim().toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ');
}

/** Lines that recur through the text: headers and footers of pages. */
export function recurringLines(text: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const key = lineKey(line);
    if (key.length >= 3 && key.length <= 120) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= RECURRING).map(([key]) => key));
}

function share(text: string, pattern: RegExp): number {
  return (text.match(pattern)?.length ?? 0) / Math.max(1, text.length);
}

function isRow(line: string): boolean {
  const cells = line.trim().split(GAP);
  return cells.length >= CELL.least && cells.filter(({ length }) => length < CELL.short).length * 2 > cells.length;
}

/** Whether the words are mostly numbers, capitals or cells rather than prose. */
function isTabular(sentence: string, hangul: boolean): boolean {
  if (BAR.test(sentence) || DOT_LEADERS.test(sentence) || sentence.split('\n').some(isRow)) return true;
  const isStatement = hangul && KOREAN_END.test(sentence);
  if (share(sentence, /[\d$%|]/g) > (isStatement ? FIGURES.statement : FIGURES.words)) return true;
  const lines = sentence.split('\n').filter((line) => line.trim() !== '');
  const short = lines.filter((line) => line.trim().length < (hangul ? 12 : 30)).length;
  return lines.length >= 3 && short > lines.length / 2;
}

/** Whether the sentence is a statement printed in capitals, as contracts print limits of liability. */
function isInCapitals(sentence: string, words: number): boolean {
  const small = sentence.match(/[a-z]/g)?.length ?? 0;
  const capital = sentence.match(/[A-Z]/g)?.length ?? 0;
  return (
    words >= LEAST_IN_CAPITALS && capital > 2 * small && /\b(?:SHALL|WILL|MAY|IS|ARE|MUST)\b.*\.["”)]*$/s.test(sentence)
  );
}

/** Signatures and running lines, in the sentence that names the parties too. */
const SIGNED = /\/s\/|\bin witness whereof\b|\(인\)|\(서명\)|기명 ?날인/i;
const LEAST_IN_CAPITALS = 12;
const LEAST_OF_PREAMBLE = { words: 10, wordsOfHangul: 4 };

/** Whether a sentence that names the parties can be quoted: it may be long, have blanks, and be mostly names. */
export function isPreamble(text: string, { start, end, hangul, isHeading }: Segment): boolean {
  if (isHeading || end - start > LONGEST_PREAMBLE) return false;
  const sentence = text.slice(start, end);
  if (SIGNED.test(sentence) || /[:：]$/.test(sentence)) return false;
  const words = sentence.split(/\s+/).length;
  if (hangul) return words >= LEAST_OF_PREAMBLE.wordsOfHangul;
  return words >= LEAST_OF_PREAMBLE.words && share(sentence, /[a-z]/g) > 0.25;
}

/** Whether a sentence is prose that can stand in a summary: no heading, contents, table row, header or signature line. */
export function isProse(text: string, segment: Segment, recurring: ReadonlySet<string>): boolean {
  const { start, end, hangul, isHeading } = segment;
  const { least, most } = hangul ? LENGTHS.hangul : LENGTHS.latin;
  if (isHeading || end - start < least || end - start > most) return false;
  const sentence = text.slice(start, end).replace(ENUMERATOR, '');
  if (!SENTENCE_END.test(sentence) && !(hangul && KOREAN_END.test(sentence))) return false;
  if (SIGNATURE.test(sentence) || FILING.test(sentence) || POINTER.test(sentence)) return false;
  if (sentence.split('\n').some((line) => recurring.has(lineKey(line)))) return false;
  if (isTabular(sentence, hangul) || KOREAN_FRAGMENT.test(sentence)) return false;
  // Prose begins with no small letter, has small letters (or Hangul), and few of its words are names.
  const words = sentence.split(/\s+/);
  const names = words.filter((word) => /^[("“]?[A-Z]/.test(word)).length;
  if (isInCapitals(sentence, words.length)) return true;
  if (/^[a-z]/.test(sentence) || share(hangul ? sentence.replace(/[\d\s]/g, '') : sentence, /[a-z가-힣]/g) <= 0.5)
    return false;
  return hangul ? words.length >= 4 : words.length >= 7 && names <= words.length * 0.7;
}
