import { Random } from '../../benchmarks/statistics/random.js';

/** How many words apart two words may stand to be seen together. */
const WINDOW = 4;
const ROUNDS = 6;

/** A sparse symmetric matrix by rows. */
interface Sparse {
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
}

/**
 * Vectors of words by the company they keep: the leading subspace of their positive pointwise mutual information (Levy and
 * Goldberg 2014), by subspace iteration. Rows have length one. Deterministic for a seed.
 *
 * @param sequences numbers of the words of each sentence in order, -1 for words that are not known
 */
export function wordVectors(
  sequences: readonly Int32Array[],
  words: number,
  dimensions: number,
  seed: number,
): Float32Array {
  const matrix = mutualInformation(sequences, words);
  const random = new Random(seed);
  let basis = new Float32Array(words * dimensions);
  for (let index = 0; index < basis.length; index += 1) basis[index] = random.uniform() - 0.5;
  orthonormalise(basis, words, dimensions);
  for (let round = 0; round < ROUNDS; round += 1) {
    basis = product(matrix, basis, dimensions);
    orthonormalise(basis, words, dimensions);
  }
  for (let word = 0; word < words; word += 1) {
    const row = basis.subarray(word * dimensions, (word + 1) * dimensions);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let index = 0; index < dimensions; index += 1) row[index]! /= length;
  }
  return basis;
}

function mutualInformation(sequences: readonly Int32Array[], words: number): Sparse {
  const pairs = neighbours(sequences, words);
  const { starts, columns, values } = pairs;
  const sums = new Float64Array(words);
  let total = 0;
  for (let row = 0; row < words; row += 1)
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) sums[row]! += values[at]!;
  for (const sum of sums) total += sum;
  // Contexts count with a power of 3/4, which holds rare words down; shared between rows and columns it stays symmetric.
  const level = sums.map((sum) => 0.875 * Math.log(Math.max(sum, 1e-9)));
  const smoothed = sums.reduce((sum, value) => sum + value ** 0.75, 0);
  const constant = Math.log(Math.max(smoothed, 1e-9));
  const kept = new Uint32Array(words + 1);
  let next = 0;
  for (let row = 0; row < words; row += 1) {
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      const value = Math.log(values[at]!) + constant - level[row]! - level[columns[at]!]!;
      if (value <= 0) continue;
      columns[next] = columns[at]!;
      values[next++] = value;
    }
    kept[row + 1] = next;
  }
  return { starts: kept, columns: columns.slice(0, next), values: values.slice(0, next) };
}

/** How often two words stand near each other, the nearer the more. */
function neighbours(sequences: readonly Int32Array[], words: number): Sparse {
  const sizes = new Uint32Array(words + 1);
  forPairs(sequences, (a, b) => {
    sizes[a + 1]! += 1;
    sizes[b + 1]! += 1;
  });
  for (let word = 0; word < words; word += 1) sizes[word + 1]! += sizes[word]!;
  const filled = sizes.slice();
  const others = new Uint32Array(sizes[words]!);
  const near = new Float32Array(others.length);
  const put = (a: number, b: number, weight: number): void => {
    const at = filled[a]!++;
    others[at] = b;
    near[at] = weight;
  };
  forPairs(sequences, (a, b, distance) => {
    put(a, b, 1 / distance);
    put(b, a, 1 / distance);
  });
  return merged({ starts: sizes, columns: others, values: near });
}

function forPairs(sequences: readonly Int32Array[], visit: (a: number, b: number, distance: number) => void): void {
  for (const sequence of sequences) {
    for (let index = 0; index < sequence.length; index += 1) {
      if (sequence[index]! < 0) continue;
      const last = Math.min(sequence.length - 1, index + WINDOW);
      for (let other = index + 1; other <= last; other += 1)
        if (sequence[other]! >= 0) visit(sequence[index]!, sequence[other]!, other - index);
    }
  }
}

/** Adds up the entries of a row that have the same column, in place. */
function merged({ starts, columns, values }: Sparse): Sparse {
  const words = starts.length - 1;
  const sums = new Float32Array(words);
  const out = new Uint32Array(words + 1);
  let next = 0;
  for (let row = 0; row < words; row += 1) {
    const seen: number[] = [];
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      const column = columns[at]!;
      if (sums[column] === 0) seen.push(column);
      sums[column]! += values[at]!;
    }
    for (const column of seen.sort((a, b) => a - b)) {
      columns[next] = column;
      values[next++] = sums[column]!;
      sums[column] = 0;
    }
    out[row + 1] = next;
  }
  return { starts: out, columns: columns.slice(0, next), values: values.slice(0, next) };
}

function product(
  { starts, columns, values }: Sparse,
  basis: Float32Array,
  dimensions: number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(basis.length);
  const sums = new Float64Array(dimensions);
  for (let row = 0; row + 1 < starts.length; row += 1) {
    sums.fill(0);
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      const base = columns[at]! * dimensions;
      const value = values[at]!;
      for (let index = 0; index < dimensions; index += 1) sums[index]! += value * basis[base + index]!;
    }
    out.set(sums, row * dimensions);
  }
  return out;
}

/** Gram-Schmidt on the columns, twice, which is as good as exact. */
function orthonormalise(basis: Float32Array, rows: number, columns: number): void {
  const dots = new Float64Array(columns);
  for (let column = 0; column < columns; column += 1) {
    for (let pass = 0; pass < 2; pass += 1) {
      dots.fill(0);
      for (let row = 0; row < rows; row += 1) {
        const value = basis[row * columns + column]!;
        if (value === 0) continue;
        for (let other = 0; other < column; other += 1) dots[other]! += value * basis[row * columns + other]!;
      }
      for (let row = 0; row < rows; row += 1) {
        let value = basis[row * columns + column]!;
        for (let other = 0; other < column; other += 1) value -= dots[other]! * basis[row * columns + other]!;
        basis[row * columns + column] = value;
      }
    }
    let squares = 0;
    for (let row = 0; row < rows; row += 1) squares += basis[row * columns + column]! ** 2;
    const scale = squares > 1e-20 ? 1 / Math.sqrt(squares) : 0;
    for (let row = 0; row < rows; row += 1) basis[row * columns + column]! *= scale;
  }
}
