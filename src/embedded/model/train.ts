import {
  fitFirstStage,
  foldedContracts,
  outOfFoldScores,
  reportOfHeldOut,
  type Experiment,
} from './cross-validation.js';
import type { ClauseReport } from './evaluate.js';
import { foldsOf } from './folds.js';
import { writeModel } from './model-file.js';
import { prepareContract, withTargets, type LabelledContract, type PreparedContract } from './prepare.js';
import { defaultSettings, type TrainingSettings } from './settings.js';
import { fitUpperStages } from './upper-stages.js';

/** How far the training is: `total` is known once the contracts are read. */
export interface TrainingProgress {
  stage: 'read' | 'fit' | 'validate' | 'write';
  done: number;
  total?: number;
  detail: string;
}

export interface TrainingOptions {
  contracts: AsyncIterable<LabelledContract> | Iterable<LabelledContract>;
  /** An integer from 0 to 2^53 - 1: the same contracts in the same order and the same seed give the same bytes. */
  seed: number;
  onProgress?: (progress: TrainingProgress) => void;
  settings?: Partial<TrainingSettings>;
}

export interface TrainedClauses {
  /** The model file, for `TrainedTagger.load`. */
  model: Buffer;
  /** Cross-validated figures: what the model would score on contracts of filers that it has not seen. */
  report: ClauseReport;
}

/** Labels that cannot be learnt from. */
export class TrainingDataError extends Error {}

/** Categories of a model are numbered in one byte. */
const MOST_CATEGORIES = 255;

/**
 * Trains the clause tagger on labelled contracts, any category names: two judges of words and context, boosted trees that
 * rank the candidates within the contract, and more that tell what each adds to the surer ones; each stage learns from what
 * the one before it says of contracts that it has not seen.
 *
 * @throws TrainingDataError when there are fewer than two contracts, no labels or too many categories.
 */
export async function trainClauses(options: TrainingOptions): Promise<TrainedClauses> {
  const { seed, onProgress } = options;
  const prepared: PreparedContract[] = [];
  for await (const contract of options.contracts) {
    prepared.push(prepareContract(contract));
    onProgress?.({ stage: 'read', done: prepared.length, detail: contract.file });
  }
  const categories = categoriesOf(prepared);
  check(prepared, categories);
  const settings = settingsFor(prepared.length, options.settings);
  const fits = settings.folds + 1;
  let fit = 0;
  const experiment: Experiment = {
    contracts: prepared.map((contract) => withTargets(contract, categories)),
    folds: foldsOf(prepared, settings.folds, seed),
    categories,
    settings,
    seed,
    onFit: (detail) => onProgress?.({ stage: 'fit', done: fit++, total: fits, detail }),
  };
  const scores = await outOfFoldScores(experiment);
  const firstStage = await fitFirstStage(experiment, []);
  onProgress?.({ stage: 'validate', done: fits, total: fits, detail: `${settings.folds} folds` });
  const { forest, gain } = settings;
  const contracts = foldedContracts(experiment, (index) => scores[index]!);
  const fitted = await fitUpperStages(contracts, { categories, forest, gain, seed });
  const report = reportOfHeldOut(experiment, fitted);
  onProgress?.({ stage: 'write', done: fits, total: fits, detail: '' });
  const trained = { contracts: report.contracts, spans: report.spans, seed };
  return { model: writeModel({ categories, ...firstStage, ...fitted.stages, trained }), report };
}

/** The categories that have labels, in code-unit order. */
export function categoriesOf(contracts: readonly LabelledContract[]): string[] {
  const names = contracts.flatMap(({ labels }) => Object.keys(labels).filter((name) => labels[name]!.length > 0));
  return [...new Set(names)].sort();
}

function check(contracts: readonly LabelledContract[], categories: readonly string[]): void {
  if (contracts.length < 2) throw new TrainingDataError('Training needs at least two labelled contracts');
  if (categories.length === 0) throw new TrainingDataError('None of the contracts has a label');
  if (categories.length > MOST_CATEGORIES)
    throw new TrainingDataError(`There are ${categories.length} categories; a model has at most ${MOST_CATEGORIES}`);
}

/** No more folds than contracts. */
function settingsFor(contracts: number, wanted: Partial<TrainingSettings> = {}): TrainingSettings {
  const settings = { ...defaultSettings, ...wanted };
  return { ...settings, folds: Math.min(settings.folds, contracts) };
}
