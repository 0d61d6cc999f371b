import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.service.js';
import type { AttemptRecord } from '../models/attempts.js';
import { type Account, Ledger, type PlannedAttempt } from '../models/ledger.js';

/** SQLSTATEs of `johang_reserve`. */
const EXCEEDED = 'JH001';
const UNPRICED = 'JH002';

/** The ledger in PostgreSQL: each entry is one statement, so it is written as a whole or not at all. */
@Injectable()
export class LedgerService extends Ledger {
  constructor(private readonly database: Database) {
    super();
  }

  async reserve(attempt: PlannedAttempt): Promise<void> {
    const { account, id, callId, kind, task, model, modelId, cost, streamed, lifetimeMs } = attempt;
    const { workspaceId, actor, documentId = null, analysisId = null, runId = null } = account;
    try {
      await this.database.callFunction('johang_reserve', [
        workspaceId,
        id,
        callId,
        attempt.attempt,
        kind,
        task,
        model,
        modelId,
        actor,
        documentId,
        analysisId,
        runId,
        cost,
        streamed,
        Math.ceil(lifetimeMs),
      ]);
    } catch (error) {
      throw refusalOf(error, model) ?? error;
    }
  }

  async settle({ workspaceId }: Account, id: string, record: AttemptRecord): Promise<void> {
    const { outcome, status, requestId, snapshot, usage, cost, milliseconds } = record;
    await this.database.callFunction('johang_settle', [
      workspaceId,
      id,
      outcome,
      status,
      requestId,
      snapshot,
      usage?.promptTokens ?? null,
      usage?.completionTokens ?? null,
      usage?.reasoningTokens ?? null,
      usage?.cachedTokens ?? null,
      usage?.estimated ?? false,
      cost,
      Math.round(milliseconds),
    ]);
  }
}

function refusalOf(error: unknown, model: string): AppError | undefined {
  const { code, detail } = Object(error);
  if (code === UNPRICED) {
    return new AppError('budget.price_unknown', `A budget limits calls, and the prices of ${model} are not known`);
  }
  if (code !== EXCEEDED) return undefined;
  const { actor, limit } = Object(JSON.parse(String(detail)));
  const whose = actor === '' ? 'of the workspace' : `of ${actor}`;
  return new AppError(
    'budget.exceeded',
    `The monthly budget ${whose}, ${Number(limit)} USD, has no room for this call`,
  );
}
