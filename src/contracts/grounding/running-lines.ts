import { negates } from './significance.js';
import type { Page, Span } from '../types.js';

/** Lines looked at from each edge of a page, and the length up to which a line can be a header or footer. */
const EDGE_LINES = 3;
const MAX_LENGTH = 160;

const PAGE_NUMBER = /^[\s\-–—[(|]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|\/)\s*\d{1,4})?[\s\-–—\])|]*$/i;

interface Line extends Span {
  key: string;
}

/**
 * The page headers, footers and page numbers of a text, in order: lines at the edge of pages that come back on other pages
 * but for their numbers. A quotation that runs over a page break leaves them out.
 *
 * A text without pages has them where a line stands alone between blank lines at least three times.
 */
export function runningLines(text: string, pages: readonly Page[]): Span[] {
  return pages.length > 1 ? edgeLines(text, pages) : repeatedLines(text);
}

function edgeLines(text: string, pages: readonly Page[]): Span[] {
  const edges = pages.map((page) => {
    const lines = linesOf(text, page);
    const last = Math.max(EDGE_LINES, lines.length - EDGE_LINES);
    return [...lines.slice(0, EDGE_LINES), ...lines.slice(last)];
  });
  const pagesWith = new Map<string, number>();
  for (const lines of edges) {
    for (const key of new Set(lines.map((line) => line.key))) pagesWith.set(key, (pagesWith.get(key) ?? 0) + 1);
  }
  const enough = pages.length <= 3 ? 2 : 3;
  const isRunning = (line: Line): boolean => (pagesWith.get(line.key) ?? 0) >= enough && mayBeLeftOut(text, line);
  return edges.flatMap((lines) =>
    lines.filter(
      (line, index) =>
        isRunning(line) ||
        ((index === 0 || index === lines.length - 1) && PAGE_NUMBER.test(text.slice(line.start, line.end))),
    ),
  );
}

function repeatedLines(text: string): Span[] {
  const lines = linesOf(text, { start: 0, end: text.length }).filter(
    (line) => standsAlone(text, line) && (line.key.match(/\p{L}/gu)?.length ?? 0) >= 12 && mayBeLeftOut(text, line),
  );
  const times = new Map<string, number>();
  for (const { key } of lines) times.set(key, (times.get(key) ?? 0) + 1);
  return lines.filter((line) => (times.get(line.key) ?? 0) >= 3);
}

function mayBeLeftOut(text: string, line: Span): boolean {
  return line.end - line.start <= MAX_LENGTH && !negates(text.slice(line.start, line.end));
}

function standsAlone(text: string, line: Span): boolean {
  const before = text.slice(Math.max(0, line.start - 40), line.start);
  const after = text.slice(line.end, line.end + 40);
  return /(?:^|\n[^\S\n]*\n[^\S\n]*)$/.test(before) && /^[^\S\n]*(?:\n[^\S\n]*\n|$)/.test(after);
}

/** The lines of a range that are not blank, without the white space around them. */
function linesOf(text: string, range: Span): Line[] {
  const lines: Line[] = [];
  for (let start = range.start; start < range.end;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline > range.end ? range.end : newline;
    const line = text.slice(start, end);
    const trimmed = line.trim();
    if (trimmed !== '') {
      const from = start + line.indexOf(trimmed);
      // Lines too long to be a header get a key of their own, so that none is built for them.
      const key =
        trimmed.length > MAX_LENGTH ? `@${from}` : trimmed.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ');
      lines.push({ start: from, end: from + trimmed.length, key });
    }
    start = end + 1;
  }
  return lines;
}
