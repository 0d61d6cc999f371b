import { setImmediate as nextTurn } from 'node:timers/promises';
import { itemsOf, reportOf, type ClauseReport, type Judged } from './evaluate.js';
import { LinearModel, type SparseWeights } from './linear.js';
import { trainLinear } from './linear-training.js';
import type { TrainingContract } from './prepare.js';
import { categoryPriors } from './priors.js';
import { rankingRows, trainRanking, type RankingRows } from './ranking-training.js';
import type { CategoryPrior } from './ranking.js';
import { leastContracts, type TrainingSettings } from './settings.js';
import { rankSpans } from './trained-tagger.js';
import type { CuadItem } from '../../benchmarks/metrics/cuad.js';

/** Contracts with their folds, and how to train on them. */
export interface Experiment {
  contracts: readonly TrainingContract[];
  /** The fold of each contract. */
  folds: readonly number[];
  categories: readonly string[];
  settings: TrainingSettings;
  seed: number;
  /** Told before each fit of the first stage, which is what takes the time. */
  onFit?: (name: string) => void;
}

const EMPTY = new Float32Array();

/** Fits the first stage to the contracts of all folds but some. */
export async function fitLinear(experiment: Experiment, without: readonly number[]): Promise<SparseWeights> {
  const { contracts, folds, categories, settings, seed, onFit } = experiment;
  onFit?.(without.length === 0 ? 'all contracts' : `without fold ${without.map((fold) => fold + 1).join(' and ')}`);
  await nextTurn();
  const chosen = contracts.filter((_, index) => !without.includes(folds[index]!));
  return trainLinear(chosen, {
    outputs: categories.length,
    epochs: settings.epochs,
    rate: settings.rate,
    prune: settings.prune,
    leastContracts: leastContracts(chosen.length),
    seed,
  });
}

/** First-stage logits of every contract by a first stage that has not seen its fold. */
export async function outOfFoldScores(experiment: Experiment): Promise<Float32Array[]> {
  const { contracts, folds, settings } = experiment;
  const scores: Float32Array[] = contracts.map(() => EMPTY);
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const model = new LinearModel(await fitLinear(experiment, [fold]));
    for (const [index, { table }] of contracts.entries()) if (folds[index] === fold) scores[index] = model.score(table);
  }
  return scores;
}

/** What the second stage for a fold learns from, and what it is then tested on. */
export interface FoldScores {
  /** Logits of a contract outside the fold, by a first stage that has seen neither its fold nor, when nested, this one. */
  training: (contract: number) => Float32Array;
  /** Logits of a contract of the fold. */
  test: (contract: number) => Float32Array;
}

/**
 * Cross-validates the second stage and the selection.
 *
 * With the same out-of-fold scores for training and test, the first stages behind the training rows have seen the test
 * fold; {@link nestedScores} avoids that.
 */
export function crossValidate(experiment: Experiment, scoresFor: (fold: number) => FoldScores): ClauseReport {
  const { contracts, folds, categories, settings } = experiment;
  const items: CuadItem[] = [];
  const judged: Judged[] = [];
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const { training, test } = scoresFor(fold);
    const priors = priorsOf(experiment, fold);
    const rows: RankingRows[] = [];
    for (const [index, contract] of contracts.entries())
      if (folds[index] !== fold) rows.push(rankingRows(contract, training(index), priors));
    const forest = trainRanking(rows, settings.forest);
    for (const [index, contract] of contracts.entries()) {
      if (folds[index] !== fold) continue;
      const spans = rankSpans({ categories, priors, forest }, contract.document, test(index));
      items.push(...itemsOf(contract, categories, spans));
      const width = contract.document.candidates.length;
      for (const [category, list] of spans.entries())
        for (const { probability, candidate } of list)
          judged.push([probability, contract.targets[category * width + candidate] === 1]);
    }
  }
  return reportOf(items, judged);
}

export function priorsOf({ contracts, folds, categories }: Experiment, without: number): CategoryPrior[] {
  const chosen = contracts.filter((_, index) => folds[index] !== without);
  return categoryPriors(
    chosen.map(({ labels }) => labels),
    categories,
  );
}

/**
 * Scores for a cross-validation in which nothing has seen the test fold: for every two folds a first stage without both.
 * Takes folds * (folds + 1) / 2 fits.
 */
export async function nestedScores(experiment: Experiment): Promise<(fold: number) => FoldScores> {
  const { contracts, folds, settings } = experiment;
  const scores = new Map<string, Float32Array>();
  for (let first = 0; first < settings.folds; first += 1) {
    for (let second = first; second < settings.folds; second += 1) {
      const model = new LinearModel(await fitLinear(experiment, first === second ? [first] : [first, second]));
      for (const [index, { table }] of contracts.entries()) {
        const own = folds[index]!;
        if (own !== first && own !== second) continue;
        scores.set(`${index} ${own === first ? second : first}`, model.score(table));
      }
    }
  }
  const of = (contract: number, fold: number): Float32Array => scores.get(`${contract} ${fold}`)!;
  return (fold) => ({ training: (index) => of(index, fold), test: (index) => of(index, fold) });
}
