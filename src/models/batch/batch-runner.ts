import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError, toStoredError } from '../../common/errors/app-error.js';
import { LOGGER } from '../../common/telemetry/logger.js';
import type { AppConfig } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { ModelsService } from '../models.service.js';
import type { ModelEndpoint } from '../types.js';
import type { ModelBatchEntity } from './batch.entity.js';
import { BatchApi, BatchApiError } from './batch-api.js';
import { BATCH_FETCHES, type BatchFetches } from './batch-fetches.js';
import type { HeldBatch } from './batch-store.js';
import { clean } from './clean.js';
import { collect } from './collect.js';
import { giveUp, isOver, type StepResult } from './steps.js';
import { submit } from './submit.js';
import { lookAfter } from './watch.js';

/** Failures of the provider in a row after which a batch is given up. */
const MOST_FAILURES = 8;

/** A batch is given up of which the provider says nothing usable so many times in a row, and for so long. */
const MOST_UNUSABLE = 8;
const UNUSABLE_MS = 30 * 60_000;

/** So long after its deadline a batch is given up by which the provider has nothing to say. */
const GRACE_MS = 2 * 3600 * 1000;

/** Takes a batch from step to step; each is written down before the next, so that any may be the last of a process. */
@Injectable()
export class BatchRunner {
  constructor(
    private readonly models: ModelsService,
    @Inject(BATCH_FETCHES) private readonly fetches: BatchFetches,
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Goes on until there is something to wait for. @throws BatchTakenOver; the signal's reason */
  async run(batch: HeldBatch, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const result = await this.#attempt(batch, signal);
      if (result.next === 'never') return;
      if (result.next === 'later') return batch.later(result.seconds);
    }
  }

  async #attempt(batch: HeldBatch, signal: AbortSignal): Promise<StepResult> {
    try {
      const result = batch.row.state === 'gathering' ? await this.#gathered(batch) : await this.#step(batch, signal);
      const { failures, unusable } = batch.row;
      if (result.next !== 'never' && failures + unusable > 0) await batch.change({ failures: 0, ...NONE_UNUSABLE });
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BatchApiError) return this.#failed(batch, error, signal);
      if (!(error instanceof AppError)) throw error;
      // The provider is switched off for now. What it has done meanwhile is worth some patience.
      if (error.code === 'model.disabled' && mayStillCome(batch.row)) {
        return { next: 'later', seconds: this.config.batches.pollSeconds * 20 };
      }
      // What a budget has no room for is not asked in a dearer way either.
      return giveUp(batch, toStoredError(error), error.code.startsWith('budget.'));
    }
  }

  async #step(batch: HeldBatch, signal: AbortSignal): Promise<StepResult> {
    const endpoint = await this.#endpoint(batch);
    const api = this.#api(endpoint, signal);
    const tools = { batch, endpoint, api, pollSeconds: this.config.batches.pollSeconds };
    const { state, providerStatus } = batch.row;
    if (state === 'submitting') return submit(tools);
    if (state === 'cleaning') return clean(tools);
    return isOver(providerStatus) ? collect(tools, this.logger) : lookAfter(tools);
  }

  #api(endpoint: ModelEndpoint, signal: AbortSignal): BatchApi {
    return new BatchApi(endpoint, this.fetches[endpoint.allowPrivateNetwork ? 'private' : 'public'], signal);
  }

  /** Requests are waited for as long as they keep coming, but not for ever. */
  async #gathered(batch: HeldBatch): Promise<StepResult> {
    const seconds = this.config.batches.gatherSeconds;
    const quiet = (Date.now() - batch.row.gatheredAt.getTime()) / 1000;
    const age = (Date.now() - batch.row.createdAt.getTime()) / 1000;
    // Half of it, since the job does not begin to the second.
    if (quiet < seconds / 2 && age < seconds * 10) return { next: 'later', seconds };
    await batch.change({ state: 'submitting' });
    return { next: 'now' };
  }

  /** @throws AppError `model.not_found`; `batch.failed` where the model is elsewhere now, and its key no business of that server */
  async #endpoint({ row }: HeldBatch): Promise<ModelEndpoint> {
    const endpoint = await this.models.endpoint(row, row.model);
    if (row.baseUrl === null || row.baseUrl === endpoint.baseUrl) return endpoint;
    throw new AppError('batch.failed', `${row.model} has another address since the batch was handed over`);
  }

  async #failed(batch: HeldBatch, error: BatchApiError, signal: AbortSignal): Promise<StepResult> {
    const { code, message, definite } = error;
    const { id, model, state } = batch.row;
    const failures = batch.row.failures + 1;
    const unusable = error.unusable ? unusableAgain(batch.row) : NONE_UNUSABLE;
    this.logger.warn({ batch: id, state, failures, code, reason: message }, 'batch');
    if (definite || (failures >= MOST_FAILURES && !mayStillCome(batch.row))) {
      return giveUp(batch, { code, message }, false);
    }
    if (isBeyondHope(unusable)) {
      await this.#cancel(batch, signal);
      const said = `${model}: the last ${unusable.unusable} answers about the batch could not be read (${message})`;
      return giveUp(batch, { code: 'batch.failed', message: said }, false);
    }
    const seconds = this.config.batches.pollSeconds * Math.min(2 ** (failures - 1), 20);
    await batch.later(seconds, { failures, ...unusable });
    return { next: 'never' };
  }

  /** What nobody will fetch shall not be paid for, if the provider can still be told. */
  async #cancel(batch: HeldBatch, signal: AbortSignal): Promise<void> {
    try {
      const endpoint = await this.#endpoint(batch);
      if (batch.row.providerId !== null) await this.#api(endpoint, signal).cancel(batch.row.providerId);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof BatchApiError) && !(error instanceof AppError)) throw error;
    }
  }
}

interface Unusable {
  unusable: number;
  unusableSince: Date | null;
}

const NONE_UNUSABLE: Unusable = { unusable: 0, unusableSince: null };

function unusableAgain({ unusable, unusableSince }: ModelBatchEntity): Unusable {
  return { unusable: unusable + 1, unusableSince: unusableSince ?? new Date() };
}

function isBeyondHope({ unusable, unusableSince }: Unusable): boolean {
  return unusable >= MOST_UNUSABLE && unusableSince !== null && Date.now() - unusableSince.getTime() >= UNUSABLE_MS;
}

/** Whether the provider works on it, or has done so: then what it costs is spent, and worth some patience. */
function mayStillCome({ state, deadline }: ModelBatchEntity): boolean {
  return state === 'waiting' && deadline !== null && Date.now() < deadline.getTime() + GRACE_MS;
}
