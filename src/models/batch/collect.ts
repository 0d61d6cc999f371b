import type { Logger } from 'pino';
import type { StoredError } from '../../common/errors/app-error.js';
import { isId } from '../../common/ids.js';
import type { BatchOutcome } from './batch.entity.js';
import { readLine, type ResultLine } from './batch-file.js';
import { resultOf } from './results.js';
import { settleRest, sinceSubmitted, type StepResult, type StepTools } from './steps.js';

/** What is known of a request that is not there any more. */
const erased = { body: '{}', opensInTrace: false };

/** Lines that are written down at once. */
const AT_ONCE = 50;

/**
 * Takes over what the provider has made of a batch. Lines come in any order; each request is settled by the first line that
 * speaks of it, also when this is done again from the beginning. Lines of nobody, and such as cannot be read, are passed over.
 */
export async function collect(tools: StepTools, logger: Logger): Promise<StepResult> {
  const { batch } = tools;
  const { row } = batch;
  const isCancelled = row.cancelRequestedAt !== null && row.providerStatus === 'cancelled';
  let strange = 0;
  for (const file of [row.outputFileId, row.errorFileId]) {
    if (file !== null) strange += await takeOver(tools, file, isCancelled);
  }
  await settleRest(batch, restOf(row.providerStatus, isCancelled, row.error), isCancelled);
  const counts = await batch.counts();
  if (strange > 0) logger.warn({ batch: row.id, lines: strange }, 'lines of a batch that belong to no request');
  await batch.conclude({ state: 'cleaning', outcome: outcomeOf(row.providerStatus), failures: 0, ...counts });
  return { next: 'now' };
}

/** Answers how many lines belong to no request that waits. */
async function takeOver({ batch, endpoint, api }: StepTools, fileId: string, isCancelled: boolean): Promise<number> {
  const { prices, submittedAt } = batch.row;
  const terms = { endpoint, prices, milliseconds: sinceSubmitted(submittedAt), isCancelled };
  let strange = 0;
  let lines: ResultLine[] = [];
  const write = async (): Promise<void> => {
    const waiting = await batch.waiting(lines.map(({ id }) => id));
    const results = lines.flatMap((line) => {
      const item = waiting.get(line.id);
      if (item === undefined) strange += 1;
      if (item === undefined && !isId(line.id)) return [];
      // One whose request was erased is in the ledger all the same; one that was settled before changes nothing there.
      return [resultOf(line, item ?? { ...erased, id: line.id }, terms)];
    });
    await batch.settle(results);
    lines = [];
  };
  for await (const text of api.lines(fileId)) {
    const line = readLine(text);
    if (line === null) strange += 1;
    else lines.push(line);
    if (lines.length >= AT_ONCE) await write();
  }
  await write();
  return strange;
}

/** What becomes of requests that no line speaks of. */
function restOf(status: string | null, isCancelled: boolean, error: StoredError | null): StoredError {
  if (isCancelled) return { code: 'batch.cancelled', message: 'The batch was cancelled before this was answered' };
  if (status === 'expired' || status === 'cancelled') {
    return { code: 'batch.expired', message: 'The batch was not answered within its day' };
  }
  if (status === 'failed') return error ?? { code: 'batch.failed', message: 'The provider failed the batch' };
  return { code: 'batch.incomplete', message: 'The batch holds no answer to this request' };
}

function outcomeOf(status: string | null): BatchOutcome {
  return status === 'expired' || status === 'cancelled' || status === 'failed' ? status : 'completed';
}
