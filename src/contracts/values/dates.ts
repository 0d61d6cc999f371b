import type { Span } from '../types.js';

/** A calendar date that a text states. */
export interface DateValue extends Span {
  /** ISO 8601 calendar date, `YYYY-MM-DD`. */
  iso: string;
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

const MONTH =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
/** `1 s t` as some extracted texts have it. */
const ORDINAL = '(?: ?(?:s ?t|n ?d|r ?d|t ?h))?';

const FORMS: readonly RegExp[] = [
  // March 3, 2026; March 3rd 2026
  new RegExp(`\\b${MONTH}\\s{0,3}(?<day>\\d{1,2})${ORDINAL}\\s?,?\\s{0,3}(?<year>(?:19|20)\\d\\d)(?!\\d)`, 'gi'),
  // 20 day of November, 1995; 3rd March 2026
  new RegExp(
    `(?<!\\d)(?<day>\\d{1,2})${ORDINAL}(?:\\s{1,3}day)?(?:\\s{1,3}of)?[\\s-]{0,3}${MONTH},?[\\s-]{0,3}(?:in the year )?(?<year>(?:19|20)\\d\\d)(?!\\d)`,
    'gi',
  ),
  // 2026-03-03; 2026/3/3; 2026. 3. 3.
  /(?<![\d.])(?<year>(?:19|20)\d\d)(?:(?<mark>[-/])(?<m>\d{1,2})\k<mark>(?<day>\d{1,2})|\. ?(?<m2>\d{1,2})\. ?(?<day2>\d{1,2})\.?)(?!\d)/g,
  // 2026년 3월 3일
  /(?<!\d)(?<year>(?:19|20)\d\d) {0,3}년 {0,3}(?<m>\d{1,2}) {0,3}월 {0,3}(?<day>\d{1,2}) {0,3}일/g,
  // 3/3/2026, the American order; 3.3.2026 is read only where both orders agree or one is impossible
  /(?<![\d./-])(?<first>\d{1,2})(?<sign>[/.-])(?<second>\d{1,2})\k<sign>(?<year>(?:19|20)\d\d)(?!\d|\.\d)/g,
];

/**
 * The date of a whole expression such as "20 day of November, 1995" or "2026. 3. 3."; null when it is none, is not
 * complete, or is no day of the calendar. Numeric dates with slashes are read month first; "13/2/2026" can only be the day first.
 */
export function parseDate(expression: string): string | null {
  const [first] = findDates(expression);
  return first?.iso ?? null;
}

/** The complete dates of a text in order, disjoint. Blanks ("____ day of June"), months alone and 2/30/2020 are none. */
export function findDates(text: string): DateValue[] {
  const found: DateValue[] = [];
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) {
      const iso = isoOf(match.groups ?? {});
      if (iso !== null) found.push({ start: match.index, end: match.index + match[0].length, iso });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return found.filter((date) => {
    if (date.start < end) return false;
    end = date.end;
    return true;
  });
}

function isoOf({ month, year, m, m2, day, day2, first, second, sign }: Record<string, string | undefined>) {
  if (first !== undefined) return numericDate(Number(year), Number(first), Number(second), sign === '/');
  const named = month === undefined ? -1 : MONTHS.findIndex((name) => name.startsWith(month.slice(0, 3).toLowerCase()));
  return calendarDate(Number(year), named >= 0 ? named + 1 : Number(m ?? m2), Number(day ?? day2));
}

/** A date whose year comes last: with slashes month first, else only where there is but one reading. */
function numericDate(year: number, first: number, second: number, american: boolean): string | null {
  const monthFirst = calendarDate(year, first, second);
  const dayFirst = calendarDate(year, second, first);
  if (monthFirst === null || dayFirst === null) return monthFirst ?? dayFirst;
  return american || first === second ? monthFirst : null;
}

/** ISO date of a day that the calendar has; null of another. */
export function calendarDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}
