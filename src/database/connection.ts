import pg from 'pg';
import { AppError } from '../common/errors/app-error.js';
import type { AppConfig } from '../config/config.js';
import { openEmbeddedPostgres } from './embedded/index.js';

/** The role the application works under: owns nothing, bypasses nothing. Made by the first migration. */
export const APP_ROLE = 'johang_app';

/** How to reach the database: as the owner of the schema, for migrations only, and as the application. */
export interface DatabaseConnection {
  adminUrl: string;
  appUrl: string;
  /** Start-up options of application sessions, e.g. the role to take on. */
  appOptions: string | undefined;
  /** Called once the schema is there, to give the application its own log-in. */
  afterMigrations(): Promise<void>;
  /** @param options.stopIfIdle an embedded server that nobody else uses is stopped, not left to stop by itself */
  close(options?: { stopIfIdle?: boolean }): Promise<void>;
}

/**
 * Opens what the configuration names: a given PostgreSQL, or the embedded one of the data directory.
 * @throws AppError `database.unavailable`, `database.locked`
 */
export async function openConnection(config: AppConfig, log: (line: string) => void): Promise<DatabaseConnection> {
  return config.databaseUrl ? givenDatabase(config.databaseUrl) : embeddedDatabase(config, log);
}

/** On a given database we have one log-in: every application session starts in the role that cannot bypass row-level security. */
function givenDatabase(url: string): DatabaseConnection {
  return {
    adminUrl: url,
    appUrl: url,
    appOptions: `-c role=${APP_ROLE}`,
    afterMigrations: async () => {},
    close: async () => {},
  };
}

async function embeddedDatabase(config: AppConfig, log: (line: string) => void): Promise<DatabaseConnection> {
  const server = await openEmbeddedPostgres({ dataDir: config.dataDir, log, durable: !config.test });
  const appUrl = new URL(server.adminUrl);
  appUrl.username = APP_ROLE;
  appUrl.password = server.appPassword;
  return {
    adminUrl: server.adminUrl,
    appUrl: appUrl.href,
    appOptions: undefined,
    afterMigrations: () => allowLogin(server.adminUrl, server.appPassword),
    close: (options) => server.close(options),
  };
}

async function allowLogin(adminUrl: string, password: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`ALTER ROLE ${APP_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  });
}

/** Runs `work` on a connection of its own. Connection failures become `database.unavailable`, without the URL's password. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'johang admin' });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new AppError('database.unavailable', `The database does not answer: ${reason(error)}`, { cause: error });
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message : String(error);
}
