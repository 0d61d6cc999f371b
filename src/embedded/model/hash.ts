/** 32-bit hashes of words and of their combinations: features are known by their hash alone. */

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over the UTF-16 code units of a string, as an unsigned 32-bit number. */
export function hashText(text: string): number {
  let hash = OFFSET;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return finish(hash);
}

/** Hash of an ordered pair of hashes. */
export function combine(a: number, b: number): number {
  return finish(Math.imul(a, 0x9e3779b1) + Math.imul(b ^ (b >>> 15), 0x85ebca6b));
}

/** The last step of MurmurHash3, which spreads every bit over the whole word. */
function finish(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

const DIGIT = /\d/;
const WORD = /[\p{L}\p{N}]+(?:['’][a-z]+)?|[$%€£"@¶]/gu;
const known = new Map<string, number>();
const MOST_KNOWN = 100_000;

/**
 * Hashes of the words of folded text in order; numbers count as their number of digits, so that all years are one word.
 */
export function wordHashes(folded: string): number[] {
  const hashes: number[] = [];
  for (const [word] of folded.matchAll(WORD)) hashes.push(hashOf(word));
  return hashes;
}

function hashOf(word: string): number {
  let hash = known.get(word);
  if (hash === undefined) {
    hash = hashText(DIGIT.test(word) ? word.replace(/\d/g, '0') : word);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(word, hash);
  }
  return hash;
}
