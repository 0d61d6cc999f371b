import { Random } from '../../benchmarks/statistics/random.js';
import { Adam } from './adam.js';
import { BAG_SLOTS, LONGEST_BAG, weightedBags, type WeightedBags, type WordBags } from './bags.js';
import { wordVectors } from './embeddings.js';
import { KEY_BITS } from './features.js';
import { frequentKeys, KeyIndex } from './key-index.js';
import {
  DIMENSIONS,
  HIDDEN,
  INPUTS,
  placeOf,
  SLOT_VIEW,
  VIEWS,
  type NetworkMember,
  type NetworkWeights,
} from './network.js';
import { priorLogits } from './prior-logits.js';

/** Units of one contract with what they are. */
export interface NetworkExamples {
  bags: WordBags;
  /** The sentence of each unit. */
  sentenceOf: Int32Array;
  /** Categories of each unit, as numbers. */
  positives: readonly (readonly number[])[];
}

export interface NetworkSettings {
  outputs: number;
  /** How many networks: their logits are averaged. */
  members: number;
  epochs: number;
  /** Step of the layers, and of the words' vectors. */
  rate: number;
  vectorRate: number;
  /** Share of the words that an example goes without, drawn anew each time: no clause hangs on single words. */
  wordDropout: number;
  /** A word has to occur in this many contracts. */
  leastContracts: number;
  seed: number;
}

const BATCH = 64;
/** Share of the units of no category that an epoch looks at; each then counts as many. */
const SAMPLE = 0.25;
/** Share of the hidden units that an example goes without. */
const DROPOUT = 0.2;
/** `at >> VIEW_BITS` is the view of an input, or VIEWS for its place. */
const VIEW_BITS = Math.log2(DIMENSIONS);
/** Errors below this do not move the weights. */
const NEGLIGIBLE = 0.005;

/** Fits networks by Adam on small batches, their words' vectors beginning as those of {@link wordVectors}. Deterministic for a seed. */
export function trainNetwork(contracts: readonly NetworkExamples[], settings: NetworkSettings): NetworkWeights {
  const keys = frequentKeys(
    contracts.map(({ bags }) => bags),
    KEY_BITS,
    settings.leastContracts,
  );
  const index = new KeyIndex(keys);
  const rarity = rarityOf(contracts, index);
  const sequences = contracts.flatMap(({ bags }) => sentencesOf(bags, index));
  const vectors = wordVectors(sequences, keys.length, DIMENSIONS, settings.seed);
  const rows = contracts.map(({ bags }) => weightedBags(bags, (key) => index.of(key), rarity));
  const members = Array.from({ length: settings.members }, (_, member) =>
    trainMember(contracts, rows, vectors.slice(), { ...settings, seed: settings.seed + member }),
  );
  return { keys, rarity, members };
}

/** @param vectors where the words' vectors begin, which are then moved */
function trainMember(
  contracts: readonly NetworkExamples[],
  rows: readonly WeightedBags[],
  vectors: Float32Array,
  settings: NetworkSettings,
): NetworkMember {
  const solver = new Solver(vectors, settings, priorLogits(contracts, settings.outputs));
  const random = new Random(settings.seed);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const order = sampleUnits(contracts, random);
    const decay = 1 - epoch / settings.epochs + 0.05;
    for (let from = 0; from < order.length; from += BATCH) {
      const batch = order.slice(from, from + BATCH);
      for (const { contract, unit } of batch) solver.add(contracts[contract]!, rows[contract]!, unit, random);
      solver.step(batch.length, decay);
    }
  }
  return solver.weights();
}

/** Logarithm of how few sentences have a word. */
function rarityOf(contracts: readonly NetworkExamples[], index: KeyIndex): Float32Array {
  const counts = new Uint32Array(index.keys.length);
  const last = new Int32Array(index.keys.length).fill(-1);
  let total = 0;
  for (const { bags } of contracts) {
    for (let sentence = 0; sentence < bags.sentences; sentence += 1) {
      for (let at = bags.bounds[sentence]!; at < bags.bounds[sentence + 1]!; at += 1) {
        const word = index.of(bags.keys[at]!);
        if (word < 0 || last[word] === total) continue;
        last[word] = total;
        counts[word]! += 1;
      }
      total += 1;
    }
  }
  return Float32Array.from(counts, (count) => Math.log((total + 1) / (count + 1)) + 0.1);
}

function sentencesOf({ keys, bounds, sentences }: WordBags, index: KeyIndex): Int32Array[] {
  return Array.from({ length: sentences }, (_, sentence) =>
    Int32Array.from(keys.subarray(bounds[sentence], bounds[sentence + 1]), (key) => index.of(key)),
  );
}

interface Place {
  contract: number;
  unit: number;
}

