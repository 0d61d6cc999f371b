import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.service.js';
import { actorRef, type Scope } from '../database/scope.js';
import type { BudgetView, SetBudget } from './usage.schema.js';

@Injectable()
export class BudgetsService {
  constructor(private readonly database: Database) {}

  async list(scope: Pick<Scope, 'workspaceId'>): Promise<BudgetView[]> {
    return this.database.forWorkspace(scope, (em) => select(em));
  }

  /** One budget an actor, and one for all: a second one takes the place of the first. What was spent this month counts. */
  async set(scope: Pick<Scope, 'workspaceId' | 'actor'>, { actor, monthlyLimit }: SetBudget): Promise<BudgetView> {
    return this.database.forWorkspace(scope, async (em) => {
      const [row] = await em.query<{ id: string }[]>(
        `INSERT INTO budgets (id, workspace_id, actor, monthly_limit, created_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (workspace_id, actor) DO UPDATE SET monthly_limit = excluded.monthly_limit RETURNING id`,
        [newId(), scope.workspaceId, actor ?? '', monthlyLimit, actorRef(scope.actor)],
      );
      const [budget] = await select(em, row?.id);
      if (!budget) throw new Error('A budget that was just written is not there');
      return budget;
    });
  }

  /** @throws AppError `budget.not_found` */
  async delete(scope: Pick<Scope, 'workspaceId'>, id: string): Promise<void> {
    const rows = await this.database.forWorkspace(scope, (em) =>
      em.query<[unknown[], number]>('DELETE FROM budgets WHERE id = $1', [id]),
    );
    if (!rows[1]) throw new AppError('budget.not_found');
  }
}

/** With what this month has taken of them; of a budget that no call has met yet, what the ledger says. */
async function select(em: EntityManager, id?: string): Promise<BudgetView[]> {
  const rows = await em.query<Record<'id' | 'actor' | 'limit' | 'month' | 'spent' | 'reserved' | 'at', string>[]>(
    `SELECT b.id, b.actor, b.monthly_limit AS limit, to_char(t.month, 'YYYY-MM') AS month, b.created_at AS at,
       coalesce(m.reserved, 0) AS reserved,
       coalesce(m.spent, (SELECT sum(c.cost) FROM model_calls c
         WHERE c.started_at >= t.month AT TIME ZONE 'UTC' AND (b.actor = '' OR c.actor = b.actor)), 0) AS spent
     FROM budgets b CROSS JOIN (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AS month) t
     LEFT JOIN budget_months m ON m.budget_id = b.id AND m.month = t.month::date
     WHERE $1::uuid IS NULL OR b.id = $1 ORDER BY b.actor, b.id`,
    [id ?? null],
  );
  return rows.map((row) => ({
    id: row.id,
    actor: row.actor || null,
    monthlyLimit: Number(row.limit),
    month: row.month,
    spent: Number(row.spent),
    reserved: Number(row.reserved),
    createdAt: new Date(row.at).toISOString(),
  }));
}
