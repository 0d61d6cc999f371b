import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type EntityManager, type ObjectLiteral, type QueryRunner } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { isId } from '../common/ids.js';
import type { Scope } from './scope.js';

/** What of a pool of `pg` is used directly. */
interface StatementPool {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: { value: unknown }[] }>;
}

/**
 * The one door to tenant tables. A transaction opened here sees the rows of its workspace and no others: the workspace is
 * set for the transaction, and row-level security holds every statement to it, forgotten WHERE or not.
 */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /** The pool below TypeORM, which knows no prepared statements. */
  get #pool(): StatementPool {
    return (this.dataSource.driver as PostgresDriver).master as StatementPool;
  }

  /** Runs `work` in one transaction on the scope's workspace; commits when it returns, rolls back when it throws. */
  async forWorkspace<T>(scope: Pick<Scope, 'workspaceId'>, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const runner = await this.#begin(scope, 'BEGIN');
    try {
      const result = await work(runner.manager);
      await runner.query('COMMIT');
      await this.#end(runner);
      return result;
    } catch (error) {
      await this.#end(runner, 'ROLLBACK');
      throw error;
    }
  }

  /**
   * Does `work` while this process holds the lock of a name against all others, on a connection of its own: with the process
   * ends its hold.
   *
   * @returns null when another holds it.
   */
  async whileHolding<T>(name: string, work: () => Promise<T>): Promise<{ result: T } | null> {
    const { url, extra } = this.dataSource.options as PostgresDataSourceOptions;
    // Not of the pool: work that holds one of its connections and waits for another could wait for ever.
    const client = new pg.Client({ connectionString: url, options: extra?.options, application_name: 'johang lock' });
    client.on('error', () => {});
    await client.connect();
    try {
      const take = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken';
      const { rows } = await client.query<{ taken: boolean }>(take, [name]);
      return rows[0]?.taken ? { result: await work() } : null;
    } finally {
      await client.end();
    }
  }

  async #begin({ workspaceId }: Pick<Scope, 'workspaceId'>, begin: string): Promise<QueryRunner> {
    // The id goes into the statement itself, which saves a round trip: nothing but an id may get that far.
    if (!isId(workspaceId)) throw new TypeError('A scope needs the id of a workspace');
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query(`${begin}; SET LOCAL johang.workspace_id = '${workspaceId}'`);
      markTransaction(runner, true);
      return runner;
    } catch (error) {
      await this.#end(runner, 'ROLLBACK');
      throw error;
    }
  }

  /** Gives the connection back. On one that is gone there is nothing to roll back. */
  async #end(runner: QueryRunner, last?: 'ROLLBACK'): Promise<void> {
    if (last) await runner.query(last).catch(() => {});
    markTransaction(runner, false);
    await runner.release();
  }

  /**
   * As `forWorkspace`, for work that only reads: PostgreSQL refuses to write, and the answer does not wait for the end of the
   * transaction, which has nothing to tell.
   */
  async readWorkspace<T>(scope: Pick<Scope, 'workspaceId'>, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const runner = await this.#begin(scope, 'BEGIN READ ONLY');
    try {
      return await work(runner.manager);
    } finally {
      void this.#end(runner, 'ROLLBACK').catch(() => {});
    }
  }

  /**
   * Asks where no workspace is known yet. `sql` calls one of the functions that open just the row the credential names (the API
   * key or session of that hash, the workspace of that slug), one statement, hence one transaction.
   */
  async forCredential<T extends ObjectLiteral>(sql: string, credential: string): Promise<T | null> {
    const [row] = await this.dataSource.query<T[]>(sql, [credential]);
    return row ?? null;
  }

  /**
   * Calls a function whose first argument is a workspace, which it sets for itself: one round trip, one transaction, parsed
   * once a connection. Answers what the function returns.
   * @param name of a function of the migrations, never anything from outside.
   */
  async callFunction(
    name: `johang_${string}`,
    [workspaceId, ...args]: readonly [string, ...unknown[]],
  ): Promise<unknown> {
    if (!isId(workspaceId)) throw new TypeError('A scope needs the id of a workspace');
    const values = [workspaceId, ...args];
    const text = `SELECT ${name}(${values.map((_, index) => `$${index + 1}`).join(', ')}) AS value`;
    const { rows } = await this.#pool.query({ name: `${name}/${values.length}`, text, values });
    return rows[0]?.value;
  }

  /** @throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }
}

/** We began the transaction ourselves: TypeORM is told, so that nothing begins one within. */
function markTransaction(runner: QueryRunner, active: boolean): void {
  Object.assign(runner, { isTransactionActive: active });
}
