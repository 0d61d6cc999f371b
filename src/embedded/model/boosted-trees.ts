import { Random } from '../../benchmarks/statistics/random.js';
import { binned, BINS, quantiles, type Matrix } from './matrix.js';

export interface BoostingSettings {
  /** So many forests that differ by chance alone are grown and made one: the mean of their log-odds errs less than each. */
  members: number;
  trees: number;
  /** A tree has at most this many leaves, and leaves have been split at most this often. */
  leaves: number;
  depth: number;
  rate: number;
  /** Least sum of second derivatives in a leaf: about this many uncertain rows. */
  leastWeight: number;
  /** L2 penalty on leaf values. */
  penalty: number;
  /** Share of the rows, and of the features, that a tree is grown on. */
  rowShare: number;
  featureShare: number;
}

/** A forest in flat arrays. Node n asks `row[feature[n]] <= threshold[n]`: yes `left[n]`, no `left[n] + 1`; leaves have feature -1. */
export interface Forest {
  base: number;
  roots: Uint32Array;
  features: Int16Array;
  thresholds: Float32Array;
  children: Uint32Array;
  values: Float32Array;
}

/** Sum of the leaves that a row falls into: its log-odds. */
export function forestScore(forest: Forest, row: Float32Array): number {
  const { features, thresholds, children, values } = forest;
  let sum = forest.base;
  for (const root of forest.roots) {
    let node = root;
    for (let feature = features[node]!; feature >= 0; feature = features[node]!)
      node = children[node]! + (row[feature]! <= thresholds[node]! ? 0 : 1);
    sum += values[node]!;
  }
  return sum;
}

/** Rows whose error is smaller than this are looked at by a quarter as often, and then count four times. */
const SMALL_ERROR = 0.02;
const SELDOM = 0.25;

/** Fits gradient-boosted trees to 0/1 targets by Newton steps on histograms, the best leaf first. Deterministic for a seed. */
export function trainForest(matrix: Matrix, targets: Uint8Array, settings: BoostingSettings, seed: number): Forest {
  const rows = new BinnedRows(matrix, targets);
  return mean(
    Array.from({ length: settings.members }, (_, member) => new Booster(rows, settings, seed + member).train()),
  );
}

/** One forest whose scores are the mean of the scores of forests with the same base. */
function mean(forests: readonly Forest[]): Forest {
  const joined: Forest = {
    base: forests[0]!.base,
    roots: Uint32Array.from(forests.flatMap(({ roots }) => [...roots])),
    features: Int16Array.from(forests.flatMap(({ features }) => [...features])),
    thresholds: Float32Array.from(forests.flatMap(({ thresholds }) => [...thresholds])),
    children: Uint32Array.from(forests.flatMap(({ children }) => [...children])),
    values: Float32Array.from(
      forests.flatMap(({ values }) => [...values]),
      (value) => value / forests.length,
    ),
  };
  let [tree, node] = [0, 0];
  for (const { roots, values } of forests) {
    for (const end = tree + roots.length; tree < end; tree += 1) joined.roots[tree]! += node;
    for (const [own, feature] of joined.features.subarray(node, node + values.length).entries())
      if (feature >= 0) joined.children[node + own]! += node;
    node += values.length;
  }
  return joined;
}

/** What the forests of one training share: the features in bins, row by row, and their edges. */
class BinnedRows {
  readonly rows: number;
  readonly width: number;
  readonly edges: Float32Array[];
  readonly bins: Uint8Array;

  constructor(
    matrix: Matrix,
    readonly targets: Uint8Array,
  ) {
    this.rows = targets.length;
    this.width = matrix.width;
    this.edges = Array.from({ length: this.width }, (_, feature) => quantiles(matrix, this.rows, feature));
    this.bins = binned(matrix, this.rows, this.edges);
  }
}

interface Leaf {
  node: number;
  from: number;
  to: number;
  depth: number;
  histogram: Float64Array;
  split: Split;
}

interface Split {
  /** Place among the tree's features; -1 when no split is worth it. */
  place: number;
  bin: number;
  gain: number;
  gradient: number;
  weight: number;
}

