import { isAllCaps, isTitle } from './headings.js';
import type { Marker } from './marker.js';
import type { Span } from '../types.js';

const MAX_LENGTH = 80;

/** Lines of covers, signature blocks and letterheads, which look like headings. */
const NOT_A_HEADING =
  /^(?:by|name|title|date|its|signed|address|attn|attention|tel|fax|phone|e-?mail|page|source|and|between|among|exhibit \d+\.\d)\b|[:@_]\s*$|_{3,}|\/s\/|\b(?:inc|llc|ltd|corp|corporation|company|co|l\.p|plc|gmbh)\.?,?$|주식회사|대표이사|\(인\)|\(서명\)|년\s*월\s*일/i;

/**
 * Headings without a number, for contracts that are divided by them: lines in capitals or title case, short, that do not
 * come back (as a page header does) and have text below. Lines in title case count only when they are the style of the
 * document, that is when it has no headings in capitals.
 */
export function unnumberedHeadings(text: string, lines: readonly Span[]): Marker[] {
  const times = new Map<string, number>();
  const keyOf = (line: Span): string => text.slice(line.start, line.end).toLowerCase().replace(/\s+/g, ' ');
  const short = lines.filter((line) => line.end - line.start <= MAX_LENGTH);
  for (const line of short) times.set(keyOf(line), (times.get(keyOf(line)) ?? 0) + 1);

  const headings = lines.flatMap((line, index) => {
    const words = line.end - line.start <= MAX_LENGTH ? text.slice(line.start, line.end) : '';
    const below = lines[index + 1];
    const hasText =
      below !== undefined && isRunningText(text.slice(below.start, Math.min(below.end, below.start + 200)));
    const isHeading = hasText && looksLikeHeading(words) && (times.get(keyOf(line)) ?? 0) <= 2;
    return isHeading ? [{ line, words }] : [];
  });
  const capitals = headings.filter(({ words }) => isAllCaps(words));
  return (capitals.length >= 3 ? capitals : headings).map(({ line, words }) => ({
    start: line.start,
    end: line.start,
    readings: [{ style: 'heading', value: [] }],
    number: null,
    heading: words.replace(/[.:\s]+$/, '').replace(/\s+/g, ' '),
    headingEnd: line.end,
    isAtLineStart: true,
  }));
}

function looksLikeHeading(words: string): boolean {
  const trimmed = words.replace(/[.:]$/, '').trim();
  if (trimmed === '' || NOT_A_HEADING.test(words)) return false;
  return isTitle(trimmed) || (/^[가-힣][가-힣\s·ㆍ]{1,20}$/.test(trimmed) && !/[다함임음됨]$/.test(trimmed));
}

function isRunningText(words: string): boolean {
  return (words.length >= 40 && /\p{Ll}{3}/u.test(words)) || (words.length >= 15 && /[가-힣]{2}/.test(words));
}
