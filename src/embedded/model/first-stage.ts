import type { ModelDocument } from './document.js';
import type { FeatureTable } from './features.js';
import type { WordBags } from './bags.js';
import { LinearModel, type SparseWeights } from './linear.js';
import { NetworkModel, type NetworkWeights } from './network.js';

/** The two judges of units: one by their words and patterns, one by the meaning of their words. */
export interface FirstStageWeights {
  linear: SparseWeights;
  network: NetworkWeights;
}

/** Logits of the units of a document, `[unit * categories + category]`. */
export interface UnitScores {
  linear: Float32Array;
  network: Float32Array;
  /** What each group of features adds to the linear logit: `[(unit * categories + category) * groups + group]`. */
  parts: Float32Array;
}

export interface ReadUnits {
  document: ModelDocument;
  table: FeatureTable;
  bags: WordBags;
}

export class FirstStage {
  private readonly linear: LinearModel;
  private readonly network: NetworkModel;

  constructor({ linear, network }: FirstStageWeights) {
    this.linear = new LinearModel(linear);
    this.network = new NetworkModel(network);
  }

  /** Phrases, of which the network knows nothing, have the linear logit twice. */
  score({ document, table, bags }: ReadUnits): UnitScores {
    const { logits, parts } = this.linear.score(table);
    const network = logits.slice();
    this.network.score(bags, sentencesOfUnits(document), network);
    return { linear: logits, network, parts };
  }
}

export function sentencesOfUnits({ units }: ModelDocument): Int32Array {
  return Int32Array.from(units, ({ sentence }) => sentence);
}
