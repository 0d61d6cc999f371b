import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.service.js';
import type { AttemptRecord } from '../models/attempts.js';
import { type Account, Ledger, type PlannedAttempt } from '../models/ledger.js';

/** SQLSTATEs of `johang_reserve`. */
const EXCEEDED = 'JH001';
const UNPRICED = 'JH002';
const DEADLOCK = '40P01';

const MOST_TRIES = 5;

/** The ledger in PostgreSQL: each entry is one statement, so it is written as a whole or not at all. */
@Injectable()
export class LedgerService extends Ledger {
  constructor(private readonly database: Database) {
    super();
  }

  async reserve(attempt: PlannedAttempt): Promise<number> {
    const { account, id, callId, kind, task, model, modelId, cost, streamed, lifetimeMs, limits } = attempt;
    const { workspaceId, actor, documentId = null, analysisId = null, runId = null } = account;
    try {
      const wait = await this.#call('johang_reserve', [
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
        limits !== undefined,
        limits?.requestsPerMinute ?? null,
        limits?.tokensPerMinute ?? null,
        limits?.concurrency ?? null,
        limits?.tokens ?? null,
      ]);
      return Number(wait);
    } catch (error) {
      throw refusalOf(error, model) ?? error;
    }
  }

  async settle({ workspaceId }: Account, id: string, record: AttemptRecord): Promise<void> {
    const { outcome, status, requestId, snapshot, usage, cost, milliseconds } = record;
    await this.#call('johang_settle', [
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

  /** Of transactions that wait for each other PostgreSQL ends one, which can be done again. */
  async #call(name: `johang_${string}`, values: readonly [string, ...unknown[]]): Promise<unknown> {
    for (let left = MOST_TRIES; ; left--) {
      try {
        return await this.database.callFunction(name, values);
      } catch (error) {
        if (left <= 1 || Object(error).code !== DEADLOCK) throw error;
      }
    }
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
