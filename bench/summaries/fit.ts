import { fold } from '../../src/embedded/evidence.js';
import {
  logarithmsOf,
  type PassageWord,
  passageWordsOf,
  plainWordsOf,
} from '../../src/embedded/summary/passage-words.js';
import { subjectOf } from '../../src/embedded/summary/subject.js';
import { plainSentences } from './systems.js';
import type { Item } from './sets.js';

/** Passages that a word's prior is shrunk by towards the mean of all words. */
const SHRINKAGE = 10;
/** Words of fewer passages (names, mostly) and priors nearer to 0 are left out of the table. */
const LEAST = { passages: 4, prior: 0.2 };
const NAMES = new Set(['facebook', 'github', 'niantic', '13']);
const STEPS = 4000;
const RATE = 0.5;
const RIDGE = 0.005;

interface Example {
  word: string;
  use: PassageWord;
  subject: number;
  told: number;
}

/** How the words of passages come into their summaries: what `src/embedded/summary/passage-words.ts` holds. */
export interface PassageWordModel {
  /** Intercept, prior, the weights of {@link logarithmsOf} and that of {@link subjectOf}, in this order. */
  weights: number[];
  /** Log of how much oftener a word is told than words are on average, given that it stands in the passage. */
  priors: [word: string, prior: number][];
}

function examplesOf({ text, reference }: Item): Example[] {
  const told = new Set(plainWordsOf(fold(reference)));
  const sentences = plainSentences(text).map(fold);
  const subject = subjectOf(sentences);
  const words = passageWordsOf(sentences.map(plainWordsOf));
  return [...words].map(([word, use]) => ({ word, use, subject: subject(word), told: told.has(word) ? 1 : 0 }));
}

/** Logistic regression over the words of the passages; a word's own passage is left out of its prior. Deterministic. */
export function fitPassageWords(items: readonly Item[]): PassageWordModel {
  const examples = items.flatMap(examplesOf);
  const mean = examples.reduce((sum, { told }) => sum + told, 0) / examples.length;
  const counts = new Map<string, { told: number; of: number }>();
  for (const { word, told } of examples) {
    const count = counts.get(word) ?? { told: 0, of: 0 };
    counts.set(word, { told: count.told + told, of: count.of + 1 });
  }
  const prior = (told: number, of: number): number => Math.log((told + SHRINKAGE * mean) / (of + SHRINKAGE) / mean);
  const rows = examples.map(({ word, use, subject, told }) => {
    const count = counts.get(word) ?? { told, of: 1 };
    return { x: [1, prior(count.told - told, count.of - 1), ...logarithmsOf(use), subject], told };
  });
  const priors = [...counts]
    .filter(([word, { of }]) => of >= LEAST.passages && !NAMES.has(word))
    .map(([word, { told, of }]): [string, number] => [word, prior(told, of)])
    .filter(([, value]) => Math.abs(value) >= LEAST.prior)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { weights: descend(rows, Math.log(mean)), priors };
}

function descend(rows: readonly { x: number[]; told: number }[], intercept: number): number[] {
  const weights = rows[0]?.x.map((_, at) => (at === 0 ? intercept : 0)) ?? [];
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map(() => 0);
    for (const { x, told } of rows) {
      const logOdds = x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
      const error = 1 / (1 + Math.exp(-logOdds)) - told;
      for (const [at, value] of x.entries()) gradient[at] = (gradient[at] ?? 0) + error * value;
    }
    for (const [at, slope] of gradient.entries()) {
      const weight = weights[at] ?? 0;
      weights[at] = weight - RATE * (slope / rows.length + (at === 0 ? 0 : RIDGE * weight));
    }
  }
  return weights;
}
