import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../common/http/context.js';
import { once } from '../common/idempotency/idempotency.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { ModelBatchEntity } from '../models/batch/batch.entity.js';
import type { ContestRequest } from './benchmarks.schema.js';
import { ContestsService } from './contests.service.js';
import { LeaderboardService } from './leaderboard.service.js';
import type { RunEntity } from './run.entity.js';
import { RunScores } from './run-scores.js';
import { SuiteEntity } from './suite.entity.js';
import { SuitesService } from './suites.service.js';

export interface Contest {
  suite: SuiteEntity;
  runs: { run: RunEntity; failed: number }[];
  /** Through which it asks, newest first. */
  batches: ModelBatchEntity[];
}

/** Who asks, and how a request that comes twice is known. */
export type EnqueueContext = Scope & Pick<RequestContext, 'idempotencyKey' | 'route'>;

/** What API and command line ask of benchmarks. */
@Injectable()
export class BenchmarksService {
  constructor(
    readonly suites: SuitesService,
    readonly contests: ContestsService,
    readonly leaderboards: LeaderboardService,
    private readonly scores: RunScores,
    private readonly jobs: JobsService,
    private readonly database: Database,
  ) {}

  /**
   * Writes a contest down and leaves it to a worker.
   *
   * @throws AppError `suite.not_found`, `model.not_found`, `batch.not_offered`
   */
  async enqueue(context: EnqueueContext, suiteName: string, request: ContestRequest): Promise<Contest> {
    const suite = await this.suites.get(context, suiteName);
    await this.contests.assertBatches(context, request);
    const contestId = await this.database.forWorkspace(context, (em) =>
      once(em, context, { suite: suite.hash, request }, async () => {
        const id = await this.contests.insert(em, context, suite, request);
        await this.jobs.enqueue(em, 'benchmark', { workspaceId: context.workspaceId, contestId: id });
        return id;
      }),
    );
    return this.contest(context, contestId);
  }

  /** Leaves a contest that was cut short to a worker. */
  async goOn({ workspaceId }: Pick<Scope, 'workspaceId'>, contestId: string): Promise<void> {
    await this.database.forWorkspace({ workspaceId }, async (em) => {
      await this.jobs.enqueue(em, 'benchmark', { workspaceId, contestId });
    });
  }

  /** Writes a contest down for this process to run. @throws AppError `model.not_found` */
  async create(scope: Scope, suite: SuiteEntity, request: ContestRequest): Promise<string> {
    return this.database.forWorkspace(scope, (em) => this.contests.insert(em, scope, suite, request));
  }

  /** @throws AppError `run.not_found` */
  async contest(scope: Pick<Scope, 'workspaceId'>, contestId: string): Promise<Contest> {
    const runs = await this.contests.runs(scope, contestId);
    const suite = await this.database.forWorkspace(scope, (em) =>
      em.findOneByOrFail(SuiteEntity, { id: runs[0]!.suiteId }),
    );
    return {
      suite,
      runs: await Promise.all(runs.map(async (run) => ({ run, failed: await this.scores.failures(run) }))),
      batches: await this.contests.batchesOf(scope, contestId),
    };
  }
}
