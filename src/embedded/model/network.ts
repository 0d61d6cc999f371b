import { BAG_SLOTS, weightedBags, type WordBags } from './bags.js';
import { KeyIndex } from './key-index.js';

/** Dimensions of a word's vector, and units of the hidden layer. */
export const DIMENSIONS = 64;
export const HIDDEN = 128;
/** What of a unit's surroundings the network sees: itself, its headings, its neighbours, the sentence of a piece; and {@link PLACE} numbers. */
const VIEWS = 4;
const PLACE = 4;
export const INPUTS: number = VIEWS * DIMENSIONS + PLACE;

/** A network with one hidden layer over vectors of words. */
export interface NetworkWeights {
  /** Keys of the known words, ascending, and the rarity of each. */
  keys: Uint32Array;
  rarity: Float32Array;
  /** Vectors of words in 8 bits: value = level * scale of the word. */
  levels: Int8Array;
  scales: Float32Array;
  /** `[input * HIDDEN + unit]` and, per unit, the bias. */
  hidden: Float32Array;
  hiddenBias: Float32Array;
  /** `[unit * outputs + output]` and, per output, the bias. */
  output: Float32Array;
  outputBias: Float32Array;
}

/** What a unit has besides words: length, place in the document, whether it is a piece, nearness to the beginning. */
export function placeOf({ bounds, sentences, units }: WordBags, unit: number, sentence: number): number[] {
  const own = units[unit * BAG_SLOTS]!;
  const isPiece = units[unit * BAG_SLOTS + BAG_SLOTS - 1]! >= 0;
  const words = bounds[own + 1]! - bounds[own]!;
  return [Math.log1p(words) / 3, sentence / Math.max(1, sentences), isPiece ? 1 : 0, Math.exp(-sentence / 10)];
}

/** Where in the input the vector of a bag slot is added: before and after are one view. */
export const SLOT_VIEW: readonly number[] = [0, 1, 2, 2, 3];

/** Judges units by the vectors of their words. */
export class NetworkModel {
  private readonly index: KeyIndex;
  private readonly vectors: Float32Array;

  constructor(readonly weights: NetworkWeights) {
    this.index = new KeyIndex(weights.keys);
    const { levels, scales } = weights;
    this.vectors = Float32Array.from(levels, (level, at) => level * scales[Math.floor(at / DIMENSIONS)]!);
  }

  get outputs(): number {
    return this.weights.outputBias.length;
  }

  /**
   * Logits of every unit: `[unit * outputs + output]`; those of phrases, which have no bags, are left as they are in `into`.
   *
   * @param sentenceOf the sentence of each unit
   */
  score(bags: WordBags, sentenceOf: ArrayLike<number>, into: Float32Array): void {
    const { hidden, hiddenBias, output, outputBias } = this.weights;
    const { outputs } = this;
    const vectors = this.bagVectors(bags);
    const shares = this.hiddenShares(vectors, hidden);
    const row = new Float32Array(HIDDEN);
    const units = bags.units.length / BAG_SLOTS;
    for (let unit = 0; unit < units; unit += 1) {
      if (bags.units[unit * BAG_SLOTS]! < 0) continue;
      row.set(hiddenBias);
      for (const [slot, view] of SLOT_VIEW.entries()) {
        const bag = bags.units[unit * BAG_SLOTS + slot]!;
        if (bag < 0) continue;
        const share = shares(bag, view);
        for (let index = 0; index < HIDDEN; index += 1) row[index]! += share[index]!;
      }
      for (const [place, value] of placeOf(bags, unit, sentenceOf[unit]!).entries()) {
        const base = (VIEWS * DIMENSIONS + place) * HIDDEN;
        for (let index = 0; index < HIDDEN; index += 1) row[index]! += value * hidden[base + index]!;
      }
      const base = unit * outputs;
      for (let at = 0; at < outputs; at += 1) into[base + at] = outputBias[at]!;
      for (let index = 0; index < HIDDEN; index += 1) {
        const value = row[index]!;
        if (value <= 0) continue;
        for (let at = 0; at < outputs; at += 1) into[base + at]! += value * output[index * outputs + at]!;
      }
    }
  }

  private bagVectors(bags: WordBags): Float32Array {
    const { words, weights, starts } = weightedBags(bags, (key) => this.index.of(key), this.weights.rarity);
    const vectors = new Float32Array((starts.length - 1) * DIMENSIONS);
    for (let bag = 0; bag + 1 < starts.length; bag += 1) {
      const to = bag * DIMENSIONS;
      for (let at = starts[bag]!; at < starts[bag + 1]!; at += 1) {
        const from = words[at]! * DIMENSIONS;
        const weight = weights[at]!;
        for (let index = 0; index < DIMENSIONS; index += 1)
          vectors[to + index]! += weight * this.vectors[from + index]!;
      }
    }
    return vectors;
  }

  /** What a bag adds to the hidden layer as a view: computed once for each, as neighbours share their sentences. */
  private hiddenShares(vectors: Float32Array, hidden: Float32Array): (bag: number, view: number) => Float32Array {
    const known = new Map<number, Float32Array>();
    return (bag, view) => {
      const key = bag * VIEWS + view;
      let share = known.get(key);
      if (share !== undefined) return share;
      share = new Float32Array(HIDDEN);
      for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) {
        const value = vectors[bag * DIMENSIONS + dimension]!;
        const base = (view * DIMENSIONS + dimension) * HIDDEN;
        for (let index = 0; index < HIDDEN; index += 1) share[index]! += value * hidden[base + index]!;
      }
      known.set(key, share);
      return share;
    };
  }
}
