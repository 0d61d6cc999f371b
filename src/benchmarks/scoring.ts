import type { ClauseLabels } from './importers/importer.js';
import { clauseItems, type ClausePredictions } from './metrics/cuad-items.js';
import {
  type CuadItem,
  cuadScores,
  cuadStatistics,
  cuadTable,
  type CurvePoint,
  withoutParties,
} from './metrics/cuad.js';
import {
  bootstrap,
  comparePaired,
  type Interval,
  type PairedComparison,
  type Replicates,
  replicate,
} from './statistics/bootstrap.js';

/** What a model answered to a case, once; null predictions when it failed, which counts as having found nothing. */
export interface ScoredOutput {
  key: string;
  labels: ClauseLabels;
  predictions: ClausePredictions | null;
}

/** Every repeat of a case adds to the counts of its contract: the contract stays the unit that is resampled. */
export function itemsOf(outputs: Iterable<ScoredOutput>): CuadItem[] {
  return [...outputs].flatMap(({ key, labels, predictions }) => clauseItems({ key, labels }, predictions ?? {}));
}

/** The metrics of a run with their 95 % intervals. `auprWithoutParties` leaves out the category whose rule is lenient. */
export function scoreRun(items: readonly CuadItem[], seed: number): Record<string, Interval> {
  if (!items.length) return {};
  const { aupr, ...rest } = bootstrap(cuadTable(items), cuadStatistics, { seed });
  const others = withoutParties(items);
  const withoutPartiesScore = others.length
    ? bootstrap<'aupr'>(cuadTable(others), { aupr: cuadStatistics.aupr }, { seed }).aupr
    : undefined;
  return { aupr, ...(withoutPartiesScore && { auprWithoutParties: withoutPartiesScore }), ...rest };
}

export function precisionRecallCurve(items: readonly CuadItem[]): CurvePoint[] {
  return cuadScores(items).curve;
}

/** AUPR on the data and on every resample, for paired comparison. */
export function auprReplicates(items: readonly CuadItem[], seed: number): Replicates {
  return replicate<'aupr'>(cuadTable(items), { aupr: cuadStatistics.aupr }, { seed }).aupr;
}

/** Candidate against reference on the contracts that both were run on, the same resamples for both. */
export function compareAupr(candidate: readonly CuadItem[], reference: Replicates): PairedComparison {
  return comparePaired(auprReplicates(candidate, reference.seed), reference);
}