function sampleUnits(contracts: readonly NetworkExamples[], random: Random): Place[] {
  const order: Place[] = [];
  for (const [contract, { bags, positives }] of contracts.entries()) {
    for (const [unit, own] of positives.entries()) {
      if (bags.units[unit * BAG_SLOTS]! < 0) continue;
      if (own.length > 0 || random.uniform() < SAMPLE) order.push({ contract, unit });
    }
  }
  return random.shuffle(order);
}

/** The weights, the gradients of a batch, and one example's way through the network. */
class Solver {
  private readonly hidden: Adam;
  private readonly hiddenBias: Adam;
  private readonly output: Adam;
  private readonly outputBias: Adam;
  private readonly vectorGradients: Float32Array;
  private readonly vectorSquares: Float32Array;
  private readonly touched = new Set<number>();
  private readonly input = new Float32Array(INPUTS);
  private readonly inputErrors = new Float32Array(INPUTS);
  private readonly layer = new Float32Array(HIDDEN);
  private readonly layerErrors = new Float32Array(HIDDEN);
  private readonly errors: Float32Array;
  /** Numbers of the hidden units that an example has set to work. */
  private readonly working = new Int32Array(HIDDEN);
  /** The words that an example is shown: number, weight and view of each. */
  private shown = 0;
  private readonly shownWords = new Int32Array(BAG_SLOTS * LONGEST_BAG);
  private readonly shownWeights = new Float32Array(BAG_SLOTS * LONGEST_BAG);
  private readonly shownViews = new Uint8Array(BAG_SLOTS * LONGEST_BAG);
  /** Of each view whether any word is shown; last the place, which always is. */
  private readonly seen = new Uint8Array(VIEWS + 1);
  private steps = 0;

  constructor(
    private readonly vectors: Float32Array,
    private readonly settings: NetworkSettings,
    biases: Float32Array,
  ) {
    const random = new Random(settings.seed);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const spread = Math.sqrt(2 / INPUTS);
    this.hidden = new Adam(Float32Array.from({ length: INPUTS * HIDDEN }, () => normal() * spread));
    this.hiddenBias = new Adam(new Float32Array(HIDDEN));
    this.output = new Adam(Float32Array.from({ length: HIDDEN * settings.outputs }, () => normal() * 0.05));
    this.outputBias = new Adam(biases);
    this.vectorGradients = new Float32Array(vectors.length);
    this.vectorSquares = new Float32Array(vectors.length);
    this.errors = new Float32Array(settings.outputs);
    this.seen[VIEWS] = 1;
  }

  /** Adds an example's errors to the batch. */
  add({ bags, sentenceOf, positives }: NetworkExamples, rows: WeightedBags, unit: number, random: Random): void {
    this.showWords(bags, rows, unit, random);
    this.readInput(placeOf(bags, unit, sentenceOf[unit]!));
    const { input, inputErrors, layer, layerErrors, errors, seen } = this;
    const { outputs } = this.settings;
    const hidden = this.hidden.values;
    const output = this.output.values;
    layer.set(this.hiddenBias.values);
    // Two inputs at once: reading and writing the layer is what takes the time.
    for (let at = 0; at < INPUTS; at += 2) {
      if (seen[at >> VIEW_BITS] === 0) continue;
      const [value, next] = [input[at]!, input[at + 1]!];
      const base = at * HIDDEN;
      for (let index = 0; index < HIDDEN; index += 1) {
        const sum = Math.fround(layer[index]! + value * hidden[base + index]!);
        layer[index] = sum + next * hidden[base + HIDDEN + index]!;
      }
    }
    for (let index = 0; index < HIDDEN; index += 1)
      layer[index] = layer[index]! > 0 && random.uniform() >= DROPOUT ? layer[index]! / (1 - DROPOUT) : 0;
    errors.set(this.outputBias.values);
    for (let index = 0; index < HIDDEN; index += 1) {
      const value = layer[index]!;
      if (value === 0) continue;
      for (let at = 0; at < outputs; at += 1) errors[at]! += value * output[index * outputs + at]!;
    }
    const own = positives[unit]!;
    const weight = own.length > 0 ? 1 : 1 / SAMPLE;
    const active: number[] = [];
    for (let at = 0; at < outputs; at += 1) {
      const error = 1 / (1 + Math.exp(-errors[at]!)) - (own.includes(at) ? 1 : 0);
      if (Math.abs(error) < NEGLIGIBLE) continue;
      errors[at] = error < 0 ? error : error * weight;
      active.push(at);
    }
    if (active.length === 0) return;
    layerErrors.fill(0);
    for (const at of active) {
      const error = errors[at]!;
      this.outputBias.gradients[at]! += error;
      for (let index = 0; index < HIDDEN; index += 1) {
        const value = layer[index]!;
        if (value === 0) continue;
        const place = index * outputs + at;
        this.output.gradients[place]! += error * value;
        layerErrors[index]! += error * output[place]!;
      }
    }
    // Less than half of the hidden units are at work: only they pass the errors on.
    const { working } = this;
    let count = 0;
    for (let index = 0; index < HIDDEN; index += 1) {
      if (layer[index] === 0) continue;
      const error = Math.fround(layerErrors[index]! / (1 - DROPOUT));
      layerErrors[count] = error;
      working[count++] = index;
      this.hiddenBias.gradients[index]! += error;
    }
    const gradients = this.hidden.gradients;
    for (let at = 0; at < INPUTS; at += 2) {
      if (seen[at >> VIEW_BITS] === 0) continue;
      const [value, next] = [input[at]!, input[at + 1]!];
      const base = at * HIDDEN;
      let [error, nextError] = [0, 0];
      for (let place = 0; place < count; place += 1) {
        const index = base + working[place]!;
        const own = layerErrors[place]!;
        gradients[index]! += own * value;
        gradients[index + HIDDEN]! += own * next;
        error += own * hidden[index]!;
        nextError += own * hidden[index + HIDDEN]!;
      }
      inputErrors[at] = error;
      inputErrors[at + 1] = nextError;
    }
    this.passToWords();
  }

