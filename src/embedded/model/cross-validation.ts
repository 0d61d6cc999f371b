import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CuadItem } from '../../benchmarks/metrics/cuad.js';
import { MINIMUM_PROBABILITY } from '../tagger.js';
import { calibrate, calibrated, type Calibration } from './calibration.js';
import { itemsOf, reportOf, type ClauseReport, type Judged } from './evaluate.js';
import { FirstStage, sentencesOfUnits, type FirstStageWeights, type UnitScores } from './first-stage.js';
import { trainLinear } from './linear-training.js';
import { trainNetwork } from './network-training.js';
import type { TrainingContract } from './prepare.js';
import { leastContracts, type TrainingSettings } from './settings.js';
import { spansOf, type ChosenSpan } from './trained-tagger.js';
import { fitUpperStages, outcomesOf, type FittedStages, type FoldedContract } from './upper-stages.js';

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

/** Fits the first stage to the contracts of all folds but some. */
export async function fitFirstStage(experiment: Experiment, without: readonly number[]): Promise<FirstStageWeights> {
  const { contracts, folds, categories, settings, seed, onFit } = experiment;
  onFit?.(without.length === 0 ? 'all contracts' : `without fold ${without.map((fold) => fold + 1).join(' and ')}`);
  await nextTurn();
  const chosen = contracts.filter((_, index) => !without.includes(folds[index]!));
  const least = leastContracts(chosen.length);
  const outputs = categories.length;
  const { epochs, rate, prune, network } = settings;
  const linear = trainLinear(chosen, { outputs, epochs, rate, prune, leastContracts: least.feature, seed });
  await nextTurn();
  const examples = chosen.map(({ bags, positives, document }) => ({
    bags,
    positives,
    sentenceOf: sentencesOfUnits(document),
  }));
  return { linear, network: trainNetwork(examples, { ...network, outputs, leastContracts: least.word, seed }) };
}

/** Scores of every contract by a first stage that has not seen its fold. */
export async function outOfFoldScores(experiment: Experiment): Promise<UnitScores[]> {
  const { contracts, folds, settings } = experiment;
  const scores: UnitScores[] = [];
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const model = new FirstStage(await fitFirstStage(experiment, [fold]));
    for (const [index, contract] of contracts.entries())
      if (folds[index] === fold) scores[index] = model.score(contract);
  }
  return scores;
}

/** Contracts as the upper stages take them. */
export function foldedContracts(
  { contracts, folds }: Experiment,
  scoresOf: (contract: number) => UnitScores,
  without = -1,
): FoldedContract[] {
  return contracts.flatMap((contract, index) =>
    folds[index] === without ? [] : [{ contract, fold: folds[index]!, scores: scoresOf(index) }],
  );
}

/**
 * The figures of what the upper stages chose in each contract when fitted without its fold. The first stages behind their
 * training rows, and the rankings behind those of the gain, have seen that fold; {@link crossValidateNested} avoids that.
 */
export function reportOfHeldOut(experiment: Experiment, { heldOut }: FittedStages): ClauseReport {
  const { contracts, folds, settings } = experiment;
  const report = new ReportWriter(experiment);
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const calibration = calibrate(
      contracts.flatMap((contract, index) => (folds[index] === fold ? [] : outcomesOf(contract, heldOut[index]!))),
    );
    for (const [index, spans] of heldOut.entries())
      if (folds[index] === fold) report.add(index, withCalibration(spans, calibration));
  }
  return report.report();
}

function withCalibration(spans: readonly (readonly ChosenSpan[])[], calibration: Calibration): ChosenSpan[][] {
  return spans.map((list) =>
    list
      .map((span) => ({ ...span, probability: calibrated(calibration, span.probability) }))
      .filter(({ probability }) => probability >= MINIMUM_PROBABILITY),
  );
}

/**
 * Cross-validates with nothing having seen the test fold: for every two folds a first stage without both, and for every
 * fold upper stages that are fitted on the others alone. Takes folds * (folds + 1) / 2 fits of the first stage.
 */
export async function crossValidateNested(experiment: Experiment): Promise<ClauseReport> {
  const { contracts, folds, categories, settings, seed } = experiment;
  const scores = new Map<string, UnitScores>();
  for (let first = 0; first < settings.folds; first += 1) {
    for (let second = first; second < settings.folds; second += 1) {
      const model = new FirstStage(await fitFirstStage(experiment, first === second ? [first] : [first, second]));
      for (const [index, contract] of contracts.entries()) {
        const own = folds[index]!;
        if (own !== first && own !== second) continue;
        scores.set(`${index} ${own === first ? second : first}`, model.score(contract));
      }
    }
  }
  const report = new ReportWriter(experiment);
  for (let fold = 0; fold < settings.folds; fold += 1) {
    const of = (contract: number): UnitScores => scores.get(`${contract} ${fold}`)!;
    const { forest, gain } = settings;
    const { stages } = await fitUpperStages(foldedContracts(experiment, of, fold), { categories, forest, gain, seed });
    for (const [index, { document }] of contracts.entries())
      if (folds[index] === fold) report.add(index, spansOf(stages, document, of(index)));
  }
  return report.report();
}

/** Collects the spans of contract after contract. */
class ReportWriter {
  private readonly items: CuadItem[] = [];
  private readonly judged: Judged[] = [];

  constructor(private readonly experiment: Experiment) {}

  add(index: number, spans: readonly (readonly ChosenSpan[])[]): void {
    const contract = this.experiment.contracts[index]!;
    this.items.push(...itemsOf(contract, this.experiment.categories, spans));
    this.judged.push(...outcomesOf(contract, spans));
  }

  report(): ClauseReport {
    return reportOf(this.items, this.judged);
  }
}