class Booster {
  private readonly rows: number;
  private readonly width: number;
  private readonly edges: readonly Float32Array[];
  private readonly bins: Uint8Array;
  private readonly targets: Uint8Array;
  private readonly scores: Float64Array;
  /** Of the rows that the tree is grown on: what follows is by their numbers among themselves. */
  private readonly gradients: Float32Array;
  private readonly weights: Float32Array;
  /** Bins of the chosen features, row by row: lying close together is what makes the sums fast. */
  private readonly grownOn: Uint8Array;
  private readonly order: Uint32Array;
  private readonly spare: Uint32Array;
  private readonly random: Random;
  /** Features of the tree that grows. */
  private chosen: number[] = [];
  private readonly nodes = {
    features: [] as number[],
    thresholds: [] as number[],
    children: [] as number[],
    values: [] as number[],
    bins: [] as number[],
  };

  constructor(
    { rows, width, edges, bins, targets }: BinnedRows,
    private readonly settings: BoostingSettings,
    seed: number,
  ) {
    [this.rows, this.width, this.edges, this.bins, this.targets] = [rows, width, edges, bins, targets];
    this.scores = new Float64Array(rows);
    this.gradients = new Float32Array(rows);
    this.weights = new Float32Array(rows);
    this.grownOn = new Uint8Array(rows * width);
    this.order = new Uint32Array(rows);
    this.spare = new Uint32Array(rows);
    this.random = new Random(seed);
  }

  train(): Forest {
    let positives = 0;
    for (const target of this.targets) positives += target;
    const base = Math.log((positives + 1) / (this.rows - positives + 1));
    this.scores.fill(base);
    const roots: number[] = [];
    for (let tree = 0; tree < this.settings.trees; tree += 1) roots.push(this.growTree());
    const { features, thresholds, children, values } = this.nodes;
    return {
      base,
      roots: Uint32Array.from(roots),
      features: Int16Array.from(features),
      thresholds: Float32Array.from(thresholds),
      children: Uint32Array.from(children),
      values: Float32Array.from(values),
    };
  }

  private growTree(): number {
    const count = this.sample();
    const root = this.addNode();
    const leaves = [this.leaf(root, 0, count, 0, this.histogram(0, count))];
    while (leaves.length < this.settings.leaves) {
      let best = -1;
      for (const [index, { split }] of leaves.entries())
        if (split.place >= 0 && split.gain > (leaves[best]?.split.gain ?? 0)) best = index;
      if (best < 0) break;
      const [left, right] = this.divide(leaves[best]!);
      leaves[best] = left;
      leaves.push(right);
    }
    const { rate, penalty } = this.settings;
    for (const { node, split } of leaves)
      this.nodes.values[node] = Math.fround((-rate * split.gradient) / (split.weight + penalty));
    this.moveAll(root);
    return root;
  }

  /** Draws the tree's features and rows; returns how many rows. */
  private sample(): number {
    const { rowShare, featureShare } = this.settings;
    const { bins, grownOn, width } = this;
    const chosen: number[] = [];
    for (let feature = 0; feature < width; feature += 1) if (this.random.uniform() < featureShare) chosen.push(feature);
    this.chosen = chosen;
    let count = 0;
    for (let row = 0; row < this.rows; row += 1) {
      const probability = 1 / (1 + Math.exp(-this.scores[row]!));
      const gradient = probability - this.targets[row]!;
      const isSmall = Math.abs(gradient) < SMALL_ERROR;
      if (this.random.uniform() >= (isSmall ? rowShare * SELDOM : rowShare)) continue;
      const times = isSmall ? 1 / SELDOM : 1;
      this.gradients[count] = gradient * times;
      this.weights[count] = Math.max(1e-6, probability * (1 - probability)) * times;
      for (let place = 0; place < chosen.length; place += 1)
        grownOn[count * chosen.length + place] = bins[row * width + chosen[place]!]!;
      this.order[count] = count;
      count += 1;
    }
    return count;
  }

  private addNode(): number {
    this.nodes.features.push(-1);
    this.nodes.thresholds.push(0);
    this.nodes.children.push(0);
    this.nodes.bins.push(0);
    return this.nodes.values.push(0) - 1;
  }

