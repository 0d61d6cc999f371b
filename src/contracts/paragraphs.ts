import type { Span } from './types.js';

/** A line that is not blank, without the white space around it. */
interface Line extends Span {
  /** Columns, a CJK character taking two. */
  width: number;
  firstWord: number;
  isTabular: boolean;
  /** Whether blank lines stand before it. */
  isDetached: boolean;
}

/** Text whose lines are mostly wider than this was not wrapped: each of its lines is a paragraph. */
const WIDEST_WRAP = 150;

/** A line may be wrapped when it and the next line's first word fill this share of the usual width. Capitals are wide. */
const FULL = 0.8;
const FULL_CAPITALS = 0.6;

/** A paragraph goes on across blank lines (a page break) only behind a line at least this wide. */
const MIN_WIDTH_BEFORE_BLANK = 40;

const BULLET = /[•‣◦▪▫●○■□◆◇▶※∙·*–—-]\s|[①-⑳⑴-⒇㉠-㉻]/y;
const ENUMERATOR =
  /(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[a-z]{1,2}|[ivxl]{1,6}|[A-Z]|[가-하])[.)]|\d{1,3}(?:\.\d{1,3}){1,5}|§{1,2}\s?\d)(?=\s|["“‘'「]|[가-힣])/y;
const HEADING_WORD =
  /(?:ARTICLE|SECTION|EXHIBIT|SCHEDULE|APPENDIX|ANNEX|Article|Section|Exhibit|Schedule|Appendix|Annex)\s+[\dIVXLA-Z]{1,6}(?:\.\d{1,3})*[.:]?\s*(?:[A-Z(–—-]|$)|제\s?\d{1,4}\s?(?:편|장|절|관|조)(?:의\s?\d{1,3})?\s*[(（[【<]|제\s?\d{1,4}\s?(?:편|장|절|관)\s/my;

/** Words after which a number is a reference and not the beginning of an item. */
const REFERENCE_WORD =
  /(?:\b(?:sections?|articles?|clauses?|paragraphs?|subsections?|sub-sections?|exhibits?|schedules?|items?|nos?\.|rules?|parts?|chapters?|§+|of|in|under|to|with|by|and|or|than|least|about|above)|제|및|또는|와|과)\s*$/i;

/** What a line ends with when its sentence does: punctuation, or the plain final form of a Korean verb. */
const CLOSED_LINE = /(?:[.!?;:。！？][)"'”’\]」』]*|(?:한|된|있|없|는|인|았|었|였|않|니|하)다)$/;

/**
 * Splits a range of the text into paragraphs, without the white space around them: at blank lines, at list items and
 * headings, and at line ends that are not mere wrapping. Lines wrapped at a fixed width, as in the text of a PDF, stay
 * together. Together the paragraphs hold everything in the range that is not white space.
 */
export function splitParagraphs(text: string, within: Span = { start: 0, end: text.length }): Span[] {
  const lines = linesOf(text, within);
  const usual = usualWidth(lines);
  const paragraphs: Span[] = [];
  let open: Span | undefined;
  let previous: Line | undefined;
  for (const line of lines) {
    if (open && previous && goesOn(text, previous, line, usual)) {
      open.end = line.end;
    } else {
      open = { start: line.start, end: line.end };
      paragraphs.push(open);
    }
    previous = line;
  }
  return paragraphs;
}

/** Whether the line is an item of a list, a numbered provision or a numbered heading by its first characters. */
function beginsItem(text: string, line: Line, previous: Line): boolean {
  if (matchesAt(BULLET, text, line.start)) return true;
  const behind = text.slice(Math.max(previous.start, previous.end - 24), previous.end);
  if (matchesAt(HEADING_WORD, text, line.start)) return !REFERENCE_WORD.test(behind);
  if (!matchesAt(ENUMERATOR, text, line.start)) return false;
  // "within five" + "(5) business days"
  if (/[\p{L}\d]$/u.test(behind) && /^\(\d+\)\s\p{Ll}/u.test(text.slice(line.start, line.start + 8))) return false;
  const isAfterItem = /(?:[.;:,。]["”’)\]]*|\b(?:and|or)|및|또는|다)$/i.test(behind);
  return isAfterItem || !REFERENCE_WORD.test(behind);
}

function goesOn(text: string, previous: Line, line: Line, usual: number): boolean {
  if (previous.isTabular || line.isTabular || beginsItem(text, line, previous)) return false;
  const ending = text.slice(Math.max(previous.start, previous.end - 6), previous.end);
  const beginsLower = /^\p{Ll}/u.test(text.slice(line.start, line.start + 2));
  const isOpen = !CLOSED_LINE.test(ending);
  if (line.isDetached) {
    return beginsLower && isOpen && /[\p{L},]$/u.test(ending) && previous.width >= MIN_WIDTH_BEFORE_BLANK;
  }
  if (beginsLower && isOpen) return true;
  if (/[;:]$/.test(ending) && /^\p{Lu}/u.test(text.slice(line.start, line.start + 2))) return false;
  if (usual > WIDEST_WRAP || (ending.endsWith('다') && !isOpen)) return false;
  const full = isCapitals(text.slice(Math.max(previous.start, previous.end - 40), previous.end)) ? FULL_CAPITALS : FULL;
  return previous.width + 1 + line.firstWord >= usual * full;
}

function isCapitals(words: string): boolean {
  return !/\p{Ll}/u.test(words) && /(?:\p{Lu}[^\p{L}]*){10}/u.test(words);
}

/** The width that a fifth of the characters stand in wider lines than: the full width where lines are wrapped. */
function usualWidth(lines: readonly Line[]): number {
  const widths = lines.map((line) => line.width).sort((a, b) => a - b);
  const most = widths.reduce((sum, width) => sum + width, 0) * 0.8;
  let sum = 0;
  for (const width of widths) {
    sum += width;
    if (sum >= most) return width;
  }
  return 0;
}

function linesOf(text: string, within: Span): Line[] {
  const lines: Line[] = [];
  let isDetached = false;
  for (let start = within.start; start < within.end;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline > within.end ? within.end : newline;
    const line = text.slice(start, end);
    const trimmed = line.trim();
    if (trimmed === '') {
      isDetached = true;
    } else {
      const from = start + line.length - line.trimStart().length;
      lines.push({ start: from, end: from + trimmed.length, ...measure(trimmed), isDetached });
      isDetached = false;
    }
    start = end + 1;
  }
  return lines;
}

function measure(line: string): Pick<Line, 'width' | 'firstWord' | 'isTabular'> {
  let width = 0;
  let firstWord = -1;
  let spaces = 0;
  let columns = 1;
  for (let i = 0; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    const isSpace = code === 0x20 || code === 0x09 || code === 0xa0 || code === 0x3000;
    if (isSpace) {
      if (firstWord < 0) firstWord = width;
      spaces += code === 0x09 ? 3 : 1;
    } else {
      if (spaces >= 3) columns += 1;
      spaces = 0;
    }
    width += code >= 0x1100 && code < 0xd800 ? 2 : 1;
  }
  return { width, firstWord: firstWord < 0 ? width : firstWord, isTabular: columns >= 3 };
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
