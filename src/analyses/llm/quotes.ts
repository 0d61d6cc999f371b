import type { GroundingIndex } from '../../contracts/grounding.js';
import type { Citation, Span } from '../../contracts/types.js';
import { unescapeDocument } from './document-block.js';

/**
 * The citations of a quotation, looked for near the part that the model was shown; null when the document does not say
 * it. What the prompt escaped is turned back first.
 */
export function groundQuote(index: Pick<GroundingIndex, 'ground'>, quote: string, part: Span): Citation[] | null {
  const plain = unescapeDocument(quote);
  const found = index.ground(plain, part) ?? (plain === quote ? null : index.ground(quote, part));
  return found === null || found.citations.length === 0 ? null : found.citations;
}

function overlap(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** Whether two citations are the same place: one lies within the other, or they share most of the shorter. */
function isSamePlace(a: Span, b: Span): boolean {
  return overlap(a, b) * 2 > Math.min(a.end - a.start, b.end - b.start);
}

/** Citations in the order of the text, each place once; of two for one place the longer stays. */
export function distinctCitations(citations: readonly Citation[]): Citation[] {
  const kept: Citation[] = [];
  for (const citation of citations.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
    if (!kept.some((other) => isSamePlace(citation, other))) kept.push(citation);
  }
  return kept.sort((a, b) => a.start - b.start);
}
