import { BAG_SLOTS, weightedBags, type WeightedBags, type WordBags } from './bags.js';
import { KeyIndex } from './key-index.js';

/** Dimensions of a word's vector, and units of the hidden layer. */
export const DIMENSIONS = 64;
export const HIDDEN = 128;
/** What of a unit's surroundings the network sees: itself, its headings, its neighbours, the sentence of a piece; and {@link PLACE} numbers. */
export const VIEWS = 4;
const PLACE = 4;
export const INPUTS: number = VIEWS * DIMENSIONS + PLACE;

/** Networks over the same words that differ by chance alone: the mean of their logits errs less than each. */
export interface NetworkWeights {
  /** Keys of the known words, ascending, and the rarity of each. */
  keys: Uint32Array;
  rarity: Float32Array;
  members: readonly NetworkMember[];
}

/** A network with one hidden layer over vectors of words. */
export interface NetworkMember {
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
  private readonly members: Member[];

  constructor(readonly weights: NetworkWeights) {
    this.index = new KeyIndex(weights.keys);
    this.members = weights.members.map((member) => new Member(member));
  }

  /**
   * Logits of every unit: `[unit * outputs + output]`; those of phrases, which have no bags, are left as they are in `into`.
   *
   * @param sentenceOf the sentence of each unit
   */
  score(bags: WordBags, sentenceOf: ArrayLike<number>, into: Float32Array): void {
    const words = weightedBags(bags, (key) => this.index.of(key), this.weights.rarity);
    const units = bags.units.length / BAG_SLOTS;
    const outputs = into.length / Math.max(1, units);
    for (let unit = 0; unit < units; unit += 1)
      if (bags.units[unit * BAG_SLOTS]! >= 0) into.fill(0, unit * outputs, (unit + 1) * outputs);
    for (const member of this.members) member.add(bags, words, sentenceOf, into, 1 / this.members.length);
  }
}

class Member {
  private readonly vectors: Float32Array;

  constructor(private readonly weights: NetworkMember) {
    const { levels, scales } = weights;
    this.vectors = Float32Array.from(levels, (level, at) => level * scales[Math.floor(at / DIMENSIONS)]!);
  }

  /** Adds a share of the logits of every unit that has bags. */
  add(bags: WordBags, words: WeightedBags, sentenceOf: ArrayLike<number>, into: Float32Array, share: number): void {
    const { hidden, hiddenBias, output, outputBias } = this.weights;
    const outputs = outputBias.length;
    const views = this.views(this.bagVectors(words), hidden);
    const row = new Float32Array(HIDDEN);
    const logits = new Float32Array(outputs);
    const units = bags.units.length / BAG_SLOTS;
    for (let unit = 0; unit < units; unit += 1) {
      if (bags.units[unit * BAG_SLOTS]! < 0) continue;
      row.set(hiddenBias);
      for (const [slot, view] of SLOT_VIEW.entries()) {
        const bag = bags.units[unit * BAG_SLOTS + slot]!;
        if (bag < 0) continue;
        const sums = views(bag, view);
        for (let index = 0; index < HIDDEN; index += 1) row[index]! += sums[index]!;
      }
      for (const [place, value] of placeOf(bags, unit, sentenceOf[unit]!).entries()) {
        const base = (VIEWS * DIMENSIONS + place) * HIDDEN;
        for (let index = 0; index < HIDDEN; index += 1) row[index]! += value * hidden[base + index]!;
      }
      logits.set(outputBias);
      for (let index = 0; index < HIDDEN; index += 1) {
        const value = row[index]!;
        if (value <= 0) continue;
        const base = index * outputs;
        for (let at = 0; at < outputs; at += 1) logits[at]! += value * output[base + at]!;
      }
      const base = unit * outputs;
      for (let at = 0; at < outputs; at += 1) into[base + at]! += share * logits[at]!;
    }
  }

  private bagVectors({ words, weights, starts }: WeightedBags): Float32Array {
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
  private views(vectors: Float32Array, hidden: Float32Array): (bag: number, view: number) => Float32Array {
    const known = new Map<number, Float32Array>();
    return (bag, view) => {
      const key = bag * VIEWS + view;
      let sums = known.get(key);
      if (sums !== undefined) return sums;
      sums = new Float32Array(HIDDEN);
      // Four dimensions at once: reading and writing the sums is what takes the time.
      for (let dimension = 0; dimension < DIMENSIONS; dimension += 4) {
        const from = bag * DIMENSIONS + dimension;
        const [a, b, c, d] = [vectors[from]!, vectors[from + 1]!, vectors[from + 2]!, vectors[from + 3]!];
        const base = (view * DIMENSIONS + dimension) * HIDDEN;
        for (let index = 0; index < HIDDEN; index += 1) {
          const at = base + index;
          sums[index]! +=
            a * hidden[at]! + b * hidden[at + HIDDEN]! + c * hidden[at + 2 * HIDDEN]! + d * hidden[at + 3 * HIDDEN]!;
        }
      }
      known.set(key, sums);
      return sums;
    };
  }
}
