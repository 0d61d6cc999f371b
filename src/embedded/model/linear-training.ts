import { Random } from '../../benchmarks/statistics/random.js';
import { KEY_BITS, type FeatureTable } from './features.js';
import { frequentKeys, KeyIndex } from './key-index.js';
import { rowsOf, type Rows, type SparseWeights } from './linear.js';
import { priorLogits } from './prior-logits.js';

/** Units of one contract with what they are: `positives[unit]` are the categories (by number) that the unit belongs to. */
export interface LinearExamples {
  table: FeatureTable;
  positives: readonly (readonly number[])[];
}

export interface LinearSettings {
  outputs: number;
  epochs: number;
  rate: number;
  /** A feature has to occur in this many contracts. */
  leastContracts: number;
  /** Weights smaller than this share of the output's quantisation range are left out. */
  prune: number;
  seed: number;
}

/** Errors below this do not move the weights: almost all units are certainly of no category. */
const NEGLIGIBLE = 0.006;
/** Log-odds of less than that. */
const SILENT = Math.log(NEGLIGIBLE);

/**
 * Fits one logistic regression for each category by AdaGrad, in one pass over shared features, and quantises it.
 * Deterministic for a seed.
 */
export function trainLinear(contracts: readonly LinearExamples[], settings: LinearSettings): SparseWeights {
  const index = new KeyIndex(
    frequentKeys(
      contracts.map(({ table }) => table),
      KEY_BITS,
      settings.leastContracts,
    ),
  );
  const rows = contracts.map(({ table }) => rowsOf(table, index));
  const solver = new AdaGrad(index.keys.length, priorLogits(contracts, settings.outputs));
  const order = allUnits(rows);
  const quiet = rows.map(({ starts }) => new Uint8Array(starts.length));
  const random = new Random(settings.seed);
  const epochs = epochsFor(order.length, settings.epochs);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const rate = settings.rate * (1 - epoch / epochs) + settings.rate * 0.1;
    for (const id of order) {
      const contract = Math.floor(id / UNITS);
      const unit = id % UNITS;
      // What is certainly of no category is looked at in one pass of three.
      if (quiet[contract]![unit] === 1 && (unit + epoch) % 3 !== 0) continue;
      const moved = solver.step(rows[contract]!, unit, contracts[contract]!.positives[unit]!, rate);
      quiet[contract]![unit] = moved ? 0 : 1;
    }
  }
  return solver.quantise(index.keys, settings.prune);
}

/** With fewer units than this there are more epochs, up to so many times as many. */
const ENOUGH_UNITS = 60_000;
const MORE_EPOCHS = 6;

function epochsFor(units: number, epochs: number): number {
  return Math.ceil(epochs * Math.min(MORE_EPOCHS, Math.max(1, ENOUGH_UNITS / units)));
}

/** Contracts have fewer units than this; a unit's id is contract * UNITS + unit. */
const UNITS = 1 << 20;

function allUnits(rows: readonly Rows[]): Float64Array {
  const order = new Float64Array(rows.reduce((sum, { starts }) => sum + starts.length - 1, 0));
  let next = 0;
  for (const [contract, { starts }] of rows.entries())
    for (let unit = 0; unit + 1 < starts.length; unit += 1) order[next++] = contract * UNITS + unit;
  return order;
}

function shuffle(order: Float64Array, random: Random): void {
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    const held = order[index]!;
    order[index] = order[other]!;
    order[other] = held;
  }
}

class AdaGrad {
  private readonly width: number;
  private readonly weights: Float32Array;
  private readonly squares: Float32Array;
  private readonly biases: Float32Array;
  private readonly biasSquares: Float32Array;
  private readonly logits: Float64Array;

  constructor(features: number, biases: Float32Array) {
    const outputs = biases.length;
    this.width = outputs;
    this.weights = new Float32Array(features * outputs);
    this.squares = new Float32Array(features * outputs);
    this.biases = biases;
    this.biasSquares = new Float32Array(outputs);
    this.logits = new Float64Array(outputs);
  }

  /** Moves the weights by the errors of one unit; false when there are none worth it. */
  step({ features, values, starts }: Rows, row: number, positives: readonly number[], rate: number): boolean {
    const { width, weights, squares, biases, biasSquares, logits } = this;
    for (let output = 0; output < width; output += 1) logits[output] = biases[output]!;
    const [start, end] = [starts[row]!, starts[row + 1]!];
    for (let at = start; at < end; at += 1) {
      const value = values[at]!;
      const base = features[at]! * width;
      for (let output = 0; output < width; output += 1) logits[output]! += value * weights[base + output]!;
    }
    let moved = false;
    for (let output = 0; output < width; output += 1) {
      const isPositive = positives.length > 0 && positives.includes(output);
      if (!isPositive && logits[output]! < SILENT) continue;
      const error = 1 / (1 + Math.exp(-logits[output]!)) - (isPositive ? 1 : 0);
      if (Math.abs(error) < NEGLIGIBLE) continue;
      moved = true;
      for (let at = start; at < end; at += 1) {
        const gradient = error * values[at]!;
        const place = features[at]! * width + output;
        squares[place]! += gradient * gradient;
        weights[place]! -= (rate * gradient) / Math.sqrt(squares[place]! + 1e-3);
      }
      biasSquares[output]! += error * error;
      biases[output]! -= (rate * error) / Math.sqrt(biasSquares[output]! + 1);
    }
    return moved;
  }

  quantise(keys: Uint32Array, prune: number): SparseWeights {
    const { width, weights } = this;
    const scales = new Float32Array(width);
    for (let at = 0; at < weights.length; at += 1)
      scales[at % width] = Math.max(scales[at % width]!, Math.abs(weights[at]!));
    for (let output = 0; output < width; output += 1) scales[output] = Math.max(scales[output]!, 1e-9) / 127;
    const kept: number[] = [];
    const starts: number[] = [0];
    const outputs: number[] = [];
    const levels: number[] = [];
    for (const [feature, key] of keys.entries()) {
      for (let output = 0; output < width; output += 1) {
        const weight = weights[feature * width + output]!;
        const level = Math.round(weight / scales[output]!);
        if (level === 0 || Math.abs(weight) < prune) continue;
        outputs.push(output);
        levels.push(level);
      }
      if (outputs.length === starts.at(-1)) continue;
      kept.push(key);
      starts.push(outputs.length);
    }
    return {
      keys: Uint32Array.from(kept),
      starts: Uint32Array.from(starts),
      outputs: Uint8Array.from(outputs),
      levels: Int8Array.from(levels),
      scales,
      biases: this.biases.slice(),
    };
  }
}
