/** A run of the edit script: so many elements of either side, the same ones or not. */
export interface Run {
  isEqual: boolean;
  left: number;
  right: number;
}

/** The most insertions and deletions that are looked for exactly; memory is about the square of it. */
const MAX_EDITS = 400;

/**
 * The edit script between two sequences. Exact (Myers 1986) where it has up to `MAX_EDITS` edits; a longer one is cut at the
 * elements that occur once on each side (patience), and a piece that is still too different is replaced as a whole. Time
 * and memory are bounded by (length x MAX_EDITS) whatever is given.
 */
export function editScript(left: readonly number[], right: readonly number[]): Run[] {
  const runs = new Runs();
  diff(left, right, runs, true);
  return runs.list;
}

class Runs {
  readonly list: Run[] = [];

  add(isEqual: boolean, left: number, right: number): void {
    if (left === 0 && right === 0) return;
    const last = this.list.at(-1);
    if (last?.isEqual === isEqual) {
      last.left += left;
      last.right += right;
    } else this.list.push({ isEqual, left, right });
  }
}

function diff(left: readonly number[], right: readonly number[], runs: Runs, mayCut: boolean): void {
  const shortest = Math.min(left.length, right.length);
  let head = 0;
  while (head < shortest && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;
  runs.add(true, head, head);
  const a = left.slice(head, left.length - tail);
  const b = right.slice(head, right.length - tail);
  if (a.length === 0 || b.length === 0) runs.add(false, a.length, b.length);
  else if (!myers(a, b, runs)) {
    if (mayCut) cut(a, b, runs);
    else runs.add(false, a.length, b.length);
  }
  runs.add(true, tail, tail);
}

/** @returns false, and adds nothing, when there are too many edits */
function myers(a: readonly number[], b: readonly number[], runs: Runs): boolean {
  const limit = Math.min(MAX_EDITS, a.length + b.length);
  const reach = new Int32Array(2 * limit + 3);
  const history: Int32Array[] = [];
  const middle = limit + 1;
  for (let edits = 0; edits <= limit; edits++) {
    history.push(reach.slice(middle - edits - 1, middle + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && at(reach, middle + diagonal - 1) < at(reach, middle + diagonal + 1));
      let x = down ? at(reach, middle + diagonal + 1) : at(reach, middle + diagonal - 1) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      reach[middle + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) {
        for (const { isEqual, left, right } of trace(history, a.length, b.length)) runs.add(isEqual, left, right);
        return true;
      }
    }
  }
  return false;
}

/** Walks back from the end through what each number of edits had reached. */
function trace(history: readonly Int32Array[], length: number, width: number): Run[] {
  const steps: Run[] = [];
  let x = length;
  let y = width;
  for (let edits = history.length - 1; edits > 0; edits--) {
    const reach = history[edits] ?? new Int32Array(0);
    const middle = edits + 1;
    const diagonal = x - y;
    const down =
      diagonal === -edits ||
      (diagonal !== edits && at(reach, middle + diagonal - 1) < at(reach, middle + diagonal + 1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const fromX = at(reach, middle + from);
    const fromY = fromX - from;
    const same = Math.min(x - fromX - (down ? 0 : 1), y - fromY - (down ? 1 : 0));
    if (same > 0) steps.push({ isEqual: true, left: same, right: same });
    steps.push({ isEqual: false, left: down ? 0 : 1, right: down ? 1 : 0 });
    x = fromX;
    y = fromY;
  }
  if (x > 0) steps.push({ isEqual: true, left: x, right: x });
  return steps.toReversed();
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}

/** Cuts both sequences at elements that occur once in each, in the longest order that both have them in. */
function cut(a: readonly number[], b: readonly number[], runs: Runs): void {
  const anchors = longestIncreasing(uniqueInBoth(a, b));
  let [x, y] = [0, 0];
  for (const anchor of [...anchors, { left: a.length, right: b.length }]) {
    diff(a.slice(x, anchor.left), b.slice(y, anchor.right), runs, false);
    if (anchor.left < a.length) runs.add(true, 1, 1);
    [x, y] = [anchor.left + 1, anchor.right + 1];
  }
}

interface Anchor {
  left: number;
  right: number;
}

function uniqueInBoth(a: readonly number[], b: readonly number[]): Anchor[] {
  const once = (values: readonly number[]): Map<number, number> => {
    const positions = new Map<number, number>();
    for (const [index, value] of values.entries()) positions.set(value, positions.has(value) ? -1 : index);
    return positions;
  };
  const inB = once(b);
  return [...once(a)].flatMap(([value, left]) => {
    const right = inB.get(value) ?? -1;
    return left >= 0 && right >= 0 ? [{ left, right }] : [];
  });
}

/** By patience sorting: `anchors` are in left order. */
function longestIncreasing(anchors: readonly Anchor[]): Anchor[] {
  const tops: number[] = [];
  const previous = new Int32Array(anchors.length).fill(-1);
  for (const [index, { right }] of anchors.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((anchors[tops[middle] ?? 0]?.right ?? 0) < right) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[index] = tops[low - 1] ?? -1;
    tops[low] = index;
  }
  const chain: Anchor[] = [];
  for (let index = tops.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1)
    chain.push(anchors[index] ?? { left: 0, right: 0 });
  return chain.toReversed();
}
