import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot, distDir } from '../../src/config/paths.js';
import { APP_ROLE, type DatabaseConnection, withClient } from '../../src/database/connection.js';
import { openEmbeddedPostgres } from '../../src/database/embedded/index.js';
import { migrationsHash } from '../../src/database/migrations.js';
import { prepareDatabase } from '../../src/database/prepare.js';
import { installQueues, queuesHash } from '../../src/jobs/install.js';
import { createHash } from 'node:crypto';

const TEMPLATE_LOCK = 7_341_002;

/** One server for all test files of this checkout; it stops by itself when nobody uses it any more. */
const dataDir = join(tmpdir(), `johang-test-${createHash('sha256').update(packageRoot).digest('hex').slice(0, 12)}`);

export interface TestDatabase extends DatabaseConnection {
  /** The database is dropped when the connection is closed. */
  name: string;
  /** Asks the database as its owner's superuser, past row-level security. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** A database of its own with all migrations, cloned from a template that the first test file makes. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await openEmbeddedPostgres({
    dataDir,
    durable: false,
    guardianFile: join(distDir, 'database/embedded/guardian.js'),
  });
  const template = `johang_template_${migrationsHash()}_${queuesHash()}`;
  const name = `johang_test_${randomUUID().replaceAll('-', '')}`;
  await withClient(withDatabase(server.adminUrl, 'postgres'), async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (!rowCount) {
      const draft = `${template}_draft`;
      await client.query(`DROP DATABASE IF EXISTS ${draft}`);
      await client.query(`CREATE DATABASE ${draft}`);
      await prepareDatabase(connectionTo(server, draft), [installQueues]);
      await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
    }
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const connection = connectionTo(server, name);
  return {
    ...connection,
    name,
    query: (sql, values) =>
      withClient(
        connection.adminUrl,
        async (client) => (await client.query<Record<string, unknown>>(sql, values)).rows,
      ),
    close: async () => {
      await withClient(withDatabase(server.adminUrl, 'postgres'), (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
      await server.close();
    },
  };
}

function connectionTo(server: { adminUrl: string; appPassword: string }, database: string): DatabaseConnection {
  const adminUrl = withDatabase(server.adminUrl, database);
  const appUrl = new URL(adminUrl);
  appUrl.username = APP_ROLE;
  appUrl.password = server.appPassword;
  return {
    adminUrl,
    appUrl: appUrl.href,
    appOptions: undefined,
    afterMigrations: () =>
      withClient(adminUrl, async (client) => {
        await client.query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(server.appPassword)}`);
      }),
    close: async () => {},
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
