/** The least Jaccard similarity of word sets at which two texts count as the same answer. */
export const MATCH = 0.5;

export interface WordText {
  text: string;
  words: ReadonlySet<string>;
}

/**
 * The word set of a text as CUAD's authors cut it: only `. , ; :` deleted, lower case, `/` as a space, split at every
 * single space, so that runs of spaces, and a text of nothing but these marks, hold the empty word.
 */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(
    text
      .replace(/[.,;:]/g, '')
      .toLowerCase()
      .replaceAll('/', ' ')
      .split(' '),
  );
}

/** Size of the intersection over size of the union; both sets hold at least one word. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const word of small) if (large.has(word)) shared += 1;
  return shared / (a.size + b.size - shared);
}

/** Whether a prediction is this gold span; with `substringCounts` also when it contains it, case and all. */
export function matchesGold(prediction: WordText, gold: WordText, substringCounts: boolean): boolean {
  if (substringCounts && prediction.text.includes(gold.text)) return true;
  const [fewer, more] = [
    Math.min(prediction.words.size, gold.words.size),
    Math.max(prediction.words.size, gold.words.size),
  ];
  return fewer / more >= MATCH && jaccard(prediction.words, gold.words) >= MATCH;
}
