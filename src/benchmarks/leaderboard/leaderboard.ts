import type { Usage } from '../../analyses/analyst.js';
import type { Bilingual } from '../../contracts/clause-types.js';
import type { CurvePoint } from '../metrics/cuad.js';
import type { Interval } from '../statistics/bootstrap.js';
import type { ReferenceDecision } from '../statistics/reference.js';

export type ReportLanguage = keyof Bilingual;

/** A model's scores on a suite. */
export interface LeaderboardRow {
  model: string;
  /** By name; a metric that a row lacks is shown as a dash. */
  metrics: Readonly<Record<string, Interval>>;
  cases: number;
  /** Cases without an answer; they count as answered with nothing. */
  failed: number;
  /** Of the whole run; null when it is not known. */
  usage: Usage | null;
  /** The order's metric minus that of the first row, paired by case; absent for the first row itself. */
  differenceToBest?: Interval;
  /** Against the report's `reference`, paired by case; absent for the reference itself. */
  againstReference?: { ratio: Interval | null; decision: ReferenceDecision };
}

/** What both renderings need. Rows are shown in the order given (`rankRows`). */
export interface Leaderboard {
  suite: SuiteSummary;
  /** Name of the metric that orders the rows. */
  metric: string;
  rows: readonly LeaderboardRow[];
  /** The model that the others are measured against, and the share of its performance that is asked for. */
  reference?: { model: string; bar: number };
}

export interface SuiteSummary {
  name: string;
  title?: Bilingual;
  version: string | number;
  /** SHA-256 of the cases, hex. */
  hash: string;
  task: string;
  cases: number;
  /** Whose data these are, under which licence; one line. */
  attribution?: string;
}

/** Everything the HTML report shows. */
export interface LeaderboardReport extends Leaderboard {
  /** When it was written, ISO 8601. */
  generatedAt: string;
  curves?: readonly ModelCurve[];
  categories?: readonly CategoryScores[];
  provenance: ReportProvenance;
}

export interface ModelCurve {
  model: string;
  /** In ascending order of recall, as in `CuadScores`. */
  curve: readonly CurvePoint[];
}

/** One category's line of the table by category. */
export interface CategoryScores {
  category: string;
  label?: Bilingual;
  /** Gold spans, and cases that have any. */
  gold: number;
  cases: number;
  /** AUPR by model. */
  scores: Readonly<Record<string, number>>;
}

/** Enough to compute every figure of the report again. */
export interface ReportProvenance {
  /** Version of Johang. */
  version: string;
  /** Revision of the source, when it is known. */
  revision?: string;
  seed: number;
  resamples: number;
  /** Of the intervals, e.g. 0.95. */
  confidence: number;
  /** What to type, in order. */
  commands: readonly string[];
  models: readonly ModelProvenance[];
}

export interface ModelProvenance {
  model: string;
  /** The exact snapshot that answered. */
  snapshot: string;
  runId?: string;
  prompts?: readonly { name: string; version: string; hash: string }[];
  parameters?: Readonly<Record<string, unknown>>;
}

/** The rows with the best value of `metric` first; equal ones by model name, rows without the metric last. */
export function rankRows<Row extends Pick<LeaderboardRow, 'model' | 'metrics'>>(
  rows: readonly Row[],
  metric: string,
): Row[] {
  const value = (row: Row): number => row.metrics[metric]?.value ?? Number.NEGATIVE_INFINITY;
  const byName = (a: Row, b: Row): number => (a.model < b.model ? -1 : Number(a.model > b.model));
  return rows.toSorted((a, b) => (value(a) === value(b) ? byName(a, b) : value(b) - value(a)));
}

/** Whether the data tell this row from the best: false when the interval of the difference holds 0. */
export function isDistinct(difference: Interval): boolean {
  return difference.low > 0 || difference.high < 0;
}
