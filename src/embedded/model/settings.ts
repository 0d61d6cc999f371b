import type { BoostingSettings } from './boosted-trees.js';

/** How the stages are trained. */
export interface TrainingSettings {
  folds: number;
  /** The linear judge. Weights below `prune` are left out. */
  epochs: number;
  rate: number;
  prune: number;
  /** The networks. */
  network: { members: number; epochs: number; rate: number; vectorRate: number; wordDropout: number };
  /** The forests that rank candidates, and that judge what each adds to surer ones. */
  forest: BoostingSettings;
  gain: BoostingSettings;
}

export const defaultSettings: TrainingSettings = {
  folds: 5,
  epochs: 3,
  rate: 0.08,
  prune: 0.015,
  network: { members: 2, epochs: 10, rate: 0.0015, vectorRate: 0.008, wordDropout: 0.5 },
  forest: {
    members: 2,
    trees: 150,
    leaves: 48,
    depth: 8,
    rate: 0.1,
    leastWeight: 4,
    penalty: 4,
    rowShare: 0.5,
    featureShare: 0.6,
  },
  gain: {
    members: 2,
    trees: 120,
    leaves: 32,
    depth: 8,
    rate: 0.07,
    leastWeight: 6,
    penalty: 4,
    rowShare: 0.7,
    featureShare: 0.6,
  },
};

/** With fewer contracts a feature may be learnt from two of them, else it has to occur in five, and a word in three. */
const FEW = 150;

/** In how many contracts a feature of the linear judge, and a word of the network, has to occur. */
export function leastContracts(contracts: number): { feature: number; word: number } {
  return contracts < FEW ? { feature: 2, word: 2 } : { feature: 5, word: 3 };
}
