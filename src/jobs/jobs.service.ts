import { Inject, Injectable } from '@nestjs/common';
import type { PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { type JobData, type JobName, jobNames } from './definitions.js';
import { BOSS_SCHEMA } from './install.js';

export const BOSS = Symbol('pg-boss');

export type JobState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

export interface JobView {
  id: string;
  name: JobName;
  state: JobState;
  data: Record<string, unknown>;
  retryCount: number;
  retryLimit: number;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  error: string | null;
}

interface JobRow {
  id: string;
  name: JobName;
  state: JobState;
  data: Record<string, unknown>;
  retry_count: number;
  retry_limit: number;
  created_on: Date;
  started_on: Date | null;
  completed_on: Date | null;
  output: { message?: string } | null;
}

@Injectable()
export class JobsService {
  constructor(
    @Inject(BOSS) private readonly boss: PgBoss,
    private readonly database: Database,
  ) {}

  /**
   * Enqueues in the caller's transaction: the job is there exactly if what it is for is there.
   *
   * @param inSeconds it is not begun earlier
   */
  async enqueue<N extends JobName>(em: EntityManager, name: N, data: JobData[N], inSeconds = 0): Promise<string> {
    const id = newId();
    await this.boss.send(name, data, { id, db: transactionOf(em), ...(inSeconds > 0 && { startAfter: inSeconds }) });
    return id;
  }

  /** A workspace's jobs, newest first. The queue's tables are not tenant tables: the filter here is the fence. */
  async list(scope: Scope, filter: { state?: JobState; after?: string; limit: number }): Promise<JobView[]> {
    const rows = await this.database.forWorkspace(scope, (em) =>
      em.query<JobRow[]>(
        `SELECT id, name, state, data, retry_count, retry_limit, created_on, started_on, completed_on, output
         FROM ${BOSS_SCHEMA}.job
         WHERE name = ANY($1) AND data->>'workspaceId' = $2
           AND ($3::text IS NULL OR state::text = $3) AND ($4::uuid IS NULL OR id < $4)
         ORDER BY id DESC LIMIT $5`,
        [jobNames, scope.workspaceId, filter.state ?? null, filter.after ?? null, filter.limit],
      ),
    );
    return rows.map(jobView);
  }

  /** @throws AppError `job.not_found` for the jobs of other workspaces as for none. */
  async get(scope: Scope, em: EntityManager, id: string): Promise<JobView> {
    const [row] = await em.query<JobRow[]>(
      `SELECT id, name, state, data, retry_count, retry_limit, created_on, started_on, completed_on, output
       FROM ${BOSS_SCHEMA}.job WHERE name = ANY($1) AND id = $2 AND data->>'workspaceId' = $3`,
      [jobNames, id, scope.workspaceId],
    );
    if (!row) throw new AppError('job.not_found');
    return jobView(row);
  }

  /** Gives a failed job one more try, in the caller's transaction. @throws AppError `job.not_failed` */
  async retry(em: EntityManager, job: JobView): Promise<void> {
    if (job.state !== 'failed') throw new AppError('job.not_failed');
    await this.boss.retry(job.name, job.id, { db: transactionOf(em) });
  }
}

function transactionOf(em: EntityManager) {
  return {
    executeSql: async (text: string, values?: unknown[]) => {
      const result = await em.queryRunner!.query(text, values, true);
      return { rows: result.records };
    },
  };
}

function jobView(row: JobRow): JobView {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    data: row.data,
    retryCount: row.retry_count,
    retryLimit: row.retry_limit,
    createdAt: row.created_on.toISOString(),
    startedAt: row.started_on?.toISOString() ?? null,
    completedAt: row.completed_on?.toISOString() ?? null,
    error: row.output?.message ?? null,
  };
}
