/**
 * What a metric is made of, a row for each independent unit (the contract, the transcript): counts or sums that add
 * up over units. A pooled metric is a function of the column sums, so that a resample of units costs one weighted sum.
 */
export interface ClusterTable {
  /** The units, in ascending order of UTF-16 code units, each once. */
  keys: readonly string[];
  /** Columns of a row. */
  width: number;
  /** `keys.length * width` numbers, row after row. */
  values: Float64Array;
}

/** A metric as a function of column sums. Finite for every sum that a resample can give: 0/0 has a stated answer. */
export type Statistic = (sums: Float64Array) => number;

/** One observation of a mean: items of the same cluster are not independent. */
export interface ClusteredValue {
  cluster: string;
  value: number;
}

/** An empty table over the distinct `keys`, and where each key's row begins. */
export function emptyTable(keys: Iterable<string>, width: number): { table: ClusterTable; rowOf: Map<string, number> } {
  const sorted = [...new Set(keys)].sort();
  const rowOf = new Map(sorted.map((key, index) => [key, index * width]));
  return { table: { keys: sorted, width, values: new Float64Array(sorted.length * width) }, rowOf };
}

/** A table of values whose mean is wanted (accuracy, pass^k, judges' scores); read it with `meanOf`. */
export function meanTable(items: readonly ClusteredValue[]): ClusterTable {
  const { table, rowOf } = emptyTable(
    items.map((item) => item.cluster),
    2,
  );
  for (const { cluster, value } of items) {
    const row = rowOf.get(cluster)!;
    table.values[row]! += value;
    table.values[row + 1]! += 1;
  }
  return table;
}

/** The mean over the items (not over the clusters) of a `meanTable`. */
export const meanOf: Statistic = (sums) => sums[0]! / sums[1]!;

/** The column sums over all units. */
export function columnSums(table: ClusterTable): Float64Array {
  return weightedSums(table, new Uint32Array(table.keys.length).fill(1), new Float64Array(table.width));
}

/** Fills `sums` with the column sums, each unit counted `weights[unit]` times. */
export function weightedSums(table: ClusterTable, weights: Uint32Array, sums: Float64Array): Float64Array {
  const { values, width } = table;
  sums.fill(0);
  for (let unit = 0; unit < weights.length; unit++) {
    const weight = weights[unit]!;
    if (weight === 0) continue;
    const row = unit * width;
    for (let column = 0; column < width; column++) sums[column]! += weight * values[row + column]!;
  }
  return sums;
}
