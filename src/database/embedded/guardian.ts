/**
 * The process that owns the embedded PostgreSQL of one data directory: it creates, starts, watches and stops it, and is
 * the only one that does. It runs in a session of its own, so that neither Ctrl-C nor the death of the process that
 * started it reaches it, and ends when the server does.
 *
 * Signals: SIGTERM stops the server cleanly; SIGUSR2 stops it as soon as no client is connected; SIGINT and SIGHUP are
 * ignored.
 */
import { AppError } from '../../common/errors/app-error.js';
import { chooseAccount } from './account.js';
import { findBinaries } from './binaries.js';
import type { ClusterContext } from './cluster.js';
import { messageOf } from './files.js';
import { parseGuardianOptions, type GuardianMessage, type GuardianOptions } from './guardian-protocol.js';
import { chooseLaunch } from './launch.js';
import { layoutOf } from './layout.js';
import { acquireLock, HeldLock } from './lock-file.js';
import { appendLine, prepareLog } from './log-file.js';
import { Supervisor } from './supervisor.js';

const heartbeatMs = 1_000;

/** The process that started us may be gone: then nobody needs the message. */
function tell(message: GuardianMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function takeLeave(): void {
  if (process.connected) process.disconnect();
}

async function guard(options: GuardianOptions, stop: AbortController): Promise<void> {
  const { durable, mayCreate } = options;
  const layout = layoutOf(options.dataDir);
  const lock = await acquireLock(layout.lock).catch((error: unknown) => {
    const problem = `The data directory ${layout.dataDir} cannot be used: ${messageOf(error)}`;
    throw new AppError('database.unavailable', problem, { cause: error });
  });
  if (!(lock instanceof HeldLock)) return tell({ type: 'busy', foreign: lock.state === 'foreign' });

  const heartbeat = setInterval(() => void lock.touch().catch(() => undefined), heartbeatMs);
  const log = (line: string): void => {
    appendLine(layout.log, line);
    tell({ type: 'progress', line });
  };
  try {
    prepareLog(layout.log);
    const binaries = findBinaries();
    const launch = await chooseLaunch(await chooseAccount(layout, log), binaries, layout.dataDir);
    const context: ClusterContext = { layout, binaries, launch, durable, mayCreate, log, signal: stop.signal };
    const supervisor = new Supervisor(context, lock, options.idleSeconds * 1_000);
    process.on('SIGUSR2', () => supervisor.stopWhenIdle());
    await supervisor.run(() => {
      tell({ type: 'ready' });
      takeLeave();
    });
  } catch (error) {
    appendLine(layout.log, messageOf(error));
    throw error;
  } finally {
    clearInterval(heartbeat);
    await lock.release();
  }
}

function main(): void {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, () => undefined);
  process.stderr.on('error', () => undefined);

  guard(parseGuardianOptions(process.argv[2]), stop)
    .catch((error: unknown) => {
      const code = error instanceof AppError ? error.code : undefined;
      tell({ type: 'failed', code, message: messageOf(error) });
      process.exitCode = 1;
    })
    .finally(takeLeave);
}

main();
