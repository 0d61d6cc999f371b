import { trainForest, type BoostingSettings, type Forest } from './boosted-trees.js';
import type { TrainingContract } from './prepare.js';
import { Ranking, RANKING_FEATURES, type CategoryPrior } from './ranking.js';

/** Candidates of one contract as the second stage learns from them: features row by row, and whether each is a clause. */
export interface RankingRows {
  features: Float32Array;
  targets: Uint8Array;
}

const WIDTH = RANKING_FEATURES.length;

/** @param scores logits of the contract's units from a first stage that was not trained on it */
export function rankingRows(
  { document, targets }: Pick<TrainingContract, 'document' | 'targets'>,
  scores: Float32Array,
  priors: readonly CategoryPrior[],
): RankingRows {
  const ranking = new Ranking(document, scores, priors.length);
  const rows: Float32Array[] = [];
  const found: number[] = [];
  for (const [category, prior] of priors.entries()) {
    ranking.forEach(category, prior, (candidate, row) => {
      rows.push(row.slice());
      found.push(targets[category * document.candidates.length + candidate]!);
    });
  }
  const features = new Float32Array(rows.length * WIDTH);
  for (const [index, row] of rows.entries()) features.set(row, index * WIDTH);
  return { features, targets: Uint8Array.from(found) };
}

/** Fits the second stage to the rows of many contracts. */
export function trainRanking(contracts: readonly RankingRows[], settings: BoostingSettings): Forest {
  const count = contracts.reduce((sum, { targets }) => sum + targets.length, 0);
  const columns = RANKING_FEATURES.map(() => new Float32Array(count));
  const targets = new Uint8Array(count);
  let next = 0;
  for (const contract of contracts) {
    for (const [row, target] of contract.targets.entries()) {
      for (let feature = 0; feature < WIDTH; feature += 1)
        columns[feature]![next] = contract.features[row * WIDTH + feature]!;
      targets[next++] = target;
    }
  }
  return trainForest(columns, targets, settings);
}
