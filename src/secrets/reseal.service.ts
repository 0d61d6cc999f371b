import { Inject, Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { type DatabaseConnection, withClient } from '../database/connection.js';
import { CONNECTION } from '../database/database.module.js';
import { Database } from '../database/database.service.js';
import { beginRotation, endRotation } from './key-ring.js';
import { SecretBox } from './secret-box.js';

/** Where sealed values are (every column `*_sealed`), and the context each is sealed in, from the row's id. */
export const SEALED = [
  { table: 'models', column: 'api_key_sealed', context: (id: string) => `model-key:${id}` },
  { table: 'providers', column: 'api_key_sealed', context: (id: string) => `provider-key:${id}` },
  { table: 'documents', column: 'password_sealed', context: (id: string) => `document-password:${id}` },
] as const;

type Place = (typeof SEALED)[number];

export interface Resealed {
  /** Values that were sealed with another key. */
  resealed: number;
  /** Values that open with no key there is; they stay as they are. */
  unreadable: number;
}

/** Any fixed number: held by the one process that changes keys. */
const ROTATION_LOCK = 7_341_011;

const BATCH = 200;

/** A value that another process had sealed with the old key, and not stored yet, is there after so many milliseconds. */
const STRAGGLERS_MS = 1000;

/** Changes the key that secrets are sealed with. */
@Injectable()
export class ResealService {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    @Inject(CONNECTION) private readonly connection: DatabaseConnection,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Seals every stored secret with a new key: of the key file, or the one that JOHANG_SECRET_KEY now gives. The old key opens what is
   * left until nothing is. Cut short at any moment, it goes on where it was when it is called again. Running processes take notice.
   */
  async rotate(): Promise<Resealed> {
    return withClient(this.connection.adminUrl, async (client) => {
      await client.query('SELECT pg_advisory_lock($1)', [ROTATION_LOCK]);
      const file = join(this.config.dataDir, 'secret.key');
      const isFile = this.config.secretKey === undefined;
      if (isFile) beginRotation(file);
      const total = await this.#pass(await workspaces(client));
      for (;;) {
        if (total.resealed > 0) await sleep(STRAGGLERS_MS);
        const { resealed } = await this.#pass(await workspaces(client));
        total.resealed += resealed;
        if (resealed === 0) break;
      }
      if (isFile && total.unreadable === 0) endRotation(file);
      return total;
    });
  }

  async #pass(workspaceIds: readonly string[]): Promise<Resealed> {
    const total = { resealed: 0, unreadable: 0 };
    for (const workspaceId of workspaceIds) {
      for (const place of SEALED) {
        let after: string | null = NIL;
        while (after !== null) after = await this.#batch(workspaceId, place, after, total);
      }
    }
    return total;
  }

  /** Seals some values after the row with the id `after`; the last row's id, or null when there are no more. */
  async #batch(workspaceId: string, place: Place, after: string, total: Resealed): Promise<string | null> {
    const { table, column, context } = place;
    return this.database.forWorkspace({ workspaceId }, async (em) => {
      const rows = await em.query<{ id: string; sealed: string }[]>(
        `SELECT id, ${column} AS sealed FROM ${table}
         WHERE id > $1 AND ${column} IS NOT NULL AND NOT starts_with(${column}, $2) ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
        [after, this.secrets.currentPrefix],
      );
      for (const { id, sealed } of rows) {
        const secret = this.#opened(sealed, context(id));
        if (secret === null) total.unreadable += 1;
        else {
          await em.query(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [
            id,
            this.secrets.seal(secret, context(id)),
          ]);
          total.resealed += 1;
        }
      }
      return rows.length < BATCH ? null : (rows.at(-1)?.id ?? null);
    });
  }

  #opened(sealed: string, context: string): string | null {
    try {
      return this.secrets.open(sealed, context);
    } catch {
      return null;
    }
  }
}

const NIL = '00000000-0000-0000-0000-000000000000';

async function workspaces(client: { query(sql: string): Promise<{ rows: unknown[] }> }): Promise<string[]> {
  const { rows } = await client.query('SELECT id FROM workspaces ORDER BY id');
  return rows.map((row) => String(Object(row).id));
}
