import { Injectable } from '@nestjs/common';
import { Compute } from '../compute/compute.service.js';
import { taskModule } from '../compute/task-module.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import type { RunComparison } from './benchmark.tasks.js';
import { RunEntity } from './run.entity.js';
import { RunScores } from './run-scores.js';
import { SuiteEntity } from './suite.entity.js';

const tasks = taskModule<typeof import('./benchmark.tasks.js')>('benchmarks/benchmark.tasks.js');

export interface LeaderboardEntry extends RunComparison {
  run: RunEntity;
  failed: number;
}

@Injectable()
export class LeaderboardService {
  constructor(
    private readonly database: Database,
    private readonly scores: RunScores,
    private readonly compute: Compute,
  ) {}

  /** The newest whole run of each model on the suite as it is now, best AUPR first. */
  async entries(scope: Pick<Scope, 'workspaceId'>, suite: SuiteEntity): Promise<LeaderboardEntry[]> {
    const runs = await this.database.forWorkspace(scope, (em) =>
      em
        .createQueryBuilder(RunEntity, 'r')
        .distinctOn(['r.model'])
        .where('r.suiteId = :id AND r.status = :done', { id: suite.id, done: 'done' })
        .andWhere(`r.caseCount = :all AND r.settings->>'suiteHash' = :hash`, { all: suite.caseCount, hash: suite.hash })
        .orderBy('r.model')
        .addOrderBy('r.id', 'DESC')
        .getMany(),
    );
    runs.sort((a, b) => (b.scores?.aupr?.value ?? 0) - (a.scores?.aupr?.value ?? 0) || (a.model < b.model ? -1 : 1));
    const answers = [];
    for (const run of runs) answers.push(await this.scores.answers(run));
    const compared = await this.compute.run(tasks, 'compareRuns', answers, { urgent: true });
    const entries: LeaderboardEntry[] = [];
    for (const [index, run] of runs.entries())
      entries.push({ run, failed: await this.scores.failures(run), ...compared[index]! });
    return entries;
  }
}
