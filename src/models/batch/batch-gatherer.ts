import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../../common/ids.js';
import type { AppConfig } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { Database } from '../../database/database.service.js';
import { JobsService } from '../../jobs/jobs.service.js';
import type { Account } from '../ledger.js';
import { type BatchPolicy, ModelBatchEntity, ModelBatchItemEntity, type Wake } from './batch.entity.js';
import { requestLine } from './batch-file.js';

/** Whose requests they are, and when they are handed over. */
export interface BatchedWork {
  account: Account;
  policy: BatchPolicy;
  /** Who waits: a contest, an analysis. */
  owner: string;
  /** A piece of the owner's work, done by calls that come again in the same order. */
  journal: string;
  /** What is gathered together. */
  pool: string;
  /** Whether to hand over once no more requests have come for a while; else {@link BatchGatherer.handOver} says when. */
  byItself: boolean;
  wake: Wake;
}

/** A request as it will be sent. */
export interface GatheredRequest {
  key: string;
  task: string;
  body: string;
  outputTokens: number;
  opensInTrace: boolean;
}

/** Far below what providers take (50,000 requests, 200 MB), so that a file fits into memory. */
const MOST_REQUESTS = 2000;
const MOST_BYTES = 24 * 1024 * 1024;

/** Puts requests into batches, and says when these are handed over. */
@Injectable()
export class BatchGatherer {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /** All of them or none. Requests that are there already stay as they are. */
  async add(work: BatchedWork, model: string, requests: readonly GatheredRequest[]): Promise<void> {
    await this.database.forWorkspace(work.account, async (em) => {
      let batch: ModelBatchEntity | null = null;
      for (const request of requests) {
        const id = newId();
        const bytes = Buffer.byteLength(requestLine(id, request.body));
        batch ??= await this.#gathering(em, work, model);
        if (batch.requests > 0 && (batch.requests >= MOST_REQUESTS || Number(batch.bytes) + bytes > MOST_BYTES)) {
          await writeCounts(em, batch);
          await this.#close(em, batch, work.byItself);
          batch = await this.#gathering(em, work, model);
        }
        if (!(await insertItem(em, id, batch, work, request))) continue;
        batch.requests += 1;
        batch.bytes = String(Number(batch.bytes) + bytes);
      }
      if (batch) await writeCounts(em, batch);
    });
  }

  /** Hands over what a pool has gathered. */
  async handOver(scope: { workspaceId: string }, pool: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      const batches = await em.find(ModelBatchEntity, {
        where: [
          { pool, state: 'gathering' },
          { pool, state: 'ready' },
        ],
        lock: { mode: 'pessimistic_write' },
        order: { id: 'ASC' },
      });
      for (const batch of batches) await this.#close(em, batch, true);
    });
  }

  async #close(em: EntityManager, { id, workspaceId }: ModelBatchEntity, now: boolean): Promise<void> {
    const jobId = now ? await this.jobs.enqueue(em, 'batch', { workspaceId, batchId: id }) : null;
    await em.update(ModelBatchEntity, { id }, { state: now ? 'submitting' : 'ready', jobId, holder: null });
  }

  /** The batch that takes requests, locked; a new one where there is none. */
  async #gathering(em: EntityManager, work: BatchedWork, model: string): Promise<ModelBatchEntity> {
    const { account, policy, pool, byItself } = work;
    const { workspaceId, actor } = account;
    const where = { model, pool, policy, state: 'gathering' as const };
    for (;;) {
      const found = await em.findOne(ModelBatchEntity, { where, lock: { mode: 'pessimistic_write' } });
      if (found) return found;
      const id = newId();
      const made = await em.query<unknown[]>(
        `INSERT INTO model_batches (id, workspace_id, model, pool, policy, state, created_by)
         VALUES ($1, $2, $3, $4, $5, 'gathering', $6)
         ON CONFLICT (workspace_id, model, pool, policy) WHERE state = 'gathering' DO NOTHING RETURNING id`,
        [id, workspaceId, model, pool, policy, actor],
      );
      if (!made.length || !byItself) continue;
      const jobId = await this.jobs.enqueue(
        em,
        'batch',
        { workspaceId, batchId: id },
        this.config.batches.gatherSeconds,
      );
      await em.update(ModelBatchEntity, { id }, { jobId });
    }
  }
}

async function writeCounts(em: EntityManager, { id, requests, bytes }: ModelBatchEntity): Promise<void> {
  await em.update(ModelBatchEntity, { id }, { requests, bytes, gatheredAt: () => 'clock_timestamp()' });
}

/** False where the request is there already. */
async function insertItem(
  em: EntityManager,
  id: string,
  batch: ModelBatchEntity,
  { account, owner, journal, wake }: BatchedWork,
  { key, task, body, outputTokens, opensInTrace }: GatheredRequest,
): Promise<boolean> {
  const { workspaceId, actor, documentId = null, analysisId = null, runId = null } = account;
  const { raw } = await em
    .createQueryBuilder()
    .insert()
    .into(ModelBatchItemEntity)
    .values({
      id,
      workspaceId,
      batchId: batch.id,
      owner,
      journal,
      key,
      task,
      actor,
      documentId,
      analysisId,
      runId,
      body,
      outputTokens,
      opensInTrace,
      wake,
      state: 'waiting',
    })
    .orIgnore()
    .returning('id')
    .execute();
  return (raw as unknown[]).length > 0;
}
