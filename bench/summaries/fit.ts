import { fold } from '../../src/embedded/evidence.js';
import {
  logarithmsOf,
  type PassageWord,
  type PassageWordModel,
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
/** Newton's method has converged long before. */
const STEPS = 12;
/** Chosen by cross-validation in the tuning half, where 0.02 to 0.07 are alike. */
const RIDGE = 0.03;
/** Priors are kept to so many decimals, in the table that ships as in the bench. */
const DECIMALS = 1;

interface Example {
  word: string;
  use: PassageWord;
  subject: number;
  told: number;
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
    .map(([word, value]): [string, number] => [word, Number(value.toFixed(DECIMALS))])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { weights: regress(rows, Math.log(mean)), priors: new Map(priors) };
}

/** The weights of a ridge logistic regression, by Newton's method; the first column is 1 and is not shrunk. */
function regress(rows: readonly { x: number[]; told: number }[], intercept: number): number[] {
  let weights = rows[0]?.x.map((_, at) => (at === 0 ? intercept : 0)) ?? [];
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight, at) => (at === 0 ? 0 : -RIDGE * rows.length * weight));
    const hessian = weights.map((_, i) => weights.map((_weight, j) => (i === j && i > 0 ? RIDGE * rows.length : 0)));
    for (const { x, told } of rows) {
      const logOdds = x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
      const probability = 1 / (1 + Math.exp(-logOdds));
      const curvature = probability * (1 - probability);
      for (const [i, value] of x.entries()) {
        gradient[i] = (gradient[i] ?? 0) + (told - probability) * value;
        const row = hessian[i] ?? [];
        for (const [j, other] of x.entries()) row[j] = (row[j] ?? 0) + curvature * value * other;
      }
    }
    const change = solve(hessian, gradient);
    weights = weights.map((weight, at) => weight + (change[at] ?? 0));
  }
  return weights;
}

/** The solution of a symmetric positive definite system, by elimination. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  for (const [at, pivot] of rows.entries()) {
    const scale = pivot[at] ?? 1;
    const reduced = pivot.map((value) => value / scale);
    for (const [other, row] of rows.entries()) {
      const factor = row[at] ?? 0;
      rows[other] = other === at ? reduced : row.map((value, column) => value - factor * (reduced[column] ?? 0));
    }
  }
  return rows.map((row) => row.at(-1) ?? 0);
}
