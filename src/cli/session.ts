import type { INestApplicationContext, Type } from '@nestjs/common';
import { createContext } from '../bootstrap.js';
import { createLogger } from '../common/telemetry/logger.js';
import { loadConfig } from '../config/config.js';
import type { Scope } from '../database/scope.js';
import { WorkspacesService } from '../workspaces/workspaces.service.js';

/** An open Johang for one command: its services, in the default workspace, as the system. */
export interface Session {
  readonly get: <T>(service: Type<T>) => T;
  scope: Scope & { idempotencyKey: undefined; route: string };
  /** Aborted by Ctrl-C: the command ends early, and what is done stays done. */
  signal: AbortSignal;
}

export interface SessionOptions {
  /** Role of the process: `all` also does jobs; `api` only writes them down. */
  role?: 'all' | 'api';
}

/** Opens Johang, runs `work`, and closes it again, also on Ctrl-C.  */
export async function withSession<T>(work: (session: Session) => Promise<T>, options: SessionOptions = {}): Promise<T> {
  const config = { ...loadConfig(), role: options.role ?? 'all' };
  const context = await createContext(config, createLogger(config.commandLogLevel));
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work(await openSession(context, abort.signal));
  } finally {
    await context.close();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function openSession(context: INestApplicationContext, signal: AbortSignal): Promise<Session> {
  const workspace = await context.get(WorkspacesService, { strict: false }).ensureDefault();
  return {
    get: (service) => context.get(service, { strict: false }),
    scope: {
      workspaceId: workspace.id,
      actor: { type: 'system' },
      requestId: 'cli',
      idempotencyKey: undefined,
      route: 'cli',
    },
    signal,
  };
}
