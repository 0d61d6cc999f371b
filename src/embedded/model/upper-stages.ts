import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Forest } from './boosted-trees.js';
import { calibrate, type Calibration, type Outcome } from './calibration.js';
import type { UnitScores } from './first-stage.js';
import type { RankedCandidate } from './gain.js';
import type { TrainingContract } from './prepare.js';
import { categoryPriors } from './priors.js';
import { gainRows, rankedCandidates, rankingRows, trainRanking, type RankingRows } from './ranking-training.js';
import type { CategoryPrior } from './ranking.js';
import type { TrainingSettings } from './settings.js';
import { chooseSpans, type ChosenSpan } from './trained-tagger.js';

/** What is fitted on top of the first stage. */
export interface UpperStages {
  priors: readonly CategoryPrior[];
  ranking: Forest;
  gain: Forest;
  calibration: Calibration;
}

/** A contract to fit on. */
export interface FoldedContract {
  contract: TrainingContract;
  fold: number;
  /** Scores by a first stage that has not seen the contract's fold. */
  scores: UnitScores;
}

/** The stages, and what they chose in each contract when fitted without its fold (not calibrated). */
export interface FittedStages {
  stages: UpperStages;
  heldOut: ChosenSpan[][][];
}

export interface UpperSettings extends Pick<TrainingSettings, 'forest' | 'gain'> {
  categories: readonly string[];
  seed: number;
}

/**
 * Fits ranking, gain and calibration. Each learns from what the one before it said of contracts that were not in its own
 * training: so every forest is fitted once for each fold that it then has not seen, and once on all.
 */
export async function fitUpperStages(
  contracts: readonly FoldedContract[],
  { categories, forest, gain, seed }: UpperSettings,
): Promise<FittedStages> {
  const folds = [...new Set(contracts.map(({ fold }) => fold))];
  const fitRanking = (without: number): { priors: CategoryPrior[]; forest: Forest } => {
    const chosen = contracts.filter(({ fold }) => fold !== without);
    const priors = categoryPriors(
      chosen.map(({ contract }) => contract.labels),
      categories,
    );
    const rows = chosen.map(({ contract, scores }) => rankingRows(contract, scores, priors, categories));
    return { priors, forest: trainRanking(rows, forest, seed) };
  };
  const ranked: RankedCandidate[][][] = contracts.map(() => []);
  for (const fold of folds) {
    await nextTurn();
    const fitted = fitRanking(fold);
    for (const [index, { contract, scores, fold: own }] of contracts.entries())
      if (own === fold) ranked[index] = rankedCandidates(contract.document, scores, fitted.priors, fitted.forest);
  }
  const rows: RankingRows[] = contracts.map(({ contract }, index) =>
    gainRows(contract.targets, ranked[index]!, categories),
  );
  const heldOut: ChosenSpan[][][] = contracts.map(() => []);
  for (const fold of folds) {
    await nextTurn();
    const others = rows.filter((_, index) => contracts[index]!.fold !== fold);
    const fitted = trainRanking(others, gain, seed);
    for (const [index, { fold: own }] of contracts.entries())
      if (own === fold) heldOut[index] = chooseSpans(fitted, ranked[index]!);
  }
  const all = fitRanking(-1);
  const calibration = calibrate(contracts.flatMap(({ contract }, index) => outcomesOf(contract, heldOut[index]!)));
  return {
    stages: { priors: all.priors, ranking: all.forest, gain: trainRanking(rows, gain, seed), calibration },
    heldOut,
  };
}

/** What was chosen in a contract, and whether the metric would count it. */
export function outcomesOf({ targets }: TrainingContract, spans: readonly (readonly ChosenSpan[])[]): Outcome[] {
  return spans.flatMap((list, category) =>
    list.map(({ probability, candidate }): Outcome => [probability, targets[category]!.has(candidate)]),
  );
}
