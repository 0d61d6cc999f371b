import { randomUUID } from 'node:crypto';
import type { AttemptRecord } from '../../src/models/attempts.js';
import type { PlannedAttempt } from '../../src/models/ledger.js';

/** An attempt that is about to be made, on behalf of a workspace. */
export function plannedAttempt(workspaceId: string, more: Partial<PlannedAttempt> = {}): PlannedAttempt {
  return {
    id: randomUUID(),
    account: { workspaceId, actor: 'system' },
    callId: randomUUID(),
    attempt: 1,
    kind: 'first',
    task: 'test',
    model: 'model',
    modelId: 'model-1',
    cost: 0,
    streamed: false,
    lifetimeMs: 60_000,
    ...more,
  };
}

/** What became of an attempt: it was answered. */
export function settledAttempt(more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    callId: '',
    attempt: 1,
    kind: 'first',
    task: 'test',
    model: 'model',
    modelId: 'model-1',
    snapshot: 'model-1',
    outcome: 'ok',
    status: 200,
    requestId: 'r',
    usage: { promptTokens: 10, completionTokens: 5, reasoningTokens: 2, cachedTokens: 1 },
    cost: null,
    streamed: false,
    startedAt: new Date(),
    milliseconds: 12.4,
    ...more,
  };
}
