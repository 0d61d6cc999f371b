import { fold } from '../evidence.js';
import type { ModelDocument } from './document.js';
import { KEY_BITS } from './features.js';
import { wordHashes } from './hash.js';

/** Bags of words of a document: the words of its sentences, pieces and headings, each bag once. */
export interface WordBags {
  /** Words in their order as keys of {@link KEY_BITS} bits. */
  keys: Uint32Array;
  /** Bag b is `[bounds[b], bounds[b + 1])` of `keys`. Bag i is sentence i for the first ones. */
  bounds: Uint32Array;
  sentences: number;
  /** Of each unit its own bag, that of its headings, of the sentences before and after and, for a piece, of the whole sentence; -1 for none. */
  units: Int32Array;
}

/** Bags of a unit: its own, headings, sentence before, sentence after, the whole sentence of a piece. */
export const BAG_SLOTS = 5;
/** Words of a sentence that count; what is longer is a table or a list. */
export const LONGEST_BAG = 400;

/** Words of every unit that is not a phrase; phrases have no bags. Linear in the text. */
export function bagsOf(document: ModelDocument): WordBags {
  const keys: number[] = [];
  const bounds: number[] = [0];
  const headings = new Map<string, number>();
  const add = (folded: string): number => {
    for (const hash of wordHashes(folded).slice(0, LONGEST_BAG)) keys.push(hash >>> (32 - KEY_BITS));
    return bounds.push(keys.length) - 2;
  };
  for (const { folded } of document.sentences) add(folded);
  const headingBags = document.sentences.map(({ heading }) => {
    if (heading === '') return -1;
    let bag = headings.get(heading);
    if (bag === undefined) headings.set(heading, (bag = add(heading)));
    return bag;
  });
  const sentences = document.sentences.length;
  const units = new Int32Array(document.units.length * BAG_SLOTS).fill(-1);
  for (const [index, { kind, sentence, start, end }] of document.units.entries()) {
    if (kind !== 'sentence' && kind !== 'piece') continue;
    const own = kind === 'sentence' ? sentence : add(fold(document.text.slice(start, end)));
    const after = sentence + 1 < sentences ? sentence + 1 : -1;
    units.set([own, headingBags[sentence]!, sentence - 1, after, kind === 'piece' ? sentence : -1], index * BAG_SLOTS);
  }
  return { keys: Uint32Array.from(keys), bounds: Uint32Array.from(bounds), sentences, units };
}

/** The known words of each bag, each once, with their weights: `(1 + log n)`-like counts times rarity, of length one. */
export interface WeightedBags {
  words: Int32Array;
  weights: Float32Array;
  starts: Int32Array;
}

/** @param numberOf the number of a key, -1 for unknown words @param rarity weight of each known word */
export function weightedBags(
  { keys, bounds }: WordBags,
  numberOf: (key: number) => number,
  rarity: Float32Array,
): WeightedBags {
  const bags = bounds.length - 1;
  const words: number[] = [];
  const weights: number[] = [];
  const starts = new Int32Array(bags + 1);
  const counts = new Map<number, number>();
  for (let bag = 0; bag < bags; bag += 1) {
    counts.clear();
    for (let at = bounds[bag]!; at < bounds[bag + 1]!; at += 1) {
      const word = numberOf(keys[at]!);
      if (word >= 0) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    let squares = 0;
    for (const [word, count] of counts) squares += (Math.log1p(count) * rarity[word]!) ** 2;
    const scale = 1 / Math.max(1e-6, Math.sqrt(squares));
    for (const [word, count] of counts) {
      words.push(word);
      weights.push(Math.log1p(count) * rarity[word]! * scale);
    }
    starts[bag + 1] = words.length;
  }
  return { words: Int32Array.from(words), weights: Float32Array.from(weights), starts };
}
