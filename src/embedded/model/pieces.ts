import type { Span } from '../../contracts/types.js';
import { trimSpan } from '../extractors/context.js';

/** Where a long sentence may be cut: behind semicolons and colons, before provisos and the items of an enumeration. */
const CUT =
  /[;:]\s+(?:and |or )?|[,.]?\s+(?=(?:provided|except|unless|however|but|subject to)\b)|[,.]\s+(?=(?:which|and|or|nor|if|then)\b)|\s+(?=\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s)|(?<=[a-z)"”][.,])\s+(?=[A-Z("“])|\s{3,}/g;
const SHORTEST = 20;
/** A sentence with more pieces than this is a list: the rest of it stays one piece. */
const MOST = 16;

/** The pieces of a sentence in order, trimmed; a single one where there is no place to cut. Linear in its length. */
export function piecesOf(text: string, { start, end }: Span): Span[] {
  const pieces: Span[] = [];
  const sentence = text.slice(start, end);
  let from = 0;
  for (const match of sentence.matchAll(CUT)) {
    const behind = match.index + match[0].length;
    if (match.index - from < SHORTEST || sentence.length - behind < SHORTEST) continue;
    if (pieces.length === MOST - 1) break;
    const span = trimSpan(text, start + from, start + match.index + (match[0].trimEnd() === '' ? 0 : 1));
    if (span !== null) pieces.push(span);
    from = behind;
  }
  const last = trimSpan(text, start + from, end);
  if (last !== null) pieces.push(last);
  return pieces;
}
