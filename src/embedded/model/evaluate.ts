import {
  cuadCategoryReport,
  cuadScores,
  withoutParties,
  type CategoryReport,
  type CuadItem,
} from '../../benchmarks/metrics/cuad.js';
import type { LabelledContract } from './prepare.js';
import type { Scored } from './select.js';

/** The figures of held-out predictions by the metric of CUAD. */
export interface ClauseReport {
  contracts: number;
  spans: number;
  aupr: number;
  precisionAt80Recall: number;
  precisionAt90Recall: number;
  /** The same without the category Parties, whose substring rule flatters. */
  withoutParties: { aupr: number; precisionAt80Recall: number };
  /** Mean difference between probability and share of right ones, in ten bins, weighted by their predictions. */
  calibrationError: number;
  categories: CategoryReport[];
}

/** A contract's predictions as items of the metric: `spans` by category. */
export function itemsOf(
  { file, text, labels }: LabelledContract,
  categories: readonly string[],
  spans: readonly (readonly Scored[])[],
): CuadItem[] {
  return categories.map((category, index) => ({
    caseId: file,
    category,
    gold: (labels[category] ?? []).map((span) => span.text),
    // Of equal texts the metric takes the last probability: the surest has to be last.
    predictions: [...spans[index]!].reverse().map(({ start, end, probability }) => ({
      text: text.slice(start, end).replace(/\s+/g, ' ').trim(),
      probability,
    })),
  }));
}

/** A probability that was predicted, and whether the prediction was right. */
export type Judged = readonly [probability: number, isRight: boolean];

const BINS = 10;

/** Expected calibration error: see {@link ClauseReport.calibrationError}; 0 for no predictions. */
export function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, probability: 0, right: 0 }));
  for (const [probability, isRight] of judged) {
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))]!;
    bin.count += 1;
    bin.probability += probability;
    if (isRight) bin.right += 1;
  }
  const sum = bins.reduce((total, { probability, right }) => total + Math.abs(probability - right), 0);
  return judged.length === 0 ? 0 : sum / judged.length;
}

export function reportOf(items: readonly CuadItem[], judged: readonly Judged[]): ClauseReport {
  const all = cuadScores(items);
  const rest = cuadScores(withoutParties(items));
  return {
    contracts: new Set(items.map(({ caseId }) => caseId)).size,
    spans: items.reduce((sum, { gold }) => sum + gold.length, 0),
    aupr: all.aupr,
    precisionAt80Recall: all.precisionAt80Recall,
    precisionAt90Recall: all.precisionAt90Recall,
    withoutParties: { aupr: rest.aupr, precisionAt80Recall: rest.precisionAt80Recall },
    calibrationError: calibrationError(judged),
    categories: cuadCategoryReport(items),
  };
}
