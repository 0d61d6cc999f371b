import type { Span } from '../types.js';
import { ENGLISH_NUMBER, englishNumber } from './numbers.js';

/** A length of time that a text states. */
export interface DurationValue extends Span {
  /** ISO 8601 duration: `P30D`, `P12M`, `P1Y`, `P2W`, `PT24H`, `P1Y6M`. */
  iso: string;
  /** Whether only business days count. */
  businessDays: boolean;
}

const ENGLISH = new RegExp(
  `(?<![\\w.,/$-])(?:(?<words>${ENGLISH_NUMBER})(?: ?\\( ?(?<digits>\\d{1,3}) ?\\))?|(?<number>\\d{1,3})(?: ?\\([^()]{1,20}\\))?)[\\s-]{1,8}(?:(?<kind>business|working|banking|calendar|consecutive|full|successive)\\s{1,8})?(?<unit>hours?|days?|weeks?|months?|years?)\\b`,
  'gi',
);
/** `(2)년` and blanks are none. A day of the month, a clock time and 1월 are no lengths of time. */
const KOREAN =
  /(?<![\d.]|[년월] {0,3})(?:제 ?)?(?<number>\d{1,3}|[일이삼사오육칠팔구]|십[이오]?|삼십|육십|구십) ?(?<unit>영업일|근무일|일간?|주간?|개월간?|년간?|시간)(?: ?(?<months>\d{1,2}) ?개월간?)?(?=$|[^\d가-힣월]|전|간|이내|이상|이하|동안|으로|로|부터|까지|마다|후|씩|을|를|의|이|은|단위|자동|전에)/g;
const KOREAN_NUMBERS: Readonly<Record<string, number>> = {
  일: 1,
  이: 2,
  삼: 3,
  사: 4,
  오: 5,
  육: 6,
  칠: 7,
  팔: 8,
  구: 9,
  십: 10,
  십이: 12,
  십오: 15,
  삼십: 30,
  육십: 60,
  구십: 90,
};

/** The duration of an expression such as "thirty (30) days", "12개월" or "30일 전"; null when it states none. */
export function parseDuration(expression: string): string | null {
  const [first] = findDurations(expression);
  return first?.iso ?? null;
}

/** The lengths of time of a text in order. Where words and figures disagree ("thirty (60) days") there is none. */
export function findDurations(text: string): DurationValue[] {
  return [...englishDurations(text), ...koreanDurations(text)].sort((a, b) => a.start - b.start);
}

function englishDurations(text: string): DurationValue[] {
  return [...text.matchAll(ENGLISH)].flatMap((match) => {
    const { words, digits, number, kind = '', unit = '' } = match.groups ?? {};
    const inWords = words === undefined ? null : englishNumber(words);
    const inDigits = digits ?? number;
    if (inWords !== null && inDigits !== undefined && Number(inDigits) !== inWords) return [];
    const value = inWords ?? Number(inDigits);
    const businessDays = /^(?:business|working|banking)$/i.test(kind);
    return isoDuration(match, value, unit.charAt(0).toUpperCase(), businessDays);
  });
}

function koreanDurations(text: string): DurationValue[] {
  return [...text.matchAll(KOREAN)].flatMap((match) => {
    const { number = '', unit = '', months } = match.groups ?? {};
    if (match[0].startsWith('제')) return [];
    const value = KOREAN_NUMBERS[number] ?? Number(number);
    const letter = unit.startsWith('개월')
      ? 'M'
      : unit.startsWith('년')
        ? 'Y'
        : unit.startsWith('주')
          ? 'W'
          : unit === '시간'
            ? 'H'
            : 'D';
    if (months !== undefined && letter === 'Y') {
      const iso = `P${value}Y${Number(months)}M`;
      return [{ start: match.index, end: match.index + match[0].length, iso, businessDays: false }];
    }
    return isoDuration(match, value, letter, /영업|근무/.test(unit));
  });
}

function isoDuration(match: RegExpExecArray, value: number, letter: string, businessDays: boolean): DurationValue[] {
  if (!Number.isInteger(value) || value <= 0) return [];
  const iso = letter === 'H' ? `PT${value}H` : `P${value}${letter}`;
  return [{ start: match.index, end: match.index + match[0].length, iso, businessDays }];
}
