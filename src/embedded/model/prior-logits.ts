/** Log-odds of each category before anything is known of a unit: from there few units need weights to be ruled out. */
export function priorLogits(
  contracts: readonly { positives: readonly Iterable<number>[] }[],
  outputs: number,
): Float32Array {
  const counts = new Float64Array(outputs);
  let units = 0;
  for (const { positives } of contracts) {
    units += positives.length;
    for (const own of positives) for (const output of own) counts[output]! += 1;
  }
  return Float32Array.from(counts, (count) => Math.log((count + 1) / (units + 2)));
}
