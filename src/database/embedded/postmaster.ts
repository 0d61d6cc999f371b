import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../common/errors/app-error.js';
import { failure, type ClusterContext } from './cluster.js';
import { messageOf } from './files.js';
import { launchCommand } from './launch.js';
import { listenHost, type Layout } from './layout.js';
import { readSince, sizeOf } from './log-file.js';
import { findProcesses, identityOf, isPostmasterOf, isRunning, serves, signalProcess } from './processes.js';
import { cleanEnvironment } from './run-command.js';
import { readPostmasterFile } from './server-state.js';

/** A running PostgreSQL server: our child, or one that a dead guardian left and we adopted. */
export interface Postmaster {
  pid: number;
  port: number;
  running(): boolean;
  /** Settles when it has ended; never rejects. */
  ended: Promise<void>;
}

const pollMs = 25;
/** A server that holds the directory and is not ready after this time is taken to hang. */
const adoptionMs = 30_000;
const startAttempts = 5;

/** The server that already runs on the cluster, once it is ready; undefined where none runs. */
export async function adoptPostmaster(context: ClusterContext): Promise<Postmaster | undefined> {
  const { cluster } = context.layout;
  const deadline = Date.now() + adoptionMs;
  for (;;) {
    const file = await readPostmasterFile(cluster);
    if (file === undefined || !isPostmasterOf(file.pid, cluster)) return undefined;
    if (file.status === 'ready') return watchProcess(file.pid, file.port);
    if (Date.now() > deadline) {
      throw new AppError(
        'database.locked',
        `Process ${file.pid} holds ${cluster} and has been ${file.status || 'starting'} for ${adoptionMs / 1000} s. Stop it and try again.`,
      );
    }
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

/**
 * Starts the server and returns when it accepts connections, on `preferredPort` where that is free.
 * The caller holds the lock and has found no server to adopt.
 */
export async function startPostmaster(context: ClusterContext, preferredPort: number | undefined): Promise<Postmaster> {
  let port = await choosePort(preferredPort);
  let output = '';
  for (let attempt = 1; attempt <= startAttempts; attempt += 1) {
    const result = await startOnce(context, port);
    if (typeof result !== 'string') return result;
    context.signal.throwIfAborted();
    output = result;
    if (/could not bind|could not create any TCP/.test(output)) port = await choosePort(undefined);
    else if (/pre-existing shared memory block|is still in use/.test(output)) await endOrphans(context);
    else break;
  }
  throw failure('PostgreSQL did not start', output);
}

async function startOnce(context: ClusterContext, port: number): Promise<Postmaster | string> {
  const { layout, launch, binaries, signal } = context;
  const { file, args, uid, gid } = launchCommand(
    launch,
    binaries.postgres,
    serverArguments(layout, port, context.durable),
  );
  const earlier = await readPostmasterFile(layout.cluster);
  const from = sizeOf(layout.log);
  const output = openSync(layout.log, 'a', 0o600);
  const child = spawn(file, args, {
    uid,
    gid,
    cwd: '/',
    stdio: ['ignore', output, output],
    env: { ...cleanEnvironment, ...ignoreStranger(earlier?.pid) },
  });
  closeSync(output);
  const problem = new Promise<string>((resolve) => child.on('error', (error) => resolve(messageOf(error))));
  if (child.pid === undefined) return problem;

  const postmaster = watchChild(child, child.pid, port);
  while (postmaster.running()) {
    const state = await readPostmasterFile(layout.cluster);
    if (state?.pid === postmaster.pid && state.status === 'ready') return postmaster;
    if (signal.aborted) {
      await stopPostmaster(postmaster);
      signal.throwIfAborted();
    }
    await sleep(pollMs);
  }
  return readSince(layout.log, from);
}

/**
 * A stale postmaster.pid may name a process that got the number later. PostgreSQL would refuse to start because of it,
 * unless told that this number is its launcher's; pg_ctl uses the same variable for the same reason.
 */
function ignoreStranger(pid: number | undefined): Record<string, string> {
  return pid === undefined ? {} : { PG_GRANDPARENT_PID: String(pid) };
}

export function serverArguments(layout: Layout, port: number, durable: boolean): string[] {
  const settings = [
    `listen_addresses=${listenHost}`,
    'unix_socket_directories=',
    `cluster_name=${clusterName(layout.cluster)}`,
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']),
  ];
  return ['-D', layout.cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

/** PostgreSQL puts it into its processes' titles, by which those of one cluster are found. A copy has another name. */
function clusterName(cluster: string): string {
  const { dev, ino } = statSync(cluster);
  return `johang-${createHash('sha256').update(`${dev} ${ino} ${cluster}`).digest('hex').slice(0, 12)}`;
}

/**
 * Ends children of a server that was killed, and a server that lost its postmaster.pid: PostgreSQL does not start while
 * one of them lives, and a child in a long query may live for hours.
 */
async function endOrphans({ layout, log }: ClusterContext): Promise<void> {
  const title = `postgres: ${clusterName(layout.cluster)}: `;
  const orphans = (): number[] =>
    findProcesses((command) => command.startsWith(title) || serves(command, layout.cluster));
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    if (await waitUntil(() => orphans().length === 0, 1_500)) return;
    log(`ending processes of an earlier server: ${orphans().join(', ')}`);
    for (const pid of orphans()) signalProcess(pid, signal);
  }
  await waitUntil(() => orphans().length === 0, 1_500);
}

/** Shuts down fast: clients are disconnected and everything is written. What does not end so is killed, and recovers later. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (!postmaster.running()) return;
    signalProcess(postmaster.pid, signal);
    const timer = new AbortController();
    await Promise.race([
      postmaster.ended,
      sleep(patienceMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
  }
}

function watchChild(child: ChildProcess, pid: number, port: number): Postmaster {
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return { pid, port, running, ended: new Promise((resolve) => child.once('exit', () => resolve())) };
}

function watchProcess(pid: number, port: number): Postmaster {
  const identity = identityOf(pid);
  const running = (): boolean => identity !== undefined && isRunning(identity);
  return { pid, port, running, ended: waitUntil(() => !running()).then(() => undefined) };
}

/** True once the condition holds; false where it did not in time. */
async function waitUntil(condition: () => boolean, limitMs = Number.POSITIVE_INFINITY): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await sleep(100, undefined, { ref: Number.isFinite(limitMs) });
  }
  return true;
}

async function choosePort(preferred: number | undefined): Promise<number> {
  const kept = preferred === undefined ? undefined : await freePort(preferred);
  return kept ?? (await freePort(0)) ?? Promise.reject(new Error(`No free port on ${listenHost}.`));
}

/** The port if it is free, any free one for 0; undefined where it is taken. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host: listenHost, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