  /** Draws the words that the example is shown; those that stay weigh more, so that the sum is the same on average. */
  private showWords(bags: WordBags, { words, weights, starts }: WeightedBags, unit: number, random: Random): void {
    const { shownWords, shownWeights, shownViews, seen } = this;
    const { wordDropout } = this.settings;
    this.shown = 0;
    seen.fill(0, 0, VIEWS);
    for (const [slot, view] of SLOT_VIEW.entries()) {
      const bag = bags.units[unit * BAG_SLOTS + slot]!;
      if (bag < 0) continue;
      for (let at = starts[bag]!; at < starts[bag + 1]!; at += 1) {
        if (random.uniform() < wordDropout) continue;
        shownWords[this.shown] = words[at]!;
        shownWeights[this.shown] = weights[at]! / (1 - wordDropout);
        shownViews[this.shown++] = view;
        seen[view] = 1;
      }
    }
  }

  private readInput(place: readonly number[]): void {
    const { input, vectors, shownWords, shownWeights, shownViews } = this;
    input.fill(0);
    for (let at = 0; at < this.shown; at += 1) {
      const weight = shownWeights[at]!;
      const from = shownWords[at]! * DIMENSIONS;
      const to = shownViews[at]! * DIMENSIONS;
      for (let index = 0; index < DIMENSIONS; index += 1) input[to + index]! += weight * vectors[from + index]!;
    }
    input.set(place, INPUTS - place.length);
  }

  private passToWords(): void {
    const { inputErrors, vectorGradients, shownWords, shownWeights, shownViews } = this;
    for (let at = 0; at < this.shown; at += 1) {
      const weight = shownWeights[at]!;
      const from = shownViews[at]! * DIMENSIONS;
      const to = shownWords[at]! * DIMENSIONS;
      this.touched.add(shownWords[at]!);
      for (let index = 0; index < DIMENSIONS; index += 1)
        vectorGradients[to + index]! += weight * inputErrors[from + index]!;
    }
  }

  /** Moves the weights by the batch: the layers by Adam, the vectors of the batch's words by AdaGrad. */
  step(examples: number, decay: number): void {
    const { vectors, vectorGradients, vectorSquares, settings } = this;
    this.steps += 1;
    for (const layer of [this.hidden, this.hiddenBias, this.output, this.outputBias])
      layer.step(settings.rate * decay, examples, this.steps);
    for (const word of this.touched) {
      for (let at = word * DIMENSIONS; at < (word + 1) * DIMENSIONS; at += 1) {
        const gradient = vectorGradients[at]! / examples;
        if (gradient === 0) continue;
        vectorSquares[at]! += gradient * gradient;
        vectors[at]! -= (settings.vectorRate * decay * gradient) / (Math.sqrt(vectorSquares[at]!) + 1e-6);
        vectorGradients[at] = 0;
      }
    }
    this.touched.clear();
  }

  weights(): NetworkMember {
    const { vectors } = this;
    const words = vectors.length / DIMENSIONS;
    const scales = new Float32Array(words);
    const levels = new Int8Array(vectors.length);
    for (let word = 0; word < words; word += 1) {
      const row = vectors.subarray(word * DIMENSIONS, (word + 1) * DIMENSIONS);
      const scale = Math.fround(Math.max(1e-9, ...row.map(Math.abs)) / 127);
      scales[word] = scale;
      for (const [index, value] of row.entries()) levels[word * DIMENSIONS + index] = Math.round(value / scale);
    }
    return {
      levels,
      scales,
      hidden: this.hidden.values,
      hiddenBias: this.hiddenBias.values,
      output: this.output.values,
      outputBias: this.outputBias.values,
    };
  }
}
