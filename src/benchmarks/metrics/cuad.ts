import { type ClusterTable, columnSums, emptyTable, type Statistic } from '../statistics/clusters.js';
import { matchesGold, wordSet } from './word-overlap.js';

/** A text that a model says answers a question. */
export interface PredictedText {
  text: string;
  /** Confidence in [0, 1]; at threshold t a prediction counts when it is strictly greater than t. */
  probability: number;
}

/** One question: a category asked of a contract. `text`s have their white space folded (`foldWhiteSpace`). */
export interface CuadItem {
  /** The contract, the independent unit of the statistics. */
  caseId: string;
  category: string;
  /** Gold spans; empty when the contract has no such clause, and then every prediction is wrong. */
  gold: readonly string[];
  predictions: readonly PredictedText[];
}

/** A point of the precision-recall curve: the predictions above `threshold`; the first one, above every one, is (0, 1). */
export interface CurvePoint {
  threshold: number;
  recall: number;
  /** The best precision at this recall or a higher one. */
  precision: number;
}

export interface CuadScores {
  /** Area under the precision-recall curve over the points reached, in [0, 1]. */
  aupr: number;
  precisionAt80Recall: number;
  precisionAt90Recall: number;
  /** In ascending order of recall; empty when nothing was predicted or nothing was there to be found. */
  curve: CurvePoint[];
}

/** Precision, recall and F1 of the predictions with probability above 0.5; 0 where a divisor is 0. */
export interface PointScores {
  precision: number;
  recall: number;
  f1: number;
}

export interface CategoryReport extends PointScores {
  category: string;
  /** Gold spans, and contracts that have any. */
  gold: number;
  contracts: number;
  aupr: number;
}

/** 0.99, 0.98 ... 0.01, then 0.001, then 0. */
export const cuadThresholds: readonly number[] = [
  ...Array.from({ length: 99 }, (_, index) => (99 - index) / 100),
  0.001,
  0,
];

/** The category of which a gold string inside a prediction counts as found: names come with their surroundings. */
const PARTIES = 'Parties';

/** A row of counts: true positives per threshold, false positives per threshold, gold spans. */
const LEVELS = cuadThresholds.length;
const GOLD = 2 * LEVELS;
const WIDTH = GOLD + 1;
const LEVEL_OF_HALF = cuadThresholds.indexOf(0.5);

/**
 * The extraction metric of CUAD (Hendrycks et al. 2021, arXiv 2103.06268), as its authors computed the published
 * figures: micro-pooled over all questions, a match being a Jaccard similarity of word sets of at least 0.5.
 */
export function cuadScores(items: Iterable<CuadItem>): CuadScores {
  return scoresOf(columnSums(cuadTable(items)));
}

/** The contracts' counts, of which every score is a function: resample its rows for intervals. */
export function cuadTable(items: Iterable<CuadItem>): ClusterTable {
  const list = [...items];
  const { table, rowOf } = emptyTable(
    list.map((item) => item.caseId),
    WIDTH,
  );
  for (const item of list) addItem(item, table.values, rowOf.get(item.caseId)!);
  return table;
}

/** Everything but Parties, which a lenient match of its own makes the easiest category. */
export function withoutParties(items: Iterable<CuadItem>): CuadItem[] {
  return [...items].filter((item) => item.category !== PARTIES);
}

/** The scores by name as functions of the counts' sums, for `bootstrap` and `replicate`. */
export const cuadStatistics = {
  aupr: (sums) => scoresOf(sums).aupr,
  precisionAt80Recall: (sums) => scoresOf(sums).precisionAt80Recall,
  precisionAt90Recall: (sums) => scoresOf(sums).precisionAt90Recall,
  precision: (sums) => pointScoresOf(sums).precision,
  recall: (sums) => pointScoresOf(sums).recall,
  f1: (sums) => pointScoresOf(sums).f1,
} as const satisfies Record<string, Statistic>;

/** Each category on its own, in the order of first appearance. */
export function cuadCategoryReport(items: Iterable<CuadItem>): CategoryReport[] {
  return [...cuadTablesByCategory(items)].map(([category, { table, contracts }]) => {
    const sums = columnSums(table);
    return { category, gold: sums[GOLD]!, contracts, aupr: scoresOf(sums).aupr, ...pointScoresOf(sums) };
  });
}

