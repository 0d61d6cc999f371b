import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { Database } from '../../database/database.service.js';
import type { JobData } from '../../jobs/definitions.js';
import { JobsService } from '../../jobs/jobs.service.js';
import type { JobContext } from '../../jobs/on-job.decorator.js';
import { Ledger, type PlannedAttempt, type SettledAttempt } from '../ledger.js';
import { type ItemOutcome, ModelBatchEntity, ModelBatchItemEntity, type Wake } from './batch.entity.js';

/** Somebody else goes on with the batch: a later try of the job, or a job that was enqueued since. */
export class BatchTakenOver extends Error {}

export type BatchPatch = QueryDeepPartialEntity<ModelBatchEntity>;

/** What became of a request at the provider. */
export interface ItemResult {
  id: string;
  state: 'answered' | 'returned' | 'final';
  outcome: ItemOutcome;
  /** For the ledger; null where the request was never handed over. */
  record: SettledAttempt['record'] | null;
}

/** Requests whose owner never came for them are kept so long after their batch. */
const KEPT_DAYS = 14;

/** A batch in the hands of one try of one job. Whatever it writes is refused once another has taken the batch over. */
export class HeldBatch {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly ledger: Ledger,
    readonly row: ModelBatchEntity,
  ) {}

  /** Writes changes down, together with what `work` does. @throws BatchTakenOver */
  async change(patch: BatchPatch, work: (em: EntityManager) => Promise<void> = async () => {}): Promise<void> {
    const { id, workspaceId, jobId, holder } = this.row;
    await this.database.forWorkspace({ workspaceId }, async (em) => {
      const held = await em.query<unknown[]>(
        'SELECT 1 FROM model_batches WHERE id = $1 AND job_id = $2 AND holder = $3 FOR UPDATE',
        [id, jobId, holder],
      );
      if (!held.length) throw new BatchTakenOver();
      await work(em);
      if (Object.keys(patch).length) await em.update(ModelBatchEntity, { id }, patch);
    });
    Object.assign(this.row, patch);
  }

  /** Leaves the batch to a job that begins in so many seconds. */
  async later(seconds: number, patch: BatchPatch = {}): Promise<void> {
    const { id: batchId, workspaceId } = this.row;
    await this.change({}, async (em) => {
      const jobId = await this.jobs.enqueue(em, 'batch', { workspaceId, batchId }, seconds);
      await em.update(ModelBatchEntity, { id: batchId }, { ...patch, jobId, holder: null });
    });
  }

  /** In the order in which they were asked for. */
  async items(state?: ModelBatchItemEntity['state']): Promise<ModelBatchItemEntity[]> {
    const { id: batchId, workspaceId } = this.row;
    return this.database.forWorkspace({ workspaceId }, (em) =>
      em.find(ModelBatchItemEntity, { where: { batchId, ...(state && { state }) }, order: { id: 'ASC' } }),
    );
  }

  /** Those of the ids that wait for an outcome, by id. */
  async waiting(ids: readonly string[]): Promise<Map<string, ModelBatchItemEntity>> {
    const { id: batchId, workspaceId } = this.row;
    const items = await this.database.forWorkspace({ workspaceId }, (em) =>
      em
        .createQueryBuilder(ModelBatchItemEntity, 'i')
        .where(`i.batchId = :batchId AND i.state = 'waiting' AND i.id = ANY(:ids)`, { batchId, ids })
        .getMany(),
    );
    return new Map(items.map((item) => [item.id, item]));
  }

  /** Writes outcomes down once, into the requests and into the ledger. */
  async settle(results: readonly ItemResult[], patch: BatchPatch = {}): Promise<void> {
    if (!results.length && !Object.keys(patch).length) return;
    await this.change(patch, async (em) => {
      for (const { id, state, outcome } of results) {
        await em.update(ModelBatchItemEntity, { id, state: 'waiting' }, { state, outcome: outcome as never });
      }
      const records = results.flatMap(({ id, record }) => (record ? [{ id, record }] : []));
      await this.ledger.settleAll(em, this.row.workspaceId, records);
    });
  }

  /** Writes the attempts down in the ledger: all of them, or none. @throws AppError `budget.*` */
  async reserve(attempts: readonly PlannedAttempt[], patch: BatchPatch): Promise<void> {
    await this.change(patch, (em) => this.ledger.reserveAll(em, attempts));
  }

  /** How many of its requests were answered, as far as they are still there; all others count as failed. */
  async counts(): Promise<{ answered: number; failed: number }> {
    const { id, workspaceId, requests } = this.row;
    const answered = await this.database.forWorkspace({ workspaceId }, (em) =>
      em.countBy(ModelBatchItemEntity, { batchId: id, state: 'answered' }),
    );
    return { answered, failed: requests - answered };
  }

  /** Whether anybody is left who asked. */
  async isWanted(): Promise<boolean> {
    const { id, workspaceId } = this.row;
    return this.database.forWorkspace({ workspaceId }, (em) => em.existsBy(ModelBatchItemEntity, { batchId: id }));
  }

  /** Writes down what became of the batch, and wakes those who now have nothing left to wait for. */
  async conclude(patch: BatchPatch): Promise<void> {
    await this.change({}, async (em) => {
      await em.update(ModelBatchEntity, { id: this.row.id }, patch);
      for (const { job, data } of await ownersToWake(em, this.row.id)) await this.jobs.enqueue(em, job, data);
      await em.query(
        `DELETE FROM model_batch_items i USING model_batches b
         WHERE b.id = i.batch_id AND b.ended_at < now() - make_interval(days => $1)`,
        [KEPT_DAYS],
      );
    });
    Object.assign(this.row, patch);
  }
}

