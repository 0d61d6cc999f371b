/** A map from feature keys to dense numbers, by open addressing: a look-up is one or two reads. */
export class KeyIndex {
  private readonly slots: Int32Array;
  private readonly mask: number;

  /** @param keys Distinct keys; the number of a key is its place. */
  constructor(readonly keys: Uint32Array) {
    let size = 1024;
    while (size < keys.length * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    for (const [index, key] of keys.entries()) {
      let slot = Math.imul(key, 0x9e3779b1) & this.mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = index;
    }
  }

  /** The number of a key, -1 for an unknown one. */
  of(key: number): number {
    let slot = Math.imul(key, 0x9e3779b1) & this.mask;
    for (;;) {
      const index = this.slots[slot]!;
      if (index < 0 || this.keys[index] === key) return index;
      slot = (slot + 1) & this.mask;
    }
  }
}

/** The keys that occur in at least `least` documents, ascending. */
export function frequentKeys(documents: Iterable<{ keys: Uint32Array }>, bits: number, least: number): Uint32Array {
  const last = new Int32Array(1 << bits).fill(-1);
  const frequency = new Uint8Array(1 << bits);
  let document = 0;
  for (const { keys } of documents) {
    for (const key of keys) {
      if (last[key] === document) continue;
      last[key] = document;
      if (frequency[key]! < 255) frequency[key]! += 1;
    }
    document += 1;
  }
  let count = 0;
  for (const times of frequency) if (times >= least) count += 1;
  const frequent = new Uint32Array(count);
  let next = 0;
  for (let key = 0; key < frequency.length; key += 1) if (frequency[key]! >= least) frequent[next++] = key;
  return frequent;
}
