import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Logger } from 'pino';
import { createApp, createContext, openDatabase } from '../../bootstrap.js';
import { AppError } from '../../common/errors/app-error.js';
import { createLogger } from '../../common/telemetry/logger.js';
import { type AppConfig, loadConfig } from '../../config/config.js';
import { boundHeapGrowth } from '../../config/heap.js';
import type { DatabaseConnection } from '../../database/connection.js';
import { WorkspacesService } from '../../workspaces/workspaces.service.js';
import { print } from '../output.js';

interface ServeOptions {
  role?: AppConfig['role'];
  port?: number;
  host?: string;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the HTTP API and do the work, or one of the two')
    .addOption(new Option('--role <role>', 'what this process does').choices(['api', 'worker', 'all']))
    .option('--port <n>', 'port of the API (default 8080; 0: any free one)', parsePort)
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const stop = stopRequest();
  boundHeapGrowth();
  const loaded = loadConfig();
  const config = {
    ...loaded,
    role: options.role ?? loaded.role,
    port: options.port ?? loaded.port,
    host: options.host ?? loaded.host,
  };
  const logger = createLogger(config.logLevel);
  const connection = await openDatabase(config, logger);
  // The application must have let go of its connections before the database can be stopped.
  const lent = { ...connection, close: async () => {} };
  try {
    if (stop.aborted) return;
    if (config.role === 'worker') await work(config, logger, lent, stop);
    else await listen(config, logger, lent, stop);
  } finally {
    await connection.close({ stopIfIdle: true });
  }
}

async function work(
  config: AppConfig,
  logger: Logger,
  connection: DatabaseConnection,
  stop: AbortSignal,
): Promise<void> {
  const context = await createContext(config, logger, connection);
  print('johang works (role worker)');
  await requested(stop);
  await context.close();
}

async function listen(
  config: AppConfig,
  logger: Logger,
  connection: DatabaseConnection,
  stop: AbortSignal,
): Promise<void> {
  const app = await createApp(config, logger, connection);
  try {
    await printFirstKey(app.get(WorkspacesService));
    await app.listen(config.port, config.host).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new AppError(
        'config.invalid',
        `Port ${config.port} of ${config.host} is taken; choose another with --port`,
      );
    });
    const url = await app.getUrl();
    print(`johang serves ${url} (role ${config.role}); API reference: ${url}/docs`);
    await requested(stop);
  } finally {
    await app.close();
  }
}

/** The one time that a key is shown without being asked for. */
async function printFirstKey(workspaces: WorkspacesService): Promise<void> {
  const workspace = await workspaces.ensureDefault();
  const key = await workspaces.firstAdminKey(workspace.id);
  if (key) print(`Admin API key of the workspace "${workspace.slug}", shown this once:\n\n  ${key}\n`);
}

/**
 * Aborted by the first SIGTERM or SIGINT from now on; a second one of its kind ends the process at once. Asked for before
 * anything is started: a signal that finds nobody listening kills the process, and with it the order of stopping.
 */
function stopRequest(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop.abort();
      process.once(signal, () => process.exit(1));
    });
  }
  return stop.signal;
}

async function requested(stop: AbortSignal): Promise<void> {
  if (!stop.aborted) await once(stop, 'abort');
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return port;
}