/**
 * Who waited for this batch and waits for no other. Owners are looked at one after the other, so that of two batches that end
 * at once the later one sees the earlier.
 */
async function ownersToWake(em: EntityManager, batchId: string): Promise<Wake[]> {
  const owners = await em.query<{ owner: string; wake: Wake }[]>(
    'SELECT DISTINCT ON (owner) owner, wake FROM model_batch_items WHERE batch_id = $1 ORDER BY owner',
    [batchId],
  );
  const found: Wake[] = [];
  for (const { owner, wake } of owners) {
    await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1::text, 1796400))', [owner]);
    const others = await em.query<unknown[]>(
      `SELECT 1 FROM model_batch_items i JOIN model_batches b ON b.id = i.batch_id
       WHERE i.owner = $1 AND b.id <> $2 AND b.state NOT IN ('cleaning', 'ended') LIMIT 1`,
      [owner, batchId],
    );
    if (!others.length) found.push(wake);
  }
  return found;
}

/** Takes batches in hand. */
@Injectable()
export class BatchStore {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly ledger: Ledger,
  ) {}

  /** Null where the job is not the one that goes on with it. */
  async take({ workspaceId, batchId }: JobData['batch'], job: Omit<JobContext, 'signal'>): Promise<HeldBatch | null> {
    const holder = `${job.id}#${job.retryCount}`;
    const row = await this.database.forWorkspace({ workspaceId }, async (em) => {
      const where = { id: batchId, jobId: job.id };
      const found = await em.findOne(ModelBatchEntity, { where, lock: { mode: 'pessimistic_write' } });
      if (!found || found.state === 'ended') return null;
      await em.update(ModelBatchEntity, { id: batchId }, { holder });
      return Object.assign(found, { holder });
    });
    return row && new HeldBatch(this.database, this.jobs, this.ledger, row);
  }

  /** Whatever job has it: for when that job's tries are used up. */
  async seize({ workspaceId, batchId }: JobData['batch'], by: string): Promise<HeldBatch | null> {
    const row = await this.database.forWorkspace({ workspaceId }, async (em) => {
      const found = await em.findOne(ModelBatchEntity, { where: { id: batchId }, lock: { mode: 'pessimistic_write' } });
      if (!found || found.state === 'ended' || found.state === 'cleaning') return null;
      const mine = { jobId: by, holder: by };
      await em.update(ModelBatchEntity, { id: batchId }, mine);
      return Object.assign(found, mine);
    });
    return row && new HeldBatch(this.database, this.jobs, this.ledger, row);
  }
}
