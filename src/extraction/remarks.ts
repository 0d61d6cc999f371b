import { canonicalText } from '../contracts/normalise.js';
import type { Remark } from '../contracts/types.js';
import type { RawBlock, RawExtraction, RawRemark } from './extraction.js';

/** A file may hold more than anyone reads; the text itself is never cut. */
const MAX_REMARKS = 10_000;
const MAX_LENGTH = 10_000;

/**
 * Remarks with their ranges in the text of the document.
 *
 * @param blockStarts for each page, where its blocks begin. @param length of the text.
 */
export function placeRemarks(raw: RawExtraction, blockStarts: readonly number[][], length: number): Remark[] {
  return (raw.remarks ?? []).slice(0, MAX_REMARKS).flatMap((remark) => {
    const text = canonicalText(remark.text).trim().slice(0, MAX_LENGTH);
    return text === '' ? [] : [{ ...described(remark), text, ...rangeOf(remark, raw, blockStarts, length) }];
  });
}

function described({ kind, author, date, page }: RawRemark): Omit<Remark, 'text'> {
  const name = author === undefined ? '' : canonicalText(author).trim();
  return { kind, ...(name !== '' && { author: name }), ...(date && { date }), ...(page && { page }) };
}

/** Offsets before canonicalisation count the characters of a prefix; that of the prefix's canonical form is where it ends. */
function rangeOf(
  { page, at }: RawRemark,
  raw: RawExtraction,
  blockStarts: readonly number[][],
  length: number,
): { start?: number; end?: number } {
  const content = page === undefined ? undefined : raw.pages[page - 1]?.text;
  const blockStart = page === undefined || !at ? undefined : blockStarts[page - 1]?.[at.block];
  if (content === undefined || blockStart === undefined || !at) return {};
  const block: RawBlock | undefined = typeof content === 'string' ? { text: content } : content[at.block];
  if (!block || 'rows' in block) return {};
  const leading = /^(?:[^\S\n]*\n)*/.exec(canonicalText(block.text))?.[0].length ?? 0;
  const offset = (position: number): number =>
    Math.min(length, blockStart + Math.max(0, canonicalText(block.text.slice(0, position)).length - leading));
  return { start: offset(at.start), end: offset(at.end) };
}
