import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { decodeCursor, type Listing, toListing } from '../../common/http/pagination.js';
import { Database } from '../../database/database.service.js';
import type { Scope } from '../../database/scope.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { isEmbedded, ModelsService } from '../models.service.js';
import type { Completer, ModelEndpoint } from '../types.js';
import { ModelBatchEntity, ModelBatchItemEntity } from './batch.entity.js';
import { type BatchedWork, BatchGatherer } from './batch-gatherer.js';
import { BatchSession } from './batch-session.js';
import { BatchedCompleter } from './batched-completer.js';
import type { ListBatches } from './batch.schema.js';

/** Model calls by batch: what those who make many calls, and those who look after them, ask for. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly database: Database,
    private readonly models: ModelsService,
    private readonly gatherer: BatchGatherer,
    private readonly jobs: JobsService,
  ) {}

  /** @throws AppError `batch.not_offered` when one of the models takes no batches, `model.not_found` */
  async assertOffered(scope: Pick<Scope, 'workspaceId'>, models: readonly string[]): Promise<void> {
    for (const name of models) {
      if (isEmbedded(name)) continue;
      const { batch } = await this.models.endpoint(scope, name);
      if (!batch) throw new AppError('batch.not_offered', `${name} has no batch endpoint`);
    }
  }

  /** A try at a piece of work whose calls go by batch. */
  session(work: BatchedWork): BatchSession {
    return new BatchSession(this, work);
  }

  /**
   * What makes the calls of a piece of work by batch; null where the model takes none, and the policy leaves the choice.
   *
   * @param ordinary asks what a batch left unanswered
   * @throws AppError `batch.not_offered`
   */
  async open(work: BatchedWork, endpoint: ModelEndpoint, ordinary: Completer): Promise<BatchedCompleter | null> {
    if (!endpoint.batch) {
      if (work.policy === 'auto') return null;
      throw new AppError('batch.not_offered', `${endpoint.name} has no batch endpoint`);
    }
    const { account, journal } = work;
    const known = await this.database.forWorkspace(account, (em) => em.findBy(ModelBatchItemEntity, { journal }));
    return new BatchedCompleter(
      {
        known,
        conclude: (id, outcome) =>
          this.database.forWorkspace(account, async (em) => {
            await em.update(ModelBatchItemEntity, { id }, { state: 'final', outcome: outcome as never });
          }),
        add: (requests) => this.gatherer.add(work, endpoint.name, requests),
      },
      ordinary,
    );
  }

  /** Hands over what a pool has gathered. */
  async handOver(scope: Pick<Scope, 'workspaceId'>, pool: string): Promise<void> {
    await this.gatherer.handOver(scope, pool);
  }

  /** Forgets the requests of a piece of work that is done, in the transaction that stores its result. */
  async forget(em: EntityManager, journal: string): Promise<void> {
    await em.delete(ModelBatchItemEntity, { journal });
  }

  /** The batches of a pool, newest first. */
  async ofPool(scope: Pick<Scope, 'workspaceId'>, pool: string): Promise<ModelBatchEntity[]> {
    return this.database.forWorkspace(scope, (em) =>
      em.find(ModelBatchEntity, { where: { pool }, order: { id: 'DESC' } }),
    );
  }

  /** Newest first. */
  async list(scope: Pick<Scope, 'workspaceId'>, query: ListBatches): Promise<Listing<ModelBatchEntity>> {
    const rows = await this.database.forWorkspace(scope, (em) => {
      const select = em
        .createQueryBuilder(ModelBatchEntity, 'b')
        .where('b.workspaceId = :workspaceId', { workspaceId: scope.workspaceId })
        .orderBy('b.id', 'DESC')
        .limit(query.limit + 1);
      if (query.cursor) select.andWhere('b.id < :after', { after: decodeCursor(query.cursor) });
      if (query.state) select.andWhere('b.state = :state', { state: query.state });
      return select.getMany();
    });
    return toListing(rows, query.limit);
  }

  /** @throws AppError `batch.not_found` */
  async get(scope: Pick<Scope, 'workspaceId'>, id: string): Promise<ModelBatchEntity> {
    return this.database.forWorkspace(scope, (em) => findBatch(em, id));
  }

  /**
   * Asks for an end: what the provider has answered is kept and paid for, the rest fails with `batch.cancelled`. One that
   * has its outcome stays as it is. @throws AppError `batch.not_found`
   */
  async cancel(scope: Pick<Scope, 'workspaceId'>, id: string): Promise<ModelBatchEntity> {
    const { workspaceId } = scope;
    return this.database.forWorkspace(scope, async (em) => {
      const batch = await em.findOne(ModelBatchEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!batch) throw new AppError('batch.not_found');
      if (batch.cancelRequestedAt || batch.state === 'cleaning' || batch.state === 'ended') return batch;
      // A job that is at work with it is overtaken: whatever it still writes is refused.
      const jobId = await this.jobs.enqueue(em, 'batch', { workspaceId, batchId: id });
      const state = batch.state === 'waiting' ? batch.state : 'submitting';
      await em.update(ModelBatchEntity, { id }, { state, cancelRequestedAt: new Date(), jobId, holder: null });
      return findBatch(em, id);
    });
  }
}

async function findBatch(em: EntityManager, id: string): Promise<ModelBatchEntity> {
  const batch = await em.findOneBy(ModelBatchEntity, { id });
  if (!batch) throw new AppError('batch.not_found');
  return batch;
}
