import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { deadLetterQueue, jobDefinitions, jobNames } from './definitions.js';

export const BOSS_SCHEMA = 'pgboss';

/** Two weeks: a failed job stays to be looked at and requeued, then goes. */
const KEEP_SECONDS = 14 * 24 * 3600;

/**
 * Creates or upgrades pg-boss's schema and our queues, as the owner; the application role may then use but not change them.
 * Does nothing when the database already holds just this state. Run under the migration lock.
 */
export async function installQueues(adminUrl: string, client: pg.Client): Promise<void> {
  const boss = new PgBoss({
    connectionString: adminUrl,
    schema: BOSS_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  const state = expectedState();
  if ((await currentState(client)) === state) return;
  await boss.start();
  try {
    for (const name of jobNames) {
      const { schedule: _, ...options } = jobDefinitions[name];
      const dead = deadLetterQueue(name);
      const deadOptions = {
        retryLimit: 20,
        retryDelay: 5,
        retryDelayMax: 300,
        retryBackoff: true,
        deleteAfterSeconds: KEEP_SECONDS,
      };
      await boss.createQueue(dead, deadOptions);
      await boss.updateQueue(dead, deadOptions);
      const queue = {
        ...options,
        retryBackoff: true,
        deadLetter: dead,
        deleteAfterSeconds: KEEP_SECONDS,
        notify: true,
      };
      await boss.createQueue(name, queue);
      await boss.updateQueue(name, queue);
    }
    await client.query(`
      GRANT USAGE ON SCHEMA ${BOSS_SCHEMA} TO johang_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${BOSS_SCHEMA} TO johang_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${BOSS_SCHEMA} TO johang_app;
      COMMENT ON SCHEMA ${BOSS_SCHEMA} IS '${state}'`);
  } finally {
    await boss.stop({ graceful: false });
  }
}

async function currentState(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ state: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS state FROM pg_namespace WHERE nspname = $1`,
    [BOSS_SCHEMA],
  );
  return rows[0]?.state ?? undefined;
}

/** Names what we are about to install: the version of pg-boss and our definitions. */
function expectedState(): string {
  const boss = createRequire(import.meta.url)('pg-boss/package.json') as { version: string };
  return `johang:${boss.version}:${queuesHash()}`;
}

/** A name for the state of the queues, as `migrationsHash` is for the schema. */
export function queuesHash(): string {
  return createHash('sha256').update(JSON.stringify(jobDefinitions)).digest('hex').slice(0, 12);
}
