/** Looked up once: inside jest's contexts every use of a global costs more than the whole draw. */
const { clz32, imul } = Math;
const MASK_64 = (1n << 64n) - 1n;

/** Four words of 32 bits, not all zero. */
export type RandomState = readonly [number, number, number, number];

/**
 * SplitMix64 (Steele, Lea and Flood 2014), used only to spread a seed over the generator's state, as the authors of
 * xoshiro advise: neighbouring seeds give unrelated streams.
 */
function* splitMix64(seed: bigint): Generator<bigint, never> {
  let state = seed & MASK_64;
  for (;;) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK_64;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
    yield z ^ (z >> 31n);
  }
}

/** The generator's state for a seed: two SplitMix64 outputs, each as low word, high word. */
export function stateFromSeed(seed: number): RandomState {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('A seed is an integer from 0 to 2^53 - 1');
  const words = splitMix64(BigInt(seed));
  const [first, second] = [words.next().value, words.next().value];
  const low = (word: bigint): number => Number(word & 0xffffffffn);
  const high = (word: bigint): number => Number(word >> 32n);
  return [low(first), high(first), low(second), high(second)];
}

/**
 * Seeded random numbers, the same on every machine and in every version of Johang: xoshiro128** 1.1 (Blackman and
 * Vigna 2018, https://prng.di.unimi.it/xoshiro128starstar.c), seeded by SplitMix64. Not for secrets.
 */
export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  /** @param seed an integer from 0 to 2^53 - 1, or the generator's whole state */
  constructor(seed: number | RandomState) {
    const state = typeof seed === 'number' ? stateFromSeed(seed) : seed;
    [this.s0, this.s1, this.s2, this.s3] = [state[0] | 0, state[1] | 0, state[2] | 0, state[3] | 0];
    if ((this.s0 | this.s1 | this.s2 | this.s3) === 0) throw new RangeError('The state may not be all zero');
  }

  /** Uniform over the integers 0 to 2^32 - 1. */
  uint32(): number {
    const product = imul(this.s1, 5);
    const result = imul((product << 7) | (product >>> 25), 9);
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result >>> 0;
  }

  /** Uniform over [0, 1), 53 bits: the high 27 bits of one draw, then the high 26 of the next. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    return (high * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000;
  }

  /** Uniform over the integers 0 to `bound` - 1, without bias: the high bits of draws, refused while too large. */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= 0x100000000 && bound % 1 === 0)) throw new RangeError('A bound is from 1 to 2^32');
    if (bound === 1) return 0;
    const shift = clz32(bound - 1);
    for (;;) {
      const drawn = this.uint32() >>> shift;
      if (drawn < bound) return drawn;
    }
  }

  /** Puts `items` in a random order, in place (Fisher-Yates), and returns them. */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.below(last + 1);
      [items[last], items[chosen]] = [items[chosen]!, items[last]!];
    }
    return items;
  }
}
