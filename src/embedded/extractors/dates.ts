import { candidateAt, type Candidate } from './context.js';

const MONTH =
  '(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\\.?|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\.?)';
const DAY = '(?:\\d{1,2}|_{1,6}|\\[[^\\]\\n]{0,12}\\]|\\[ ?\\* ?\\* ?\\* ?\\])(?: ?(?:s ?t|n ?d|r ?d|t ?h))?';
const YEAR = '(?:(?:19|20)\\d\\d|_{2,6}|\\[[^\\]\\n]{0,12}\\])';

const DATE_FORMS: readonly string[] = [
  // June 21, 1999; June 21st 1999
  `\\b${MONTH} {0,2}${DAY} ?,? {0,2}${YEAR}`,
  // 21 June 1999; this 21st day of June, 1999
  `(?:\\b|(?=_|\\[))${DAY}(?: day)?(?: of)? {0,2}${MONTH},? {0,2}(?:in the year )?${YEAR}`,
  // this ___ day of ________, 2004; the 30th day of April
  `(?:\\b|(?=_|\\[))${DAY} day of {0,2}(?:${MONTH}|_{2,20})?(?: ?, ?(?:${YEAR}))?`,
  // 06/21/1999; 2019-06-21
  '\\b\\d{1,2}[/.-]\\d{1,2}[/.-](?:19|20)?\\d\\d\\b',
  '\\b(?:19|20)\\d\\d[/.-]\\d{1,2}[/.-]\\d{1,2}\\b',
  // 2024년 3월 1일; 2024. 3. 1.; 2024년  월  일
  '(?:(?:19|20)\\d\\d|[_○〇□]{2,6}) {0,4}년 {0,4}[\\d_○〇□]{0,4} {0,4}월 {0,4}[\\d_○〇□]{0,4} {0,4}일',
  '\\b(?:19|20)\\d\\d\\. ?\\d{1,2}\\. ?\\d{1,2}\\.?',
  // June 1999
  `\\b${MONTH},? (?:19|20)\\d\\d\\b`,
];
const DATE = new RegExp(DATE_FORMS.join('|'), 'gi');

/** Where form dates stand: at the head, and at the foot with the signatures. */
const HEAD = 9_000;
const FOOT = 4_000;
/** Elsewhere a date counts only near these words. */
const DATE_WORDS = /\b(?:effective|dated|execution|commencement|signed)\b/i;
const MOST = 200;

/**
 * Date expressions that may be the agreement's or the effective date: those near the head and the foot, and others near
 * words such as "effective". Linear in the text.
 */
export function dateCandidates(text: string): Candidate[] {
  const candidates: Candidate[] = [];
  for (const match of text.matchAll(DATE)) {
    const start = match.index;
    const end = start + match[0].length;
    const head = start < HEAD;
    const foot = end > text.length - FOOT;
    if (!head && !foot && !DATE_WORDS.test(text.slice(Math.max(0, start - 60), end + 40))) continue;
    const features = [`rank${Math.min(candidates.length, 5)}`];
    if (start < 1_500) features.push('top');
    else if (head) features.push('head');
    else if (foot) features.push('foot');
    if (!/\d[^\d]{1,12}\d/.test(match[0])) features.push('noday');
    candidates.push(candidateAt(text, { start, end }, features));
    if (candidates.length >= MOST) break;
  }
  return candidates;
}
