import type { BoostingSettings } from './boosted-trees.js';

/** How the two stages are trained. */
export interface TrainingSettings {
  folds: number;
  epochs: number;
  rate: number;
  /** Weights below this are left out. */
  prune: number;
  forest: BoostingSettings;
}

export const defaultSettings: TrainingSettings = {
  folds: 5,
  epochs: 3,
  rate: 0.08,
  prune: 0.015,
  forest: { trees: 90, depth: 6, rate: 0.12, leastWeight: 4, penalty: 4 },
};

/** With fewer contracts a feature may be learnt from two of them, else it has to occur in five. */
const FEW = 150;

/** In how many contracts a feature has to occur. */
export function leastContracts(contracts: number): number {
  return contracts < FEW ? 2 : 5;
}
