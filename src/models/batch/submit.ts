import { estimateTokens } from '../tokens.js';
import type { ModelEndpoint, Prices } from '../types.js';
import { costOf } from '../usage.js';
import type { PlannedAttempt } from '../ledger.js';
import type { ModelBatchItemEntity } from './batch.entity.js';
import { requestLine } from './batch-file.js';
import type { RemoteBatch } from './batch-api.js';
import type { HeldBatch } from './batch-store.js';
import { giveUp, type StepResult, type StepTools } from './steps.js';

/** How long a provider may take, as its `completion_window` says. */
const WINDOW_MS = 24 * 3600 * 1000;

/** How long after that its requests may be settled. */
const SETTLE_MS = 6 * 3600 * 1000;

/** Estimates of prompts are seldom too low, and then by a few per cent. */
const PROMPT_MARGIN = 1.2;

/**
 * Hands a batch over: takes what it may cost from the budgets, uploads the file, creates the batch. Before either request to
 * the provider it is written down that it will be made; where it has been and nobody knows what became of it, the provider is
 * asked first.
 */
export async function submit({ batch, endpoint, api, pollSeconds }: StepTools): Promise<StepResult> {
  const { row } = batch;
  if (row.cancelRequestedAt !== null && row.createBegunAt === null) return cancelled(batch);
  if (row.reservedAt === null && isTooSmall(batch, endpoint)) return passOver(batch);
  const items = await batch.items();
  if (row.reservedAt === null) await reserve(batch, endpoint, items);
  if (row.inputFileId === null) {
    const content = items.map(({ id, body }) => requestLine(id, body)).join('');
    const name = `johang-${row.id}.jsonl`;
    const found = row.uploadBegunAt && (await api.findFile(name, Buffer.byteLength(content)));
    if (row.uploadBegunAt === null) await batch.change({ uploadBegunAt: new Date() });
    await batch.change({ inputFileId: found ?? (await api.upload(name, content)) });
  }
  const found = row.createBegunAt && (await api.find(row.id, row.createBegunAt));
  if (!found && row.cancelRequestedAt !== null) return cancelled(batch);
  if (row.createBegunAt === null) await batch.change({ createBegunAt: new Date() });
  const remote: RemoteBatch = found ?? (await api.create(row.inputFileId!, row.id));
  const submittedAt = row.createBegunAt ?? new Date();
  await batch.change({
    state: 'waiting',
    providerId: remote.id,
    providerStatus: remote.status,
    submittedAt,
    deadline: new Date(submittedAt.getTime() + WINDOW_MS),
  });
  return { next: 'later', seconds: pollSeconds };
}

function isTooSmall({ row }: HeldBatch, { batch }: ModelEndpoint): boolean {
  return row.policy === 'auto' && row.requests < (batch?.minimum ?? Infinity);
}

/** Those who asked ask one by one. */
async function passOver(batch: HeldBatch): Promise<StepResult> {
  const results = (await batch.items('waiting')).map(({ id }) => ({
    id,
    state: 'returned' as const,
    outcome: {
      kind: 'error' as const,
      error: { code: 'batch.incomplete' as const, message: 'Too few for a batch' },
    },
    record: null,
  }));
  await batch.settle(results);
  await batch.conclude({ state: 'ended', outcome: 'passed_over', endedAt: new Date(), jobId: null });
  return { next: 'never' };
}

function cancelled(batch: HeldBatch): Promise<StepResult> {
  const message = 'The batch was cancelled before it was handed over';
  return giveUp(batch, { code: 'batch.cancelled', message }, true);
}

/** Writes every request down in the ledger, and what it may cost at most; all of them, or none. @throws AppError `budget.*` */
async function reserve(
  batch: HeldBatch,
  endpoint: ModelEndpoint,
  items: readonly ModelBatchItemEntity[],
): Promise<void> {
  const prices = batchPrices(endpoint);
  const patch = { reservedAt: new Date(), baseUrl: endpoint.baseUrl, prices };
  await batch.reserve(
    items.map((item) => plannedAttempt(item, endpoint, prices)),
    patch,
  );
}

function plannedAttempt(item: ModelBatchItemEntity, endpoint: ModelEndpoint, prices: Prices | null): PlannedAttempt {
  const { id, workspaceId, actor, documentId, analysisId, runId, task, body, outputTokens } = item;
  const promptTokens = Math.ceil(estimateTokens(body) * PROMPT_MARGIN);
  const most = { promptTokens, completionTokens: outputTokens, reasoningTokens: 0, cachedTokens: 0 };
  return {
    id,
    account: {
      workspaceId,
      actor,
      ...(documentId !== null && { documentId }),
      ...(analysisId !== null && { analysisId }),
      ...(runId !== null && { runId }),
    },
    callId: id,
    attempt: 1,
    kind: 'batch',
    task,
    model: endpoint.name,
    modelId: endpoint.modelId,
    cost: costOf(most, prices),
    streamed: false,
    lifetimeMs: WINDOW_MS + SETTLE_MS,
  };
}

/** What a request of a batch costs. */
export function batchPrices({ prices, batch }: Pick<ModelEndpoint, 'prices' | 'batch'>): Prices | null {
  if (!prices) return null;
  const share = batch?.priceShare ?? 1;
  const { inputPerMillion, outputPerMillion, cachedPerMillion } = prices;
  return {
    inputPerMillion: inputPerMillion * share,
    outputPerMillion: outputPerMillion * share,
    ...(cachedPerMillion !== undefined && { cachedPerMillion: cachedPerMillion * share }),
  };
}
