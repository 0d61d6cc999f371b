import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import type { Grouping, Usage, UsageQuery, UsageRow } from './usage.schema.js';

/** What rows are grouped by, in SQL. */
const keys: Record<Grouping, string> = {
  day: `to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
  model: 'model',
  document: 'document_id::text',
  actor: 'actor',
  task: 'task',
};

const FIGURES = `
  count(DISTINCT call_id)::int AS calls,
  count(*)::int AS attempts,
  count(*) FILTER (WHERE outcome <> 'ok')::int AS failed,
  coalesce(sum(prompt_tokens), 0)::bigint AS "promptTokens",
  coalesce(sum(completion_tokens), 0)::bigint AS "completionTokens",
  coalesce(sum(reasoning_tokens), 0)::bigint AS "reasoningTokens",
  coalesce(sum(cached_tokens), 0)::bigint AS "cachedTokens",
  coalesce(sum(cost), 0) AS cost,
  count(*) FILTER (WHERE cost IS NULL AND prompt_tokens IS NOT NULL)::int AS "unknownCost",
  count(*) FILTER (WHERE estimated)::int AS estimated,
  count(*) FILTER (WHERE state = 'lapsed')::int AS lapsed`;

/** The longest a report may reach back, in days. */
const MOST_DAYS = 3660;

/** What was used of models, from the ledger. */
@Injectable()
export class UsageService {
  constructor(private readonly database: Database) {}

  /** Rows in the order of their keys; days without calls are left out. @throws AppError `request.invalid` */
  async report(scope: Pick<Scope, 'workspaceId'>, query: Omit<UsageQuery, 'format'>): Promise<Usage> {
    const today = new Date().toISOString().slice(0, 10);
    const from = query.from ?? `${today.slice(0, 7)}-01`;
    const until = query.until ?? today;
    const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
    if (days < 0 || days > MOST_DAYS)
      throw new AppError('request.invalid', 'from has to be before until, by ten years at most');
    return this.database.forWorkspace(scope, async (em) => {
      // What died meanwhile is told as such.
      await em.query('SELECT johang_lapse()');
      const rows = await sum(em, { from, until }, keys[query.by]);
      const [total] = await sum(em, { from, until }, 'NULL::text');
      return { from, until, by: query.by, total: total ?? nothing, rows };
    });
  }
}

const nothing: UsageRow = {
  key: null,
  calls: 0,
  attempts: 0,
  failed: 0,
  promptTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  cachedTokens: 0,
  cost: 0,
  unknownCost: 0,
  estimated: 0,
  lapsed: 0,
};

async function sum(
  em: EntityManager,
  { from, until }: { from: string; until: string },
  key: string,
): Promise<UsageRow[]> {
  const rows = await em.query<Record<string, unknown>[]>(
    `SELECT ${key} AS key, ${FIGURES} FROM model_calls
     WHERE started_at >= $1::timestamp AT TIME ZONE 'UTC' AND started_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
     GROUP BY 1 ORDER BY 1`,
    [from, until],
  );
  return rows.map(({ key: name, ...figures }) => ({
    ...nothing,
    ...Object.fromEntries(Object.entries(figures).map(([field, value]) => [field, Number(value)])),
    key: typeof name === 'string' ? name : null,
  }));
}
