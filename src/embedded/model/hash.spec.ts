import { describe, expect, it } from '@jest/globals';
import { combine, hashText, wordHashes } from './hash.js';
import { frequentKeys, KeyIndex } from './key-index.js';

describe(hashText.name, () => {
  it('is the same on every machine', () => {
    expect([hashText(''), hashText('license')]).toEqual([2872998923, 485806922]);
    expect(hashText('license')).not.toBe(hashText('licence'));
    expect(hashText('license') >>> 0).toBe(hashText('license'));
  });
});

describe(combine.name, () => {
  it('tells the order', () => expect(combine(1, 2)).not.toBe(combine(2, 1)));
});

describe(wordHashes.name, () => {
  it('takes numbers of like length for one word, and leaves marks out', () => {
    expect(wordHashes('in 1999, the owner')).toEqual(wordHashes('in 2004 the owner'));
    expect(wordHashes('$ 5')).toHaveLength(2);
  });
});

describe(frequentKeys.name, () => {
  it('counts documents, not occurrences', () => {
    const documents = [
      [3, 3, 9],
      [9, 1],
      [1, 9],
    ].map((keys) => ({ keys: Uint32Array.from(keys) }));
    expect([...frequentKeys(documents, 4, 2)]).toEqual([1, 9]);
  });
});

describe(KeyIndex.name, () => {
  it('finds what it holds and nothing else', () => {
    const keys = Uint32Array.from({ length: 5000 }, (_, index) => index * 7 + 3);
    const index = new KeyIndex(keys);
    for (const [place, key] of keys.entries()) expect(index.of(key)).toBe(place);
    for (let key = 0; key < 700; key += 1) if (key % 7 !== 3) expect(index.of(key)).toBe(-1);
  });
});
