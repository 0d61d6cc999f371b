import type { Client } from 'pg';
import { applicationDatabase, superuser } from './layout.js';
import { connectAsSuperuser, guardianApplication, leaseLock } from './superuser.js';

/** The guardian's view of who uses the server. */
export class Monitor {
  private constructor(private readonly client: Client) {}

  static async connect(port: number, password: string): Promise<Monitor> {
    return new Monitor(await connectAsSuperuser(port, password, guardianApplication));
  }

  async ensureDatabase(): Promise<void> {
    const { rowCount } = await this.client.query('SELECT FROM pg_database WHERE datname = $1', [applicationDatabase]);
    if (rowCount === 0) await this.client.query(`CREATE DATABASE ${applicationDatabase} OWNER ${superuser}`);
  }

  /** Connections other than this one, of whatever program. */
  async countClients(): Promise<number> {
    const { rows } = await this.client.query<{ clients: number }>(
      `SELECT count(*)::int AS clients FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.clients ?? 0;
  }

  /** After true no lease is given any more; false where somebody holds one. */
  async refuseLeases(): Promise<boolean> {
    const { rows } = await this.client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${leaseLock}) AS got`);
    return rows[0]?.got === true;
  }

  async allowLeases(): Promise<void> {
    await this.client.query(`SELECT pg_advisory_unlock(${leaseLock})`);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
