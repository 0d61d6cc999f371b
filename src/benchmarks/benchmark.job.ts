import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError, toStoredError } from '../common/errors/app-error.js';
import { Database } from '../database/database.service.js';
import type { JobData } from '../jobs/definitions.js';
import { type JobContext, OnDeadJob, OnJob } from '../jobs/on-job.decorator.js';
import { ContestsService } from './contests.service.js';

const LOOK_AGAIN_MS = 5000;

type Job = JobData['benchmark'];

/** Runs a contest that was asked for over the API. After a crash it goes on with the answers that are missing. */
@Injectable()
export class BenchmarkJob {
  constructor(
    private readonly contests: ContestsService,
    private readonly database: Database,
  ) {}

  @OnJob('benchmark')
  async run({ workspaceId, contestId }: Job, { signal }: JobContext): Promise<void> {
    // Somebody at a terminal may run it: what they leave is done then.
    while (!(await this.runUnlessRunning(workspaceId, contestId, signal))) await sleep(LOOK_AGAIN_MS, null, { signal });
  }

  private async runUnlessRunning(workspaceId: string, contestId: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.contests.run({ workspaceId }, contestId, signal);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'contest.running') return false;
      throw error;
    }
  }

  @OnDeadJob('benchmark')
  async giveUp({ workspaceId, contestId }: Job): Promise<void> {
    const error = toStoredError(new AppError('internal.error'));
    await this.database.forWorkspace({ workspaceId }, (em) =>
      em.query(`UPDATE runs SET status = 'failed', error = $2 WHERE contest_id = $1 AND status <> 'done'`, [
        contestId,
        JSON.stringify(error),
      ]),
    );
  }
}
