import type pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { APP_ROLE, type DatabaseConnection, withClient } from './connection.js';
import { loadMigrations } from './migrations.js';

/** Any fixed number: held while the schema changes, so that of several starting processes one migrates and the others wait. */
const MIGRATION_LOCK = 7_341_001;

/** What else must be installed, as the owner and under the lock, before the application may start. */
export type InstallStep = (adminUrl: string, client: pg.Client) => Promise<void>;

export type EntityClass = EntityTarget<ObjectLiteral> & (abstract new (...args: never[]) => object);

/** A data source as the owner of the schema. For migrations and the drift check only. */
function adminDataSource(url: string, entities: EntityClass[] = []): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations: loadMigrations(),
    migrationsTransactionMode: 'each',
    applicationName: 'johang admin',
    poolSize: 2,
    synchronize: false,
    logging: false,
  });
}

/** Brings the schema and the job queues up to date and proves that the application cannot bypass row-level security. */
export async function prepareDatabase(connection: DatabaseConnection, steps: InstallStep[]): Promise<void> {
  await withClient(connection.adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const { rows } = await client.query<{ major: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS major`,
    );
    if ((rows[0]?.major ?? 0) < 15) {
      throw new AppError('database.unavailable', `PostgreSQL 15 or later is needed; this one is ${rows[0]?.major}`);
    }
    const dataSource = await adminDataSource(connection.adminUrl).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
    for (const install of steps) await install(connection.adminUrl, client);
    await connection.afterMigrations();
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  });
  await assertRole(connection);
}

async function assertRole(connection: DatabaseConnection): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: connection.appUrl,
    extra: { options: connection.appOptions },
    poolSize: 1,
  });
  await dataSource.initialize();
  try {
    const [role] = await dataSource.query<{ name: string; bypasses: boolean }[]>(
      `SELECT rolname AS name, rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user`,
    );
    if (role?.name !== APP_ROLE || role.bypasses) {
      throw new AppError('database.unavailable', `The application must work as ${APP_ROLE} without BYPASSRLS`);
    }
  } finally {
    await dataSource.destroy();
  }
}

/** SQL that would bring the schema to the entities; empty when they agree. */
export async function schemaDrift(adminUrl: string, entities: EntityClass[]): Promise<string[]> {
  const dataSource = await adminDataSource(adminUrl, entities).initialize();
  // TypeORM asks for the types of array columns side by side on one connection, which pg warns of.
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    const log = await dataSource.driver.createSchemaBuilder().log();
    return log.upQueries.map((query) => query.query);
  } finally {
    process.noDeprecation = noDeprecation;
    await dataSource.destroy();
  }
}
