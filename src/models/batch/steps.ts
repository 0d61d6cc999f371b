import type { StoredError } from '../../common/errors/app-error.js';
import type { ModelEndpoint } from '../types.js';
import type { BatchApi } from './batch-api.js';
import type { HeldBatch } from './batch-store.js';
import { returned } from './results.js';

/** What one step of a batch is done with. */
export interface StepTools {
  batch: HeldBatch;
  endpoint: ModelEndpoint;
  api: BatchApi;
  /** First pause before the provider is asked after the batch. */
  pollSeconds: number;
}

/** What comes of a step: the next one at once, or in so many seconds, or the batch is over. */
export type StepResult = { next: 'now' } | { next: 'later'; seconds: number } | { next: 'never' };

/** Whether the provider is done with a batch. */
export function isOver(status: string | null): boolean {
  return status !== null && ['completed', 'expired', 'cancelled', 'failed'].includes(status);
}

export function sinceSubmitted(submittedAt: Date | null): number {
  return submittedAt === null ? 0 : Math.max(0, Date.now() - submittedAt.getTime());
}

/** Gives every request that has no outcome this one. `final`: it shall not be asked in another way either. */
export async function settleRest(batch: HeldBatch, error: StoredError, final: boolean): Promise<void> {
  const { row } = batch;
  const milliseconds = sinceSubmitted(row.submittedAt);
  const results = (await batch.items('waiting')).map(({ id }) => {
    const result = returned(id, error.code, error.message, { milliseconds });
    const state = final ? ('final' as const) : result.state;
    return { ...result, state, record: row.reservedAt === null ? null : result.record };
  });
  await batch.settle(results);
}

/**
 * Ends a batch for which nothing more can be done, with the outcomes that it has.
 *
 * @param final what has no outcome shall not be asked in another way either
 */
export async function giveUp(batch: HeldBatch, error: StoredError, final: boolean): Promise<StepResult> {
  const { row } = batch;
  const ended = { state: 'ended', endedAt: new Date(), jobId: null } as const;
  if (row.state === 'cleaning') {
    await batch.change(ended);
    return { next: 'never' };
  }
  await settleRest(batch, error, final);
  const outcome = error.code === 'batch.cancelled' ? 'cancelled' : 'failed';
  const hasFiles = row.inputFileId !== null;
  const state = hasFiles ? ({ state: 'cleaning', failures: 0 } as const) : ended;
  await batch.conclude({ ...state, outcome, error, ...(await batch.counts()) });
  return { next: hasFiles ? 'now' : 'never' };
}
