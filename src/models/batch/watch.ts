import { type BatchApi, BatchApiError, type RemoteBatch } from './batch-api.js';
import { isOver, type StepResult, type StepTools } from './steps.js';

/** How long after its deadline a provider may still be about to say that a batch has expired. */
const GRACE_MS = 3600 * 1000;

/** Asks the provider after a batch. One that is too late, or wanted by nobody any more, is cancelled; what it has is collected. */
export async function lookAfter({ batch, api, pollSeconds }: StepTools): Promise<StepResult> {
  const { row } = batch;
  const id = row.providerId ?? '';
  const remote = await api.get(id);
  const counts = { answered: remote.completed, failed: remote.failed };
  const polls = row.polls + 1;
  await batch.change({ ...counts, polls, providerStatus: remote.status, ...filesOf(remote) });
  if (isOver(remote.status)) {
    if (remote.reason !== null) {
      await batch.change({ error: { code: 'batch.failed', message: `${row.model}: ${remote.reason}` } });
    }
    return { next: 'now' };
  }
  const late = row.deadline === null ? 0 : Date.now() - row.deadline.getTime();
  if (late > 2 * GRACE_MS) {
    // It does not even cancel. What it may still do is not waited for.
    await batch.change({ providerStatus: 'expired' });
    return { next: 'now' };
  }
  const isUnwanted = row.cancelRequestedAt !== null || late > GRACE_MS || !(await batch.isWanted());
  if (isUnwanted && remote.status !== 'cancelling') await cancel(api, id);
  return { next: 'later', seconds: Math.round(pollSeconds * Math.min(1.5 ** (polls - 1), 20)) };
}

/** One that cannot be cancelled has ended meanwhile, which the next look shows. */
async function cancel(api: BatchApi, id: string): Promise<void> {
  try {
    await api.cancel(id);
  } catch (error) {
    if (!(error instanceof BatchApiError) || !error.definite) throw error;
  }
}

function filesOf({ outputFileId, errorFileId }: RemoteBatch): {
  outputFileId: string | null;
  errorFileId: string | null;
} {
  return { outputFileId, errorFileId };
}
