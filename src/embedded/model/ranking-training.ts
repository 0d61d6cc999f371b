import { forestScore, trainForest, type BoostingSettings, type Forest } from './boosted-trees.js';
import { forEachGain, GAIN_FEATURES, LEAST_RANKED, type RankedCandidate } from './gain.js';
import type { CandidateTargets } from './gold.js';
import type { TrainingContract } from './prepare.js';
import { Ranking, RANKING_FEATURES, type CategoryPrior } from './ranking.js';
import type { UnitScores } from './first-stage.js';

/** Rows to learn from: features row by row, and whether each is right. */
export interface RankingRows {
  features: Float32Array;
  targets: Uint8Array;
}

type Labelled = Pick<TrainingContract, 'document' | 'targets'>;

/** The category of which the metric counts a name wherever a candidate holds it. */
const PARTIES = 'Parties';

/** @param scores of a first stage that was not trained on the contract */
export function rankingRows(
  { document, targets }: Labelled,
  scores: UnitScores,
  priors: readonly CategoryPrior[],
  categories: readonly string[],
): RankingRows {
  const ranking = new Ranking(document, scores, priors.length);
  const rows = new RowList(RANKING_FEATURES.length);
  for (const [category, prior] of priors.entries()) {
    const isParties = categories[category] === PARTIES;
    ranking.forEach(category, prior, (candidate, row) => {
      const target = targets[category]!.get(candidate);
      if (target === undefined || target.inPlace) rows.push(row, target !== undefined);
      // The same words elsewhere teach nothing; a name somewhere in a passage does not make it a clause on the parties.
      else if (isParties) rows.push(row, false);
    });
  }
  return rows.rows();
}

/** The candidates of each category that a forest of the ranking thinks possible. */
export function rankedCandidates(
  document: TrainingContract['document'],
  scores: UnitScores,
  priors: readonly CategoryPrior[],
  forest: Forest,
): RankedCandidate[][] {
  const ranking = new Ranking(document, scores, priors.length);
  const least = Math.log(LEAST_RANKED / (1 - LEAST_RANKED));
  return priors.map((prior, category) => {
    const ranked: RankedCandidate[] = [];
    ranking.forEach(category, prior, (candidate, row) => {
      const score = forestScore(forest, row);
      const { start, end } = document.candidates[candidate]!;
      if (score >= least) ranked.push({ start, end, candidate, score, row: row.slice() });
    });
    return ranked;
  });
}

/** What the gain of the candidates is learnt from. @param ranked by a forest that was not trained on the contract */
export function gainRows(
  targets: CandidateTargets,
  ranked: readonly (readonly RankedCandidate[])[],
  categories: readonly string[],
): RankingRows {
  const rows = new RowList(GAIN_FEATURES.length);
  for (const [category, candidates] of ranked.entries()) {
    const isParties = categories[category] === PARTIES;
    const found = new Set<number>();
    forEachGain(candidates, ({ candidate }, row) => {
      const target = targets[category]!.get(candidate);
      if (target === undefined || (isParties && !target.inPlace)) rows.push(row, false);
      // What finds only what a surer one has found neither adds nor misleads.
      else if (target.gold.some((gold) => !found.has(gold))) rows.push(row, true);
      for (const gold of target?.gold ?? []) found.add(gold);
    });
  }
  return rows.rows();
}

/** Fits a forest to the rows of many contracts. */
export function trainRanking(contracts: readonly RankingRows[], settings: BoostingSettings, seed: number): Forest {
  const count = contracts.reduce((sum, { targets }) => sum + targets.length, 0);
  const width = Math.max(1, ...contracts.map(({ features, targets }) => features.length / Math.max(1, targets.length)));
  const values = new Float32Array(count * width);
  const targets = new Uint8Array(count);
  let next = 0;
  for (const contract of contracts) {
    values.set(contract.features, next * width);
    targets.set(contract.targets, next);
    next += contract.targets.length;
  }
  return trainForest({ values, width }, targets, settings, seed);
}

/** Rows as they come. */
class RowList {
  private values = new Float32Array(1 << 12);
  private readonly targets: number[] = [];

  constructor(private readonly width: number) {}

  push(row: Float32Array, target: boolean): void {
    const from = this.targets.length * this.width;
    if (from + this.width > this.values.length) {
      const larger = new Float32Array(this.values.length * 2 + this.width);
      larger.set(this.values);
      this.values = larger;
    }
    this.values.set(row, from);
    this.targets.push(target ? 1 : 0);
  }

  rows(): RankingRows {
    const { targets, width } = this;
    return { features: this.values.slice(0, targets.length * width), targets: Uint8Array.from(targets) };
  }
}
