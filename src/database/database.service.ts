import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Scope } from './scope.js';

/**
 * The one door to tenant tables. A transaction opened here sees the rows of its workspace and no others: the workspace is
 * set for the transaction, and row-level security holds every statement to it, forgotten WHERE or not.
 */
@Injectable()
export class Database {
  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in one transaction on the scope's workspace; commits when it returns, rolls back when it throws. */
  forWorkspace<T>(scope: Pick<Scope, 'workspaceId'>, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.withSetting('johang.workspace_id', scope.workspaceId, work);
  }

  /**
   * Runs `work` where no workspace is known yet, seeing only the row that the credential names: the API key or session of
   * that hash, or the workspace of that slug.
   */
  forCredential<T>(credential: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.withSetting('johang.credential', credential, work);
  }

  /** @throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }

  private withSetting<T>(name: string, value: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (em) => {
      await em.query('SELECT set_config($1, $2, true)', [name, value]);
      return work(em);
    });
  }
}
