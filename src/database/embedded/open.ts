import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/errors/app-error.js';
import { findBinaries } from './binaries.js';
import { messageOf } from './files.js';
import { defaultGuardianFile, startGuardian } from './guardian-start.js';
import { applicationDatabase, layoutOf, listenHost, superuser } from './layout.js';
import { LeaseKeeper } from './lease-keeper.js';
import { readSecrets } from './secrets.js';

export interface EmbeddedPostgresOptions {
  /** Johang's data directory; the server lives in `postgres` in it. Created where it is missing. */
  dataDir: string;
  /** Told what goes on, a line at a time, without secrets. */
  log?: (line: string) => void;
  /** The server stops when no client has been connected for so long. Of the process that starts the server. Default 10. */
  idleSeconds?: number;
  /** How long to wait for a server that another process is starting or stopping. Default 60. */
  waitSeconds?: number;
  /** False turns fsync off, for tests only: after a power failure the cluster may be lost. Of the process that starts the server. */
  durable?: boolean;
  /** The compiled guardian.js. */
  guardianFile?: string | URL;
}

export interface CloseOptions {
  /** Stop the server now if nobody else uses it, and return when it has stopped. */
  stopIfIdle?: boolean;
}

/** A PostgreSQL server that runs at least until `close`. */
export interface EmbeddedPostgres {
  readonly host: string;
  /** Kept over restarts of the server, unless another program took it meanwhile. */
  readonly port: number;
  /** The superuser. */
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `postgres://` URL of the superuser on the application's database. */
  readonly adminUrl: string;
  /** Random, made once for this data directory, for a role of the application's own. No role has it until given it. */
  readonly appPassword: string;
  /** The server may stop from now on. Connections of this process are not closed by it. */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * The embedded PostgreSQL of a data directory: created on first use, started where it does not run, shared with every
 * other process that opens the same directory. Returns when it accepts connections.
 *
 * Throws `database.unavailable` where it cannot run (the message says what to do) and `database.locked` where the
 * directory is held by a process that does not bring the server up, or from another container.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, idleSeconds = 10, waitSeconds = 60, durable = true } = options;
  findBinaries();
  const layout = layoutOf(await ensureDirectory(options.dataDir));
  const guardianFile = toPath(options.guardianFile ?? defaultGuardianFile());
  const keeper = new LeaseKeeper({
    layout,
    waitSeconds,
    log,
    startGuardian: (mayCreate, limitMs) =>
      startGuardian(guardianFile, { dataDir: layout.dataDir, idleSeconds, durable, mayCreate }, log, limitMs),
  });
  await keeper.open();

  const secrets = await readSecrets(layout.secrets);
  if (secrets === undefined) throw new AppError('database.unavailable', `${layout.secrets} has disappeared.`);
  const { password, appPassword } = secrets;
  return {
    host: listenHost,
    user: superuser,
    password,
    database: applicationDatabase,
    appPassword,
    get port() {
      return keeper.port;
    },
    get adminUrl() {
      return `postgres://${superuser}:${password}@${listenHost}:${keeper.port}/${applicationDatabase}`;
    },
    close: ({ stopIfIdle = false } = {}) => keeper.close(stopIfIdle),
  };
}

async function ensureDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await realpath(resolve(dataDir));
  } catch (error) {
    throw new AppError('database.unavailable', `The data directory cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function toPath(file: string | URL): string {
  return typeof file === 'string' && !file.startsWith('file:') ? resolve(file) : fileURLToPath(file);
}
