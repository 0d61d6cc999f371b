/** How a file is broken. */
export const mutations = {
  /** The end is missing. */
  truncated: (bytes, random) => bytes.subarray(0, 1 + Math.floor(random() * (bytes.length - 1))),
  /** Single bits are turned over, 1 to 64 of them. */
  'bits flipped': (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    const flips = 1 + Math.floor(random() * 64);
    for (let flip = 0; flip < flips; flip += 1) {
      const at = Math.floor(random() * copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return copy;
  },
  /** A stretch of another file stands in the middle. */
  spliced: (bytes, random, other) => {
    const at = Math.floor(random() * bytes.length);
    const from = Math.floor(random() * other.length);
    const piece = other.subarray(from, from + Math.floor(random() * 4096));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + Math.floor(random() * piece.length))]);
  },
  /** A stretch stands there twice. */
  repeated: (bytes, random) => {
    const from = Math.floor(random() * bytes.length);
    const to = Math.min(bytes.length, from + 1 + Math.floor(random() * 8192));
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  /** A stretch is zeros, as a disk leaves it. */
  zeroed: (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    const from = Math.floor(random() * copy.length);
    return copy.fill(0, from, from + Math.floor(random() * 4096));
  },
} satisfies Record<string, (bytes: Uint8Array, random: () => number, other: Uint8Array) => Uint8Array>;

export type Mutation = keyof typeof mutations;
