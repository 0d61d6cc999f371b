/**
 * Of pairs given as the right index of each left one, in left order, the heaviest set that is in order on both sides: these
 * stayed, the others moved. A binary indexed tree over right indexes keeps it at n log n.
 *
 * @returns for each pair whether it stayed.
 */
export function stayed(rights: readonly number[], weights: readonly number[]): boolean[] {
  const size = rights.reduce((most, right) => Math.max(most, right), -1) + 1;
  /** For prefixes of the right indexes, the pair that ends the heaviest chain; -1 for none. */
  const tree = new Int32Array(size + 1).fill(-1);
  const total = new Float64Array(rights.length);
  const previous = new Int32Array(rights.length).fill(-1);
  let best = -1;
  for (let pair = 0; pair < rights.length; pair++) {
    const right = rights[pair] ?? 0;
    const before = heaviest(tree, total, right);
    previous[pair] = before;
    total[pair] = (before < 0 ? 0 : (total[before] ?? 0)) + (weights[pair] ?? 0);
    for (let at = right + 1; at <= size; at += at & -at) {
      const known = tree[at] ?? -1;
      if (known < 0 || (total[known] ?? 0) < (total[pair] ?? 0)) tree[at] = pair;
    }
    if (best < 0 || (total[best] ?? 0) < (total[pair] ?? 0)) best = pair;
  }
  const kept = rights.map(() => false);
  for (let pair = best; pair >= 0; pair = previous[pair] ?? -1) kept[pair] = true;
  return kept;
}

/** The pair that ends the heaviest chain among right indexes below `end`. */
function heaviest(tree: Int32Array, total: Float64Array, end: number): number {
  let best = -1;
  for (let at = end; at > 0; at -= at & -at) {
    const pair = tree[at] ?? -1;
    if (pair >= 0 && (best < 0 || (total[pair] ?? 0) > (total[best] ?? 0))) best = pair;
  }
  return best;
}
