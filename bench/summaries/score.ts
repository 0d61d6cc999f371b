import { rouge, type RougeOptions } from '../../src/benchmarks/metrics/rouge.js';
import { comparePaired, type PairedComparison, replicate } from '../../src/benchmarks/statistics/bootstrap.js';
import { meanOf, meanTable } from '../../src/benchmarks/statistics/clusters.js';
import type { Item } from './sets.js';
import { plainSentences, type Summariser } from './systems.js';

/**
 * How long a summary may be: as many `sentences` as the reference has, or as many `words`, all systems then being cut
 * after exactly that many.
 */
export type Budget = 'sentences' | 'words';
export const METRICS = ['rouge1', 'rouge2', 'rougeL'] as const;
export type Metric = (typeof METRICS)[number];

export interface ItemScore extends Record<Metric, number> {
  id: string;
  cluster: string;
  words: number;
}

const SEED = 20_240_601;

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

function summaryOf(ask: (count: number) => string[], reference: string, budget: Budget): string {
  if (budget === 'sentences') return ask(Math.max(1, plainSentences(reference).length)).join(' ');
  const most = wordsOf(reference).length;
  let words: string[] = [];
  for (let count = 1, taken = 0; words.length < most; count += 1) {
    const sentences = ask(count);
    if (sentences.length === taken) break;
    taken = sentences.length;
    words = wordsOf(sentences.join(' '));
  }
  return words.slice(0, most).join(' ');
}

/** The F-measures of a system's summaries, one a budget and item. */
export function scoresOf(
  system: Summariser,
  items: readonly Item[],
  budgets: readonly Budget[],
  options: RougeOptions,
): Map<Budget, ItemScore[]> {
  const scores = new Map<Budget, ItemScore[]>(budgets.map((budget) => [budget, []]));
  for (const { id, cluster, text, reference } of items) {
    const ask = system.read(text);
    for (const budget of budgets) {
      const summary = summaryOf(ask, reference, budget);
      const { rouge1, rouge2, rougeL } = rouge(summary, reference, options);
      const words = wordsOf(summary).length;
      scores.get(budget)?.push({ id, cluster, words, rouge1: rouge1.f, rouge2: rouge2.f, rougeL: rougeL.f });
    }
  }
  return scores;
}

/** Ours minus theirs in the mean over items, with the interval of the paired cluster bootstrap. */
export function compare(own: readonly ItemScore[], other: readonly ItemScore[], metric: Metric): PairedComparison {
  const replicatesOf = (scores: readonly ItemScore[]) =>
    replicate(
      meanTable(scores.map((score) => ({ cluster: score.cluster, value: score[metric] }))),
      { mean: meanOf },
      {
        seed: SEED,
      },
    ).mean;
  return comparePaired(replicatesOf(own), replicatesOf(other));
}

export function meanBy(scores: readonly ItemScore[], key: Metric | 'words'): number {
  return scores.reduce((sum, score) => sum + score[key], 0) / Math.max(1, scores.length);
}
