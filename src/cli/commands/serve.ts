import { Command, InvalidArgumentError, Option } from 'commander';
import { createApp, createContext } from '../../bootstrap.js';
import { createLogger } from '../../common/telemetry/logger.js';
import { type AppConfig, loadConfig } from '../../config/config.js';
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
  const loaded = loadConfig();
  const config = {
    ...loaded,
    role: options.role ?? loaded.role,
    port: options.port ?? loaded.port,
    host: options.host ?? loaded.host,
  };
  const logger = createLogger(config.logLevel);
  if (config.role === 'worker') {
    const context = await createContext(config, logger);
    print('johang works (role worker)');
    await stopped();
    await context.close();
    return;
  }
  const app = await createApp(config, logger);
  try {
    await printFirstKey(app.get(WorkspacesService));
    await app.listen(config.port, config.host);
    const url = await app.getUrl();
    print(`johang serves ${url} (role ${config.role}); API reference: ${url}/docs`);
    await stopped();
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

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
async function stopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(1));
      });
    }
  });
}

function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return port;
}
