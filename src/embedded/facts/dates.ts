import { findDates } from '../../contracts/values/dates.js';
import type { FactSource, Found, Passage } from './fact-source.js';
import { within } from './fact-source.js';

export interface FactDates {
  agreementDate: Found<string> | null;
  effectiveDate: Found<string> | null;
  expirationDate: Found<string> | null;
}

/** Where a preamble gives its date. */
const HEAD = 4_000;
const MADE =
  /\b(?:dated|made|entered in ?to|executed|signed|concluded|agreement)\b[^.;]{0,70}?(?:\b(?:as of|on|this|the|dated|effective|and entered into)\b|:|,)\s{0,3}$|\bdated:?\s{0,3}$/i;
/** A date of another agreement, of a filing or of a period. */
const OTHER_DATE =
  /\b(?:amend\w*|original|prior|that certain|certain|previous\w*|existing|filed|filing|as amended|expir\w*|terminat\w*|until|through|between|commenc\w*)\b[^.;]{0,60}$/i;
/** `"Effective Date" means ...`, `effective as of ...`: words that say it outright. */
const EFFECTIVE =
  /["“]effective date["”][^.;"“]{0,24}\b(?:means?|shall mean|is|shall be)\b:?\s{0,3}$|\b(?:become|becomes|be|is|are) effective (?:as of|on|from|as from)(?: the)?\s{0,3}$|\beffective date:\s{0,3}$/i;
const NAMED_EFFECTIVE = /^\s?,?\s?\((?:the |hereinafter |herein |this )?["“']{1,2}effective date["”']/i;
const REFERS =
  /\b(?:effective|commence)\b[^.;]{0,60}\bdate (?:and year )?first (?:above )?(?:written|set forth)|\beffective date["”]?[^.;]{0,24}\b(?:means?|is)\b[^.;]{0,30}\bdate first (?:above )?(?:written|set forth)/i;
const ABOUT_TERM = /\b(?:term|agreement|contract|effect|force|expir\w*|engagement)\b|기간|유효|효력/i;
const ABOUT_PAYMENT = /\b(?:install?ments?|payable)\b/i;
const FIRST_WRITTEN = /\bdate (?:first )?(?:above )?(?:written|set forth)|\bfirst (?:above )?written\b/i;
/** What stands before the day that a term ends on. */
const UNTIL =
  /\b(?:until|through|thru|expir\w+|terminat\w+|ending|ends?|up to|to and including)\b[^.;]{0,60}$|(?:부터|~|-).{0,30}$/i;
const SINCE = /^\s*(?:까지|로 ?만료|에 ?만료)/;

/** Agreement, effective and expiration date, each only where the contract states day, month and year. */
export function datesOf(facts: FactSource): FactDates {
  const agreementDate = agreement(facts);
  return { agreementDate, effectiveDate: effective(facts, agreementDate), expirationDate: expiration(facts) };
}

/** A tagged date that the words before it call the effective one yields to the date of the preamble. */
function agreement(facts: FactSource): Found<string> | null {
  const tagged = firstDate(facts, 'Agreement Date') ?? koreanSignatureDate(facts);
  const [span] = tagged?.spans ?? [];
  if (tagged === null || span === undefined) return preambleDate(facts);
  const isEffective = /\bdated\b[^;]{0,60}\beffective\b[^.;]{0,30}$/i.test(
    facts.text.slice(Math.max(0, span.start - 110), span.start),
  );
  return isEffective ? (preambleDate(facts, span.start) ?? tagged) : tagged;
}

/** The date of the surest clause of a type; null when that clause leaves the date blank. */
function firstDate(facts: FactSource, type: string): Found<string> | null {
  const [clause] = facts.clauses(type);
  const [date] = clause === undefined ? [] : findDates(clause.text);
  return clause === undefined || date === undefined ? null : { value: date.iso, spans: [within(clause, date)] };
}

function effective(facts: FactSource, agreement: Found<string> | null): Found<string> | null {
  const stated = firstDate(facts, 'Effective Date');
  if (stated !== null) return stated;
  const [clause] = facts.clauses('Effective Date');
  const refers = clause !== undefined && FIRST_WRITTEN.test(clause.text);
  if (refers && agreement !== null) return { value: agreement.value, spans: [clause, ...agreement.spans] };
  return outright(facts) ?? referring(facts, agreement);
}

/** The date of a preamble that the tagger was not sure of: the words before it say that the contract is made then. */
function preambleDate({ text, source }: FactSource, not?: number): Found<string> | null {
  if (source.language === 'ko') return null;
  const head = text.slice(0, HEAD);
  const date = findDates(head).find(({ start }) => {
    const before = head.slice(Math.max(0, start - 110), start);
    return start !== not && MADE.test(before) && !OTHER_DATE.test(before);
  });
  return date === undefined ? null : { value: date.iso, spans: [date] };
}

/** A date that the text calls the effective one. */
function outright({ text }: FactSource): Found<string> | null {
  const date = findDates(text).find(
    ({ start, end }) =>
      EFFECTIVE.test(text.slice(Math.max(0, start - 90), start)) || NAMED_EFFECTIVE.test(text.slice(end, end + 50)),
  );
  return date === undefined ? null : { value: date.iso, spans: [date] };
}

/** The agreement's date where the text says that it takes effect on "the date first above written". */
function referring({ text }: FactSource, agreement: Found<string> | null): Found<string> | null {
  const match = agreement === null ? null : REFERS.exec(text);
  if (match === null || agreement === null) return null;
  const place = { start: match.index, end: match.index + match[0].length };
  return { value: agreement.value, spans: [place, ...agreement.spans] };
}

function expiration(facts: FactSource): Found<string> | null {
  for (const sentence of facts.sentences('Expiration Date', 'Contract Term')) {
    const found = ABOUT_TERM.test(sentence.text) && !ABOUT_PAYMENT.test(sentence.text) ? endIn(sentence) : null;
    if (found !== null) return found;
  }
  return koreanPeriodRow(facts);
}

function endIn(sentence: Passage): Found<string> | null {
  const dates = findDates(sentence.text);
  for (const date of dates) {
    const before = sentence.text.slice(0, date.start);
    const isEnd = UNTIL.test(before) || SINCE.test(sentence.text.slice(date.end));
    if (isEnd && !/\b(?:dated|as of)\s*$/i.test(before)) return { value: date.iso, spans: [sentence] };
  }
  return null;
}

/** `계약기간 | 2026년 3월 3일부터 2026년 11월 30일까지`: a row of the table that Korean contracts open with. */
function koreanPeriodRow({ text, source }: FactSource): Found<string> | null {
  if (source.language !== 'ko') return null;
  const row = /계약 ?기간[^\n]{0,6}\n?[^\n]{0,80}(?:부터|~)[^\n]{0,60}/.exec(text.slice(0, 6_000));
  return row === null ? null : endIn({ start: row.index, end: row.index + row[0].length, text: row[0] });
}

/** A date alone on a line between the last article and the signatures. */
function koreanSignatureDate({ text, source }: FactSource): Found<string> | null {
  if (source.language !== 'ko') return null;
  const from = Math.max(0, text.length - 3_000);
  const lines = [...text.slice(from).matchAll(/^[ \t]*((?:19|20)\d\d ?년 ?\d{1,2} ?월 ?\d{1,2} ?일)[ \t]*$/gm)];
  const [line] = lines;
  const [date] = line === undefined ? [] : findDates(line[0]);
  if (lines.length !== 1 || line === undefined || date === undefined) return null;
  return { value: date.iso, spans: [within({ start: from + line.index, end: 0 }, date)] };
}
