import { porterStem } from './porter.js';

export interface RougeOptions {
  /** Whether English words of four letters and more are reduced to their Porter stems; false by default. */
  stem?: boolean;
  /**
   * What a token of Korean is: a `syllable` (the default, which forgives particles and endings) or a `word` between
   * spaces and punctuation.
   */
  korean?: 'syllable' | 'word';
}

/** Precision, recall and their harmonic mean, each in [0, 1]. */
export interface RougeScore {
  precision: number;
  recall: number;
  f: number;
}

export interface RougeScores {
  rouge1: RougeScore;
  rouge2: RougeScore;
  /** By the longest common subsequence of the whole texts (`rougeL`, not the sentence-wise `rougeLsum`). */
  rougeL: RougeScore;
}

const LATIN = /[a-z0-9]+/;
const TOKENS = {
  syllable: /[a-z0-9]+|[가-힣]/g,
  word: /[a-z0-9]+|[가-힣]+/g,
};
/** Shorter words are not stemmed, as in Google's `rouge_score`. */
const SHORTEST_STEMMED = 4;

/** The tokens that ROUGE counts: runs of `a-z0-9` of the lower-cased text, and Korean; no stop words are removed. */
export function rougeTokens(text: string, { stem = false, korean = 'syllable' }: RougeOptions = {}): string[] {
  const tokens = text.normalize('NFC').toLowerCase().match(TOKENS[korean]) ?? [];
  if (!stem) return [...tokens];
  return tokens.map((token) => (token.length >= SHORTEST_STEMMED && LATIN.test(token) ? porterStem(token) : token));
}

function scoreOf(common: number, candidate: number, reference: number): RougeScore {
  if (common === 0) return { precision: 0, recall: 0, f: 0 };
  const [precision, recall] = [common / candidate, common / reference];
  return { precision, recall, f: (2 * precision * recall) / (precision + recall) };
}

function ngrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i += 1) {
    const key = tokens.slice(i, i + n).join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** ROUGE-N: n-grams in common, each as often as it stands in both. */
function rougeN(candidate: readonly string[], reference: readonly string[], n: number): RougeScore {
  const [own, gold] = [ngrams(candidate, n), ngrams(reference, n)];
  let common = 0;
  for (const [key, count] of own) common += Math.min(count, gold.get(key) ?? 0);
  return scoreOf(common, Math.max(0, candidate.length - n + 1), Math.max(0, reference.length - n + 1));
}

/** Length of the longest common subsequence; time is the product of the lengths, memory linear. */
export function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  let row = new Uint32Array(b.length + 1);
  for (const token of a) {
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = token === b[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0);
    }
    [above, row] = [row, above];
  }
  return above[b.length] ?? 0;
}

/**
 * ROUGE-1, ROUGE-2 and ROUGE-L of one text against one reference (Lin 2004), tokenised as Google's `rouge_score` does,
 * with Korean added. A score without anything in common, or of an empty text, is 0.
 */
export function rouge(candidate: string, reference: string, options: RougeOptions = {}): RougeScores {
  const [own, gold] = [rougeTokens(candidate, options), rougeTokens(reference, options)];
  return {
    rouge1: rougeN(own, gold, 1),
    rouge2: rougeN(own, gold, 2),
    rougeL: scoreOf(longestCommonSubsequence(own, gold), own.length, gold.length),
  };
}
