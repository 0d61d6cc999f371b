/** A feature matrix row by row: `values[row * width + feature]`; NaN is not allowed. */
export interface Matrix {
  values: Float32Array;
  width: number;
}

/** Values of a feature fall into at most so many bins. */
export const BINS = 64;

/** Up to BINS - 1 ascending upper edges that cut a feature into parts of like size. */
export function quantiles({ values, width }: Matrix, rows: number, feature: number): Float32Array {
  const step = Math.max(1, Math.floor(rows / 50_000));
  const sample = new Float32Array(Math.ceil(rows / step));
  for (let index = 0; index < sample.length; index += 1) sample[index] = values[index * step * width + feature]!;
  sample.sort();
  const edges: number[] = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const edge = sample[Math.floor((bin * sample.length) / BINS)];
    if (edge !== undefined && (edges.length === 0 || edge > edges.at(-1)!)) edges.push(edge);
  }
  return Float32Array.from(edges);
}

/** The bin of every value. */
export function binned({ values, width }: Matrix, rows: number, edges: readonly Float32Array[]): Uint8Array {
  const bins = new Uint8Array(rows * width);
  for (let at = 0; at < bins.length; at += 1) {
    const own = edges[at % width]!;
    let low = 0;
    let high = own.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[at]! <= own[middle]!) high = middle;
      else low = middle + 1;
    }
    bins[at] = low;
  }
  return bins;
}
