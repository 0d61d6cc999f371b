import type { ModelBatchEntity } from '../models/batch/batch.entity.js';
import { batchView } from '../models/batch/batch.schema.js';
import type { ContestView } from './benchmarks.schema.js';
import type { LeaderboardEntry } from './leaderboard.service.js';
import type { RunEntity, RunStatus } from './run.entity.js';
import type { SuiteEntity } from './suite.entity.js';

export function suiteView({ name, version, hash, task, caseCount, source, createdAt }: SuiteEntity) {
  return { name, version, hash, task, cases: caseCount, source, createdAt: createdAt.toISOString() };
}

/** @param batches of the contest */
export function contestView(
  suite: string,
  runs: { run: RunEntity; failed: number }[],
  batches: readonly ModelBatchEntity[] = [],
): ContestView {
  const first = runs[0]!.run;
  return {
    id: first.contestId,
    suite,
    status: contestStatus(runs.map(({ run }) => run.status)),
    settings: { ...first.settings },
    models: runs.map(({ run, failed }) => ({
      ...runView(run),
      status: run.status,
      failed,
      error: run.error,
      batches: batches.filter(({ model }) => model === run.model).map(batchView),
    })),
  };
}

/** Runs take turns: a contest of which some have ended and some have not begun is running. */
function contestStatus(states: RunStatus[]): RunStatus {
  const [first] = new Set(states);
  if (first && states.every((state) => state === first)) return first;
  return states.every((state) => state === 'done' || state === 'failed') ? 'failed' : 'running';
}

export function leaderboardView(suite: SuiteEntity, entries: LeaderboardEntry[]) {
  return {
    suite: suite.name,
    suiteHash: suite.hash,
    rows: entries.map(({ run, failed, differenceToBest }) => ({
      ...runView(run),
      failed,
      ...(differenceToBest && { differenceToBest }),
    })),
  };
}

function runView(run: RunEntity) {
  return { model: run.model, runId: run.id, metrics: run.scores ?? {}, cases: run.caseCount, usage: run.usage };
}