  private leaf(node: number, from: number, to: number, depth: number, histogram: Float64Array): Leaf {
    return { node, from, to, depth, histogram, split: this.bestSplit(histogram, depth) };
  }

  private divide({ node, from, to, depth, histogram, split }: Leaf): [Leaf, Leaf] {
    const feature = this.chosen[split.place]!;
    const middle = this.partition(from, to, split.place, split.bin);
    const left = this.addNode();
    const right = this.addNode();
    this.nodes.features[node] = feature;
    this.nodes.thresholds[node] = this.edges[feature]![split.bin]!;
    this.nodes.bins[node] = split.bin;
    this.nodes.children[node] = left;
    const leftIsSmall = middle - from <= to - middle;
    const small = leftIsSmall ? this.histogram(from, middle) : this.histogram(middle, to);
    for (let index = 0; index < histogram.length; index += 1) histogram[index]! -= small[index]!;
    return [
      this.leaf(left, from, middle, depth + 1, leftIsSmall ? small : histogram),
      this.leaf(right, middle, to, depth + 1, leftIsSmall ? histogram : small),
    ];
  }

  /** Adds the tree's leaves to the scores of all rows, those that it was not grown on too. */
  private moveAll(root: number): void {
    const { features, bins, children, values } = this.nodes;
    for (let row = 0; row < this.rows; row += 1) {
      let node = root;
      for (let feature = features[node]!; feature >= 0; feature = features[node]!)
        node = children[node]! + (this.bins[row * this.width + feature]! <= bins[node]! ? 0 : 1);
      this.scores[row]! += values[node]!;
    }
  }

  /** Sums of gradients and of weights by chosen feature and bin: `[(place * BINS + bin) * 2]`. */
  private histogram(from: number, to: number): Float64Array {
    const { grownOn, order, gradients, weights } = this;
    const count = this.chosen.length;
    const sums = new Float64Array(count * BINS * 2);
    for (let at = from; at < to; at += 1) {
      const row = order[at]!;
      const gradient = gradients[row]!;
      const weight = weights[row]!;
      const base = row * count;
      for (let place = 0; place < count; place += 1) {
        const index = (place * BINS + grownOn[base + place]!) * 2;
        sums[index]! += gradient;
        sums[index + 1]! += weight;
      }
    }
    return sums;
  }

  private bestSplit(histogram: Float64Array, depth: number): Split {
    const { leastWeight, penalty } = this.settings;
    const best: Split = { place: -1, bin: 0, gain: 1e-3, gradient: 0, weight: 0 };
    for (let bin = 0; bin < BINS; bin += 1) {
      best.gradient += histogram[bin * 2] ?? 0;
      best.weight += histogram[bin * 2 + 1] ?? 0;
    }
    const { gradient, weight } = best;
    const whole = (gradient * gradient) / (weight + penalty);
    if (depth >= this.settings.depth) return best;
    for (let place = 0; place < this.chosen.length; place += 1) {
      let leftGradient = 0;
      let leftWeight = 0;
      const edges = this.edges[this.chosen[place]!]!.length;
      for (let bin = 0; bin < edges; bin += 1) {
        const at = (place * BINS + bin) * 2;
        leftGradient += histogram[at]!;
        leftWeight += histogram[at + 1]!;
        const [rightGradient, rightWeight] = [gradient - leftGradient, weight - leftWeight];
        if (leftWeight < leastWeight || rightWeight < leastWeight) continue;
        const gain =
          (leftGradient * leftGradient) / (leftWeight + penalty) +
          (rightGradient * rightGradient) / (rightWeight + penalty) -
          whole;
        if (gain > best.gain) [best.place, best.bin, best.gain] = [place, bin, gain];
      }
    }
    return best;
  }

  /** Sorts the leaf's rows, those of the left child first, in their order; returns where the right child's begin. */
  private partition(from: number, to: number, place: number, bin: number): number {
    const count = this.chosen.length;
    let left = from;
    let right = 0;
    for (let at = from; at < to; at += 1) {
      const row = this.order[at]!;
      if (this.grownOn[row * count + place]! <= bin) this.order[left++] = row;
      else this.spare[right++] = row;
    }
    this.order.set(this.spare.subarray(0, right), left);
    return left;
  }
}
