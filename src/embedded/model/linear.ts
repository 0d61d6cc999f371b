import { GROUPS, type FeatureTable } from './features.js';
import { KeyIndex } from './key-index.js';

const GROUP_COUNT = GROUPS.length;
/** What each group of features weighs in a unit; the square root of its number of features divides. */
const GROUP_SCALE = Float32Array.from([3, 1.2, 1, 2, 0.6]);

/** The known features of units with their values, row by row. */
export interface Rows {
  features: Int32Array;
  values: Float32Array;
  /** The group of each. */
  groups: Uint8Array;
  /** Row r is `[starts[r], starts[r + 1])`. */
  starts: Int32Array;
}

/** Keeps the features that the index knows, and gives each its value. */
export function rowsOf(table: FeatureTable, index: KeyIndex): Rows {
  const { keys, bounds } = table;
  const units = (bounds.length - 1) / GROUP_COUNT;
  const features = new Int32Array(keys.length);
  const values = new Float32Array(keys.length);
  const groups = new Uint8Array(keys.length);
  const starts = new Int32Array(units + 1);
  let length = 0;
  for (let unit = 0; unit < units; unit += 1) {
    starts[unit] = length;
    for (let group = 0; group < GROUP_COUNT; group += 1) {
      const first = length;
      const at = unit * GROUP_COUNT + group;
      for (let key = bounds[at]!; key < bounds[at + 1]!; key += 1) {
        const feature = index.of(keys[key]!);
        if (feature >= 0) features[length++] = feature;
      }
      values.fill(GROUP_SCALE[group]! / Math.sqrt(Math.max(1, length - first)), first, length);
      groups.fill(group, first, length);
    }
  }
  starts[units] = length;
  return {
    features: features.slice(0, length),
    values: values.slice(0, length),
    groups: groups.slice(0, length),
    starts,
  };
}

/** Weights with one row a feature: compact, sparse, 8 bits a weight. */
export interface SparseWeights {
  /** Feature keys, ascending. */
  keys: Uint32Array;
  /** Row of feature f is `[starts[f], starts[f + 1])` of `outputs` and `levels`. */
  starts: Uint32Array;
  outputs: Uint8Array;
  levels: Int8Array;
  /** Weight = level * scale of the output. */
  scales: Float32Array;
  /** Logit of each output without any feature. */
  biases: Float32Array;
}

/** One logistic regression for each category over shared features. */
export class LinearModel {
  private readonly index: KeyIndex;

  constructor(readonly weights: SparseWeights) {
    this.index = new KeyIndex(weights.keys);
  }

  get outputs(): number {
    return this.weights.biases.length;
  }

  /** Logits of every unit, `[unit * outputs + output]`, and what each group adds, `[(unit * outputs + output) * groups + group]`. */
  score(table: FeatureTable): { logits: Float32Array; parts: Float32Array } {
    const { starts: rowStarts, outputs, levels, scales, biases } = this.weights;
    const rows = rowsOf(table, this.index);
    const width = biases.length;
    const units = rows.starts.length - 1;
    const logits = new Float32Array(units * width);
    const parts = new Float32Array(units * width * GROUP_COUNT);
    for (let unit = 0; unit < units; unit += 1) {
      const base = unit * width;
      for (let at = rows.starts[unit]!; at < rows.starts[unit + 1]!; at += 1) {
        const value = rows.values[at]!;
        const feature = rows.features[at]!;
        const group = rows.groups[at]!;
        const end = rowStarts[feature + 1]!;
        for (let entry = rowStarts[feature]!; entry < end; entry += 1)
          parts[(base + outputs[entry]!) * GROUP_COUNT + group]! += value * levels[entry]!;
      }
      for (let output = 0; output < width; output += 1) {
        const from = (base + output) * GROUP_COUNT;
        let logit = biases[output]!;
        for (let part = from; part < from + GROUP_COUNT; part += 1) {
          parts[part]! *= scales[output]!;
          logit += parts[part]!;
        }
        logits[base + output] = logit;
      }
    }
    return { logits, parts };
  }
}
