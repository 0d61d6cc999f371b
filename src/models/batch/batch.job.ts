import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../common/telemetry/logger.js';
import type { JobData } from '../../jobs/definitions.js';
import { type JobContext, OnDeadJob, OnJob } from '../../jobs/on-job.decorator.js';
import { BatchRunner } from './batch-runner.js';
import { BatchStore, BatchTakenOver } from './batch-store.js';
import { giveUp } from './steps.js';

type Job = JobData['batch'];

/** Goes on with a batch, until there is something to wait for; the wait ends with another job. */
@Injectable()
export class BatchJob {
  constructor(
    private readonly store: BatchStore,
    private readonly runner: BatchRunner,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnJob('batch')
  async run(job: Job, { id, retryCount, signal }: JobContext): Promise<void> {
    const batch = await this.store.take(job, { id, retryCount });
    if (!batch) return;
    try {
      await this.runner.run(batch, signal);
    } catch (error) {
      if (!(error instanceof BatchTakenOver)) throw error;
      this.logger.info({ batch: job.batchId }, 'another goes on with the batch');
    }
  }

  @OnDeadJob('batch')
  async giveUp(job: Job, { id }: JobContext): Promise<void> {
    const batch = await this.store.seize(job, id);
    const error = { code: 'batch.failed', message: 'The batch could not be brought to its end' } as const;
    if (!batch) return;
    const { next } = await giveUp(batch, error, false);
    if (next === 'now') await batch.later(0);
  }
}