/** The counts of each category on its own; `contracts` counts those with a gold span. */
export function cuadTablesByCategory(
  items: Iterable<CuadItem>,
): Map<string, { table: ClusterTable; contracts: number }> {
  const byCategory = new Map<string, CuadItem[]>();
  for (const item of items) {
    const own = byCategory.get(item.category);
    if (own === undefined) byCategory.set(item.category, [item]);
    else own.push(item);
  }
  return new Map(
    [...byCategory].map(([category, own]) => {
      const positive = new Set(own.filter((item) => item.gold.length > 0).map((item) => item.caseId));
      return [category, { table: cuadTable(own), contracts: positive.size }];
    }),
  );
}

/** Adds a question's counts to the row that begins at `row`. */
function addItem(item: CuadItem, counts: Float64Array, row: number): void {
  const substringCounts = item.category === PARTIES;
  const gold = item.gold.map((text) => ({ text, words: wordSet(text) }));
  /** Per gold span, the first threshold that some matching prediction passes. */
  const found = gold.map(() => LEVELS);
  for (const [text, probability] of collapse(item.predictions)) {
    const level = firstLevel(probability);
    if (level === LEVELS) continue;
    const prediction = { text, words: wordSet(text) };
    let matched = false;
    gold.forEach((span, index) => {
      if (!matchesGold(prediction, span, substringCounts)) return;
      matched = true;
      found[index] = Math.min(found[index]!, level);
    });
    if (!matched) increment(counts, row + LEVELS + level, row + GOLD);
  }
  for (const level of found) increment(counts, row + level, row + LEVELS);
  counts[row + GOLD]! += gold.length;
}

/** What passes a threshold passes every lower one. */
function increment(counts: Float64Array, from: number, to: number): void {
  for (let index = from; index < to; index++) counts[index]! += 1;
}

/** Non-empty texts, each once, with the probability given last. */
function collapse(predictions: readonly PredictedText[]): Map<string, number> {
  return new Map(predictions.filter(({ text }) => text !== '').map(({ text, probability }) => [text, probability]));
}

/** Index of the first threshold that `probability` is strictly greater than; `LEVELS` when there is none. */
function firstLevel(probability: number): number {
  const level = cuadThresholds.findIndex((threshold) => probability > threshold);
  return level < 0 ? LEVELS : level;
}

function scoresOf(sums: Float64Array): CuadScores {
  const curve = curveOf(sums);
  return {
    aupr: area(curve),
    precisionAt80Recall: precisionAt(curve, 0.8),
    precisionAt90Recall: precisionAt(curve, 0.9),
    curve,
  };
}

/** From the high-recall end each precision becomes the best so far; one that is undefined (0/0) takes that best. */
function curveOf(sums: Float64Array): CurvePoint[] {
  const gold = sums[GOLD]!;
  const predictedAtAll = sums[LEVELS - 1]! + sums[GOLD - 1]! > 0;
  if (gold === 0 || !predictedAtAll) return [];
  const curve: CurvePoint[] = [{ threshold: 1, recall: 0, precision: 1 }];
  let best = 0;
  for (let level = LEVELS - 1; level >= 0; level--) {
    const truePositives = sums[level]!;
    const predicted = truePositives + sums[LEVELS + level]!;
    if (predicted > 0) best = Math.max(best, truePositives / predicted);
    curve.push({ threshold: cuadThresholds[level]!, recall: truePositives / gold, precision: best });
  }
  const [start, ...points] = curve;
  return [start!, ...points.reverse()];
}

/** The trapezoid rule over the points reached; the curve is not extended to recall 1. */
function area(curve: readonly CurvePoint[]): number {
  let sum = 0;
  for (let index = 1; index < curve.length; index++) {
    const [left, right] = [curve[index - 1]!, curve[index]!];
    sum += ((right.recall - left.recall) * (left.precision + right.precision)) / 2;
  }
  return sum;
}

/** The precision at the first point that reaches the recall, 0 when none does. */
function precisionAt(curve: readonly CurvePoint[], recall: number): number {
  return curve.find((point) => point.recall >= recall)?.precision ?? 0;
}

function pointScoresOf(sums: Float64Array): PointScores {
  const truePositives = sums[LEVEL_OF_HALF]!;
  const falsePositives = sums[LEVELS + LEVEL_OF_HALF]!;
  const gold = sums[GOLD]!;
  return {
    precision: quotient(truePositives, truePositives + falsePositives),
    recall: quotient(truePositives, gold),
    f1: quotient(2 * truePositives, truePositives + falsePositives + gold),
  };
}

function quotient(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : dividend / divisor;
}
