import type { Span } from '../types.js';
import type { DiffSegment } from './comparison.js';
import { editScript, type Run } from './edit-script.js';
import type { Token } from './words.js';

/** A side of a changed piece. */
interface DiffSide extends Span {
  text: string;
  tokens: readonly Token[];
}

/** A lone token that stays between changes of at least so many tokens is no help to a reader. */
const MIN_AROUND_ISLAND = 6;

/**
 * The stretches of words that stay, go and come. White space does not count; it belongs to the word before it. The stretches of
 * a side follow each other without a gap from its start to its end.
 */
export function wordDiff(left: DiffSide, right: DiffSide): DiffSegment[] {
  const numbers = new Map<string, number>();
  const numbered = ({ text, tokens }: DiffSide): number[] =>
    tokens.map(({ start, end }) => {
      const word = text.slice(start, end);
      const known = numbers.get(word) ?? numbers.size;
      numbers.set(word, known);
      return known;
    });
  const runs = withoutIslands(editScript(numbered(left), numbered(right)));
  const segments: DiffSegment[] = [];
  let [x, y] = [0, 0];
  for (const run of runs) {
    const ofLeft = stretch(left, x, x + run.left);
    const ofRight = stretch(right, y, y + run.right);
    [x, y] = [x + run.left, y + run.right];
    if (run.isEqual) segments.push({ op: 'equal', left: ofLeft, right: ofRight, text: quote(right, ofRight) });
    else {
      if (run.left > 0) segments.push({ op: 'removed', left: ofLeft, right: null, text: quote(left, ofLeft) });
      if (run.right > 0) segments.push({ op: 'added', left: null, right: ofRight, text: quote(right, ofRight) });
    }
  }
  return segments;
}

/** From the first token to where the next stretch begins. */
function stretch({ start, end, tokens }: DiffSide, from: number, to: number): Span {
  return {
    start: from === 0 ? start : (tokens[from]?.start ?? end),
    end: to >= tokens.length ? end : (tokens[to]?.start ?? end),
  };
}

function quote({ text }: DiffSide, { start, end }: Span): string {
  return text.slice(start, end);
}

/** Joins changes that only a single unchanged token parts, where both are more than a few words. */
function withoutIslands(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const [index, run] of runs.entries()) {
    const before = joined.at(-1);
    const after = runs[index + 1];
    const isIsland = run.isEqual && run.left === 1 && before && after && !before.isEqual;
    if (isIsland && Math.min(size(before), size(after)) >= MIN_AROUND_ISLAND) {
      before.left += 1;
      before.right += 1;
    } else if (before && !before.isEqual && !run.isEqual) {
      before.left += run.left;
      before.right += run.right;
    } else joined.push({ ...run });
  }
  return joined;
}

function size({ left, right }: Run): number {
  return left + right;
}
