/** A feature matrix by columns: `columns[feature][row]`; NaN is not allowed. */
export type Columns = readonly Float32Array[];

export interface BoostingSettings {
  trees: number;
  /** Leaves of a tree have been split at most this often. */
  depth: number;
  rate: number;
  /** Least sum of second derivatives in a leaf: about this many uncertain rows. */
  leastWeight: number;
  /** L2 penalty on leaf values. */
  penalty: number;
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

const BINS = 64;

/** Fits gradient-boosted trees to 0/1 targets by Newton steps on histograms. Deterministic: no randomness at all. */
export function trainForest(columns: Columns, targets: Uint8Array, settings: BoostingSettings): Forest {
  return new Booster(columns, targets, settings).train();
}

interface Leaf {
  node: number;
  from: number;
  to: number;
  depth: number;
  histogram: Float64Array;
}

interface Split {
  feature: number;
  bin: number;
  gain: number;
}

class Booster {
  private readonly rows: number;
  private readonly edges: Float32Array[];
  private readonly bins: Uint8Array[];
  private readonly scores: Float64Array;
  private readonly gradients: Float32Array;
  private readonly weights: Float32Array;
  private readonly order: Uint32Array;
  private readonly spare: Uint32Array;
  private readonly nodes = {
    features: [] as number[],
    thresholds: [] as number[],
    children: [] as number[],
    values: [] as number[],
  };

  constructor(
    private readonly columns: Columns,
    private readonly targets: Uint8Array,
    private readonly settings: BoostingSettings,
  ) {
    this.rows = targets.length;
    this.edges = columns.map((column) => quantiles(column));
    this.bins = columns.map((column, feature) => binned(column, this.edges[feature]!));
    this.scores = new Float64Array(this.rows);
    this.gradients = new Float32Array(this.rows);
    this.weights = new Float32Array(this.rows);
    this.order = new Uint32Array(this.rows);
    this.spare = new Uint32Array(this.rows);
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
    for (let row = 0; row < this.rows; row += 1) {
      const probability = 1 / (1 + Math.exp(-this.scores[row]!));
      this.gradients[row] = probability - this.targets[row]!;
      this.weights[row] = Math.max(1e-6, probability * (1 - probability));
      this.order[row] = row;
    }
    const root = this.addNode();
    const pending: Leaf[] = [{ node: root, from: 0, to: this.rows, depth: 0, histogram: this.histogram(0, this.rows) }];
    for (let leaf = pending.pop(); leaf !== undefined; leaf = pending.pop()) this.grow(leaf, pending);
    return root;
  }

  private addNode(): number {
    this.nodes.features.push(-1);
    this.nodes.thresholds.push(0);
    this.nodes.children.push(0);
    return this.nodes.values.push(0) - 1;
  }

  private grow(leaf: Leaf, pending: Leaf[]): void {
    const split = leaf.depth < this.settings.depth ? this.bestSplit(leaf.histogram) : null;
    if (split === null) {
      this.close(leaf);
      return;
    }
    const middle = this.partition(leaf, split);
    const left = this.addNode();
    const right = this.addNode();
    this.nodes.features[leaf.node] = split.feature;
    this.nodes.thresholds[leaf.node] = this.edges[split.feature]![split.bin]!;
    this.nodes.children[leaf.node] = left;
    const depth = leaf.depth + 1;
    const leftIsSmall = middle - leaf.from <= leaf.to - middle;
    const small = leftIsSmall ? this.histogram(leaf.from, middle) : this.histogram(middle, leaf.to);
    const large = leaf.histogram;
    for (let index = 0; index < large.length; index += 1) large[index]! -= small[index]!;
    pending.push({ node: right, from: middle, to: leaf.to, depth, histogram: leftIsSmall ? large : small });
    pending.push({ node: left, from: leaf.from, to: middle, depth, histogram: leftIsSmall ? small : large });
  }

  private close({ node, from, to }: Leaf): void {
    let gradient = 0;
    let weight = 0;
    for (let at = from; at < to; at += 1) {
      gradient += this.gradients[this.order[at]!]!;
      weight += this.weights[this.order[at]!]!;
    }
    const value = Math.fround((-this.settings.rate * gradient) / (weight + this.settings.penalty));
    this.nodes.values[node] = value;
    for (let at = from; at < to; at += 1) this.scores[this.order[at]!]! += value;
  }

  /** Sums of gradients and of weights by feature and bin: `[(feature * BINS + bin) * 2]`. */
  private histogram(from: number, to: number): Float64Array {
    const sums = new Float64Array(this.columns.length * BINS * 2);
    for (const [feature, bins] of this.bins.entries()) {
      const base = feature * BINS * 2;
      for (let at = from; at < to; at += 1) {
        const row = this.order[at]!;
        const place = base + bins[row]! * 2;
        sums[place]! += this.gradients[row]!;
        sums[place + 1]! += this.weights[row]!;
      }
    }
    return sums;
  }

  private bestSplit(histogram: Float64Array): Split | null {
    const { leastWeight, penalty } = this.settings;
    let gradient = 0;
    let weight = 0;
    for (let bin = 0; bin < BINS; bin += 1) {
      gradient += histogram[bin * 2]!;
      weight += histogram[bin * 2 + 1]!;
    }
    const whole = (gradient * gradient) / (weight + penalty);
    let best: Split | null = null;
    for (let feature = 0; feature < this.columns.length; feature += 1) {
      let leftGradient = 0;
      let leftWeight = 0;
      for (let bin = 0; bin < this.edges[feature]!.length; bin += 1) {
        const at = (feature * BINS + bin) * 2;
        leftGradient += histogram[at]!;
        leftWeight += histogram[at + 1]!;
        const [rightGradient, rightWeight] = [gradient - leftGradient, weight - leftWeight];
        if (leftWeight < leastWeight || rightWeight < leastWeight) continue;
        const gain =
          (leftGradient * leftGradient) / (leftWeight + penalty) +
          (rightGradient * rightGradient) / (rightWeight + penalty) -
          whole;
        if (gain > (best?.gain ?? 1e-3)) best = { feature, bin, gain };
      }
    }
    return best;
  }

  /** Sorts the leaf's rows, those of the left child first, in their order; returns where the right child's begin. */
  private partition({ from, to }: Leaf, { feature, bin }: Split): number {
    const bins = this.bins[feature]!;
    let left = from;
    let right = 0;
    for (let at = from; at < to; at += 1) {
      const row = this.order[at]!;
      if (bins[row]! <= bin) this.order[left++] = row;
      else this.spare[right++] = row;
    }
    this.order.set(this.spare.subarray(0, right), left);
    return left;
  }
}

/** Up to BINS - 1 ascending upper edges that cut the column into parts of like size. */
function quantiles(column: Float32Array): Float32Array {
  const step = Math.max(1, Math.floor(column.length / 50_000));
  const sample = new Float32Array(Math.ceil(column.length / step));
  for (let index = 0; index < sample.length; index += 1) sample[index] = column[index * step]!;
  sample.sort();
  const edges: number[] = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const edge = sample[Math.floor((bin * sample.length) / BINS)];
    if (edge !== undefined && (edges.length === 0 || edge > edges.at(-1)!)) edges.push(edge);
  }
  return Float32Array.from(edges);
}

function binned(column: Float32Array, edges: Float32Array): Uint8Array {
  return Uint8Array.from(column, (value) => {
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= edges[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
