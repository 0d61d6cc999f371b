import type { Page, SourceText, Span } from '../../contracts/types.js';
import type { Coverage } from '../analyst.js';

/** The given spans as disjoint ones in order; touching ones become one. */
export function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function isSeen(page: Page, seen: readonly Span[], text: string): boolean {
  if (page.status === 'failed' || page.status === 'no_text_layer') return false;
  const isBlank = text.slice(page.start, page.end).trim() === '';
  return isBlank || seen.some(({ start, end }) => start <= page.start && page.end <= end);
}

/**
 * What was read: characters of the given spans; pages of which every character lies in them. A page that holds nothing
 * counts as read; one whose text could not be had does not.
 */
export function coverageOf({ text, pages }: Pick<SourceText, 'text' | 'pages'>, spans: readonly Span[]): Coverage {
  // White space alone is nothing to read.
  const seen = union(text.trim() === '' ? [{ start: 0, end: text.length }] : spans);
  const characters = seen.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    pages: pages.filter((page) => isSeen(page, seen, text)).map(({ number }) => number),
    pagesTotal: pages.length,
    characters,
    charactersTotal: text.length,
    ratio: text.length === 0 ? 1 : characters / text.length,
  };
}

/** Whether nothing was left unread: the condition for saying that something is not in the document. */
export function isComplete(coverage: Coverage): boolean {
  return coverage.characters === coverage.charactersTotal && coverage.pages.length === coverage.pagesTotal;
}
