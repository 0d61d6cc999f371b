import type { ContestView } from './benchmarks.schema.js';
import type { LeaderboardEntry } from './leaderboard.service.js';
import type { RunEntity } from './run.entity.js';
import type { SuiteEntity } from './suite.entity.js';

export function suiteView({ name, version, hash, task, caseCount, source, createdAt }: SuiteEntity) {
  return { name, version, hash, task, cases: caseCount, source, createdAt: createdAt.toISOString() };
}

export function contestView(suite: string, runs: { run: RunEntity; failed: number }[]): ContestView {
  const states = runs.map(({ run }) => run.status);
  const first = runs[0]!.run;
  return {
    id: first.contestId,
    suite,
    status: states.every((state) => state === 'done') ? 'done' : (states.find((state) => state !== 'done') ?? 'queued'),
    settings: { ...first.settings },
    models: runs.map(({ run, failed }) => ({ ...runView(run), status: run.status, failed, error: run.error })),
  };
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
