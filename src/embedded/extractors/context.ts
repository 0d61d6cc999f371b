import type { Span } from '../../contracts/types.js';
import { fold } from '../evidence.js';

/** A range of the text that may be the value of a form field, with the folded words around it. */
export interface Candidate extends Span {
  /**
   * Folded `left ¶candidate¶ right`, then space-separated `@features`. Cues of the form fields are written against it:
   * `/dated ¶/` is evidence on the left, `/¶ \(the "effective date"\)/` on the right.
   */
  context: string;
}

const LEFT = 90;
const RIGHT = 70;

/** Context of `[start, end)`; the features describe what words around cannot (rank, place, letter case). */
export function candidateAt(text: string, span: Span, features: readonly string[]): Candidate {
  const left = fold(text.slice(Math.max(0, span.start - LEFT), span.start));
  const inner = fold(text.slice(span.start, span.end));
  const right = fold(text.slice(span.end, span.end + RIGHT));
  const marks = features.map((feature) => ` @${feature}`).join('');
  return { start: span.start, end: span.end, context: `${left} ¶${inner}¶ ${right}${marks}` };
}

/** `[start, end)` without white space at its ends; null when nothing else is in it. */
export function trimSpan(text: string, start: number, end: number): Span | null {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from] ?? '')) from += 1;
  while (to > from && /\s/.test(text[to - 1] ?? '')) to -= 1;
  return from < to ? { start: from, end: to } : null;
}
