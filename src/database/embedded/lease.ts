import { Socket } from 'node:net';
import type { Client } from 'pg';
import { connectAsSuperuser, guardianApplication, leaseApplication, leaseLock } from './superuser.js';

/** A connection that holds the server up until it ends. It does not keep this process alive. */
export class Lease {
  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    readonly port: number,
  ) {}

  /** Undefined where the server is about to stop. Rejects where it cannot be reached. */
  static async take(port: number, password: string): Promise<Lease | undefined> {
    const socket = new Socket();
    const client = await connectAsSuperuser(port, password, leaseApplication, socket);
    try {
      const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock_shared(${leaseLock}) AS got`);
      if (rows[0]?.got === true) {
        socket.unref();
        return new Lease(client, socket, port);
      }
    } catch (error) {
      await client.end();
      throw error;
    }
    await client.end();
    return undefined;
  }

  onEnd(listener: () => void): void {
    this.client.on('end', listener);
  }

  /** True when nobody else is connected to the server, of whatever program. */
  async isOnlyClient(): Promise<boolean> {
    this.socket.ref();
    try {
      const { rows } = await this.client.query<{ alone: boolean }>(
        `SELECT NOT EXISTS (
           SELECT FROM pg_stat_activity
           WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> $1
         ) AS alone`,
        [guardianApplication],
      );
      return rows[0]?.alone === true;
    } catch {
      return false;
    }
  }

  async end(): Promise<void> {
    this.socket.ref();
    await this.client.end().catch(() => undefined);
  }
}
