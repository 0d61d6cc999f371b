import type { Entry } from './tree.js';
import type { Span } from '../types.js';

const HEADING =
  /TABLE OF CONTENTS\b|Table of Contents\b|^[^\p{L}\n]{0,12}(?:CONTENTS|Contents|INDEX|목\s{0,4}차|차\s{0,4}례)[^\p{L}\n]{0,12}(?:Page|PAGE)?\s*$/gmu;

/** How far into the text a table of contents can stand, and how many headings are tried. */
const LATEST_START = 20_000;
const MAX_HEADINGS = 8;

/** What an entry begins with. A plain number counts at the beginning of a line only: elsewhere it may be a page. */
const ENTRY =
  /(?:ARTICLE|Article|SECTION|Section|EXHIBIT|Exhibit|SCHEDULE|Schedule|APPENDIX|Appendix|ANNEX|Annex)\s+[\dIVXLA-Z]{1,6}(?:\.\d{1,3}){0,3}|제\s?\d{1,4}\s?[편장절조](?:의\s?\d{1,2})?|\d{1,3}\.(?=\s|\p{L}|$)(?<=^[ \t]{0,40}\d{1,3}\.)|(?<=\s)\d{1,3}(?:\.\d{1,3}){1,3}(?=[\s.]|\p{Lu})/gmu;

/** Words of sentences, which no entry has. */
const PROSE =
  /\b(?:shall|hereby|hereinafter|is made|are made|by and between|means|entered into|whereas|now,? therefore|agrees? (?:that|as|to)|in consideration|this agreement \()\b|한다\.|하여야|으로 하며|이하 [“"‘']/i;

/** A title and leader dots or spaces before a page number. */
const PAGE_AT_END = /(?:\.{3,}|…|(?:\.\s){3,}|\s)\s*(?:\d{1,3}|[ivxl]{1,6}|[A-Z]-\d{1,2})\s*$/;
const LEADER = /(?:\.{4,}|…{2,}|(?:\.\s){4,}|·{4,})\s{0,4}(?:[Pp]age\s)?(?:\d{1,3}|[ivxl]{1,6})(?=\s|$)/;

/** The most text between two entries. */
const MAX_GAP = 900;
const MIN_ENTRIES = 3;

/** How soon behind its first number the body shows by a sentence; an entry that comes back before no sentence is a misprint. */
const BODY_WINDOW = 600;

/**
 * The tables of contents of a text: a heading with the entries under it up to the first sentence or the first entry that
 * comes back, and runs of lines with leader dots and page numbers. Ordered and disjoint.
 */
export function tablesOfContents(text: string, lines: readonly Span[]): Span[] {
  const spans = leaderRuns(text, lines);
  const headings = text.slice(0, Math.max(LATEST_START, text.length / 3)).matchAll(HEADING);
  let tried = 0;
  for (const heading of headings) {
    const table = headedTable(text, heading.index);
    if (table) spans.push(table);
    tried += 1;
    if (table || tried === MAX_HEADINGS) break;
  }
  return merge(spans);
}

function headedTable(text: string, start: number): Span | null {
  const seen = new Set<string>();
  const entry = new RegExp(ENTRY);
  entry.lastIndex = start;
  let end = start;
  let last = start;
  let withPage = { count: 0, end: start };
  for (let match = entry.exec(text); match; match = entry.exec(text)) {
    const key = match[0].toLowerCase().replace(/\s+/g, '').replace(/\.$/, '');
    const gap = text.slice(last, match.index);
    if (gap.length > MAX_GAP || PROSE.test(gap)) break;
    if (seen.has(key) && PROSE.test(text.slice(match.index, match.index + BODY_WINDOW))) {
      // Titles of the body may stand before the first entry that comes back; they have no page number.
      end = withPage.count >= MIN_ENTRIES ? withPage.end : match.index;
      break;
    }
    seen.add(key);
    last = match.index + match[0].length;
    end = entryEnd(text, last);
    if (PAGE_AT_END.test(text.slice(last, end))) withPage = { count: withPage.count + 1, end };
  }
  if (seen.size < MIN_ENTRIES) return null;
  return { start, end: Math.max(start, end) };
}

/** End of an entry that begins before `from`: its line if that is short, otherwise its page number. */
function entryEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  const lineEnd = newline < 0 ? text.length : newline;
  const line = text.slice(from, Math.min(lineEnd, from + MAX_GAP));
  if (lineEnd - from < 160 && !PROSE.test(line)) return lineEnd;
  const page = /\s\d{1,3}(?=\s|$)/.exec(line);
  return page ? from + page.index + page[0].length : from;
}

function leaderRuns(text: string, lines: readonly Span[]): Span[] {
  const runs: Span[] = [];
  let run: { span: Span; count: number; missed: number } | undefined;
  const close = (): void => {
    if (run && run.count >= MIN_ENTRIES + 1) runs.push(run.span);
    run = undefined;
  };
  for (const line of lines) {
    const words = line.end - line.start <= 2_000 ? text.slice(line.start, line.end) : '';
    if (LEADER.test(words)) {
      run ??= { span: { start: line.start, end: line.end }, count: 0, missed: 0 };
      run.span.end = line.end;
      run.count += 1;
      run.missed = 0;
    } else if (run && (words === '' || !PAGE_AT_END.test(words))) {
      run.missed += 1;
      if (run.missed > 2) close();
    }
  }
  close();
  return runs;
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** Entries of a table of contents are this much apart at most, on average. */
const MAX_ENTRY_LENGTH = 200;

/**
 * Where the body begins if the first main provisions are a table of contents without its usual signs: close together, and
 * coming back with the same headings. 0 when they are not.
 */
export function bodyBehindContents(entries: readonly Entry[]): number {
  const main = entries.filter((entry) => entry.parent === null && entry.reading.value.length === 1);
  const [first] = main;
  const again = main.findIndex((entry, index) => index > MIN_ENTRIES && first !== undefined && isSame(entry, first));
  const restart = main[again];
  if (!first || !restart) return 0;
  const ranks = entries.indexOf(restart) - entries.indexOf(first);
  if (restart.marker.start - first.marker.start > ranks * MAX_ENTRY_LENGTH) return 0;
  const common = Math.min(again, main.length - again);
  const same = main.slice(0, common).filter((entry, index) => {
    const other = main[again + index];
    return other !== undefined && isSame(entry, other);
  });
  return same.length >= MIN_ENTRIES && same.length >= common * 0.6 ? restart.marker.start : 0;
}

/** Whether two entries have the same number and heading, but for a page number or more behind one of the headings. */
function isSame(a: Entry, b: Entry): boolean {
  const headingOf = ({ marker }: Entry): string => (marker.heading ?? '').toLowerCase().replace(/[^\p{L}]+/gu, '');
  const [one, other] = [headingOf(a), headingOf(b)];
  const isAlike = one.length > 2 && other.length > 2 ? one.startsWith(other) || other.startsWith(one) : one === other;
  return isAlike && a.reading.style === b.reading.style && a.reading.value[0] === b.reading.value[0];
}
