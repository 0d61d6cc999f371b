import { bodyBehindContents, tablesOfContents } from './provisions/contents.js';
import { englishInlineMarkers, englishLineMarker } from './provisions/en.js';
import { provisionIds } from './provisions/ids.js';
import { koreanInlineMarkers, koreanLineMarker } from './provisions/ko.js';
import { linesOf } from './provisions/lines.js';
import { nest, type Entry } from './provisions/tree.js';
import { unnumberedHeadings } from './provisions/unnumbered.js';
import type { Marker } from './provisions/marker.js';
import type { Provision, Span } from './types.js';

/** With fewer main provisions than this, the contract is taken to be divided by its headings. */
const MIN_NUMBERED = 3;

/**
 * The provisions of a contract as a tree: articles, sections, items and attachments, Korean and English numbering, and
 * headings without numbers where there are no numbers. What stands before the first one and behind the signatures belongs
 * to none.
 *
 * Siblings are in order and do not overlap, children lie inside their parent, and every range begins and ends with a
 * character that is not white space. Ids are unique and depend on the text alone. Time is linear in the text.
 */
export function parseProvisions(text: string): Provision[] {
  const lines = linesOf(text);
  const contents = tablesOfContents(text, lines);
  let markers = outside(contents, collectMarkers(text, lines));
  let entries = nest(markers, false);
  const body = bodyBehindContents(entries);
  if (body > 0) {
    markers = markers.filter((marker) => marker.start >= body);
    entries = nest(markers, false);
  }
  const isNumbered = entries.filter((entry) => isMain(entry)).length >= MIN_NUMBERED;
  if (isNumbered) return toTree(text, entries);
  const headings = outside(contents, unnumberedHeadings(text, lines));
  return toTree(text, nest(mergeMarkers(text, markers, headings), true));
}

function isMain({ reading, parent }: Entry): boolean {
  return (
    reading.value.length > 0 &&
    (parent === null || parent.reading.style === 'attachment' || parent.reading.style === 'chapter')
  );
}

function collectMarkers(text: string, lines: readonly Span[]): Marker[] {
  const atLineStart: Marker[] = [];
  let hasArticles = false;
  let consumed = 0;
  for (const [index, line] of lines.entries()) {
    if (line.start < consumed) continue;
    const marker: Marker | null =
      koreanLineMarker(text, line, lines[index + 1], hasArticles) ?? englishLineMarker(text, line, lines[index + 1]);
    if (!marker) continue;
    consumed = marker.headingEnd;
    hasArticles ||= marker.readings[0]?.style === 'article';
    atLineStart.push(marker);
  }
  const lineEndOf = lineEnds(text);
  const inline = [...englishInlineMarkers(text, lineEndOf), ...koreanInlineMarkers(text, lineEndOf)];
  return mergeMarkers(
    text,
    atLineStart,
    inline.sort((a, b) => a.start - b.start),
  );
}

/** End of the line of an offset, for offsets that only grow or stay near. */
function lineEnds(text: string): (offset: number) => number {
  let [start, end] = [0, -1];
  return (offset) => {
    if (offset < start || offset > end) {
      const newline = text.indexOf('\n', offset);
      [start, end] = [offset, newline < 0 ? text.length : newline];
    }
    return end;
  };
}

/**
 * Both in the order of the text. Of two that overlap the one of `first` stays, and one of `second` that needs a neighbour
 * only stays directly behind another marker.
 */
function mergeMarkers(text: string, first: readonly Marker[], second: readonly Marker[]): Marker[] {
  const merged: Marker[] = [];
  let next = 0;
  const takeUpTo = (limit: number): void => {
    for (let marker: Marker | undefined = second[next]; marker && marker.start < limit; marker = second[next]) {
      next += 1;
      const behind = merged.at(-1)?.headingEnd ?? -1;
      const isNeighbour = behind >= 0 && marker.start - behind <= 20 && text.slice(behind, marker.start).trim() === '';
      if (marker.start >= behind && (isNeighbour || marker.needsNeighbour !== true)) merged.push(marker);
    }
  };
  for (const marker of first) {
    takeUpTo(marker.start);
    merged.push(marker);
    while ((second[next]?.start ?? Infinity) < marker.headingEnd) next += 1;
  }
  takeUpTo(Infinity);
  return merged;
}

function outside(spans: readonly Span[], markers: readonly Marker[]): Marker[] {
  let next = 0;
  return markers.filter(({ start }) => {
    while ((spans[next]?.end ?? Infinity) <= start) next += 1;
    return start < (spans[next]?.start ?? Infinity);
  });
}

/** Gives the entries their ranges: each ends where the next one begins that is not inside it. */
function toTree(text: string, entries: readonly Entry[]): Provision[] {
  const ids = provisionIds(entries);
  const roots: Provision[] = [];
  const provisions = new Map<Entry, Provision>();
  let open: Entry[] = [];
  const close = (parent: Entry | null, offset: number): void => {
    while (open.length > 0 && open.at(-1) !== parent) {
      const entry = open.pop();
      const provision = entry && provisions.get(entry);
      if (provision) provision.end = provision.start + text.slice(provision.start, offset).trimEnd().length;
    }
  };
  for (const entry of entries) {
    const { marker, reading, parent } = entry;
    close(parent, marker.start);
    if (reading.style === 'closing') continue;
    const provision: Provision = {
      id: ids.get(entry) ?? '',
      number: marker.number,
      heading: marker.heading,
      start: marker.start,
      end: marker.headingEnd,
      children: [],
    };
    provisions.set(entry, provision);
    (parent ? provisions.get(parent)?.children : roots)?.push(provision);
    open.push(entry);
  }
  close(null, text.length);
  open = [];
  return roots;
}
