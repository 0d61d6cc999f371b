import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.service.js';
import type { AttemptRecord } from '../models/attempts.js';
import { type Account, Ledger, type PlannedAttempt, type SettledAttempt } from '../models/ledger.js';
import { Settlements } from './settlements.js';

/** SQLSTATEs of `johang_enter`. */
const EXCEEDED = 'JH001';
const UNPRICED = 'JH002';
const DEADLOCK = '40P01';

const MOST_TRIES = 5;

/** The ledger in PostgreSQL: each entry is one statement, so it is written as a whole or not at all. */
@Injectable()
export class LedgerService extends Ledger implements BeforeApplicationShutdown {
  readonly #settlements = new Settlements(async (workspaceId, outcomes) => {
    await this.#call('johang_settle_all', [workspaceId, JSON.stringify(outcomes.map(rowOf))]);
  });

  constructor(private readonly database: Database) {
    super();
  }

  async reserve(attempt: PlannedAttempt): Promise<number> {
    const { account, id, callId, kind, task, model, modelId, cost, streamed, lifetimeMs, limits, shared } = attempt;
    const { workspaceId, actor, documentId = null, analysisId = null, runId = null } = account;
    const provider = shared && [
      shared.providerId,
      shared.requestsPerMinute ?? null,
      shared.tokensPerMinute ?? null,
      shared.concurrency ?? null,
      shared.tokens,
    ];
    const enter = () =>
      this.#call(provider ? 'johang_reserve_shared' : 'johang_enter', [
        workspaceId,
        ...(provider ?? []),
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
    try {
      return Number(await enter().catch((error: unknown) => this.#again(error, enter)));
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

  /** A budget is exceeded only when it is with all outcomes written down that are known here: they cost less than they hold. */
  async #again(error: unknown, enter: () => Promise<unknown>): Promise<unknown> {
    if (Object(error).code !== EXCEEDED || !(await this.#settlements.flush())) throw error;
    return enter();
  }

  settleSoon({ workspaceId }: Account, id: string, record: AttemptRecord): Promise<void> {
    return this.#settlements.add(workspaceId, { id, record });
  }

  async beforeApplicationShutdown(): Promise<void> {
    while (await this.#settlements.flush());
  }

  async reserveAll(em: EntityManager, attempts: readonly PlannedAttempt[]): Promise<void> {
    const [first] = attempts;
    if (!first) return;
    const rows = attempts.map(({ id, callId, attempt, kind, task, model, modelId, account, cost, lifetimeMs }) => {
      const { actor, documentId, analysisId, runId } = account;
      const lifetime = Math.ceil(lifetimeMs);
      return { id, callId, attempt, kind, task, model, modelId, actor, documentId, analysisId, runId, cost, lifetime };
    });
    try {
      await em.query(
        `SELECT johang_reserve($1, a.id, a."callId", a.attempt, a.kind, a.task, a.model, a."modelId", a.actor, a."documentId",
           a."analysisId", a."runId", a.cost, false, a.lifetime, false, NULL, NULL, NULL, NULL)
         FROM jsonb_to_recordset($2::jsonb) AS a(id uuid, "callId" uuid, attempt integer, kind text, task text, model text,
           "modelId" text, actor text, "documentId" uuid, "analysisId" uuid, "runId" uuid, cost numeric, lifetime integer)`,
        [first.account.workspaceId, JSON.stringify(rows)],
      );
    } catch (error) {
      throw refusalOf(error, first.model) ?? error;
    }
    await restore(em);
  }

  async settleAll(em: EntityManager, workspaceId: string, outcomes: readonly SettledAttempt[]): Promise<void> {
    if (!outcomes.length) return;
    await em.query('SELECT johang_settle_all($1, $2)', [workspaceId, JSON.stringify(outcomes.map(rowOf))]);
    await restore(em);
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

/** What the functions set for statements of their own does not fit the rest of a caller's transaction. */
async function restore(em: EntityManager): Promise<void> {
  await em.query('SET LOCAL synchronous_commit TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT');
}

/** As `johang_settle_all` takes it. */
function rowOf({ id, record }: SettledAttempt): object {
  const { outcome, status, requestId, snapshot, usage, cost, milliseconds } = record;
  return {
    id,
    outcome,
    status,
    requestId,
    snapshot,
    prompt: usage?.promptTokens,
    completion: usage?.completionTokens,
    reasoning: usage?.reasoningTokens,
    cached: usage?.cachedTokens,
    estimated: usage?.estimated ?? false,
    cost,
    milliseconds: Math.round(milliseconds),
  };
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
