import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type ObjectLiteral, type QueryRunner } from 'typeorm';
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
    const { workspaceId } = scope;
    // The id goes into the statement itself, which saves a round trip: nothing but an id may get that far.
    if (!isId(workspaceId)) throw new TypeError('A scope needs the id of a workspace');
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query(`BEGIN; SET LOCAL johang.workspace_id = '${workspaceId}'`);
      markTransaction(runner, true);
      const result = await work(runner.manager);
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      // On a connection that is gone there is nothing to roll back.
      await runner.query('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      markTransaction(runner, false);
      await runner.release();
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
