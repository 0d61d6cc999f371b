/** What benchmarks compute in a thread: see `Compute`. */
import { embeddedTaggers } from '../analyses/embedded.tasks.js';
import { SEED } from './contest-seed.js';
import { byCategory, type Prediction, sourceOf } from './clause-answer.js';
import type { EmbeddedModel } from '../models/model.schema.js';
import { type CategoryReport, cuadCategoryReport, type CuadItem, type CurvePoint } from './metrics/cuad.js';
import { auprReplicates, compareAupr, itemsOf, precisionRecallCurve, type ScoredOutput, scoreRun } from './scoring.js';
import type { Interval } from './statistics/bootstrap.js';

export interface TaggedCase {
  predictions: Record<string, Prediction[]>;
  textHash: string;
  snapshot: string;
  milliseconds: number;
}

/** Which passages of a contract answer each of the questions, as an embedded model says. */
export function tagCase({ model, text }: { model: EmbeddedModel; text: string }): TaggedCase {
  const source = sourceOf(text);
  const tagger = embeddedTaggers[model];
  const started = performance.now();
  const spans = tagger.tag(source);
  const milliseconds = performance.now() - started;
  return {
    predictions: byCategory(text, spans),
    textHash: source.textHash,
    snapshot: tagger.version,
    milliseconds,
  };
}

/** The metrics of a run, from its stored answers alone. */
export function score({ outputs, seed }: { outputs: readonly ScoredOutput[]; seed: number }): Record<string, Interval> {
  return scoreRun(itemsOf(outputs), seed);
}

/** What a leaderboard says of a run beside its stored scores. */
export interface RunComparison {
  curve: CurvePoint[];
  categories: CategoryReport[];
  /** AUPR minus that of the first run, on the same contracts; none for the first itself. */
  differenceToBest?: Interval;
}

/** Compares runs with the first of them. */
export function compareRuns(runs: readonly (readonly ScoredOutput[])[]): RunComparison[] {
  const [best = [], ...others] = runs.map(itemsOf);
  if (runs.length === 0) return [];
  const reference = auprReplicates(best, SEED);
  return [
    describe(best),
    ...others.map((items) => ({ ...describe(items), differenceToBest: compareAupr(items, reference).difference })),
  ];
}

function describe(items: readonly CuadItem[]): RunComparison {
  return { curve: precisionRecallCurve(items), categories: cuadCategoryReport(items) };
}
