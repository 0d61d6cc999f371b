import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { packageRoot } from '../../src/config/paths.js';
import type { Account } from '../../src/database/embedded/account.js';
import { findBinaries } from '../../src/database/embedded/binaries.js';
import { chooseLaunch, launchCommand } from '../../src/database/embedded/launch.js';
import { layoutOf } from '../../src/database/embedded/layout.js';
import { viewLock } from '../../src/database/embedded/lock-file.js';
import { findProcesses, identityOf, isRunning, signalProcess } from '../../src/database/embedded/processes.js';
import { readPostmasterFile } from '../../src/database/embedded/server-state.js';

/** A process of Johang: opens the embedded database of a directory, says so, and closes it when told. */
const program = `
  const [url, options] = process.argv.slice(1);
  const { openEmbeddedPostgres } = await import(url);
  try {
    const db = await openEmbeddedPostgres(JSON.parse(options));
    process.on('message', async (closing) => {
      await db.close(closing);
      process.send({ closed: true });
      process.disconnect();
    });
    process.send({ adminUrl: db.adminUrl, port: db.port });
  } catch ({ code, message }) {
    process.send({ code, message });
    process.disconnect();
  }
`;

export interface Opened {
  adminUrl: string;
  port: number;
}

export interface Refused {
  code?: string;
  message: string;
}

export interface JohangOptions {
  idleSeconds?: number;
  waitSeconds?: number;
  durable?: boolean;
}

export interface JohangLaunch {
  /** Run as this user; for root only. */
  account?: Account;
  /** Largest file the process and its children may write, in blocks of 512 bytes. */
  fileBlocks?: number;
}

function parseAnswer(answer: unknown): Opened | Refused {
  const { adminUrl, port, code, message } = Object(answer);
  return typeof port === 'number'
    ? { adminUrl: String(adminUrl), port }
    : { code: String(code), message: String(message) };
}

/** By directory: a test that fails leaves its processes to the cleaning up. */
const started = new Map<string, JohangProcess[]>();

export class JohangProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly answer: Promise<Opened | Refused>,
  ) {}

  static async start(dataDir: string, options: JohangOptions = {}, launch: JohangLaunch = {}): Promise<JohangProcess> {
    const url = pathToFileURL(join(packageRoot, 'dist', 'database', 'embedded', 'index.js')).href;
    const settings = JSON.stringify({ dataDir, idleSeconds: 0.4, durable: false, ...options });
    const node = ['--input-type=module', '-e', program, url, settings];
    const limit = launch.fileBlocks === undefined ? ':' : `ulimit -f ${launch.fileBlocks}`;
    const command = launchCommand(await chooseLaunch(launch.account, findBinaries(), dataDir), '/bin/sh', [
      '-c',
      `${limit}; exec "$0" "$@"`,
      process.execPath,
      ...node,
    ]);
    const { file, args, uid, gid } = command;
    const child = spawn(file, args, { uid, gid, cwd: '/', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const answer = new Promise<Opened | Refused>((resolve) => {
      child.once('message', (message) => resolve(parseAnswer(message)));
      child.once('exit', () => resolve({ message: 'The process ended without an answer.' }));
    });
    const johang = new JohangProcess(child, answer);
    started.set(dataDir, [...(started.get(dataDir) ?? []), johang]);
    return johang;
  }

  static async open(
    dataDir: string,
    options: JohangOptions = {},
    launch: JohangLaunch = {},
  ): Promise<JohangProcess & Opened> {
    const johang = await JohangProcess.start(dataDir, options, launch);
    const answer = await johang.answer;
    if (!('port' in answer)) throw new Error(`${answer.code}: ${answer.message}`);
    return Object.assign(johang, answer);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  async close(options: { stopIfIdle?: boolean } = {}): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.send(options);
    await exited;
  }
}

/** A fresh directory, closed to everybody but its owner as every `mkdtemp` directory is. */
export async function newDataDir(owner?: Account): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'johang-pg-')));
  if (owner !== undefined) await chown(directory, owner.uid, owner.gid);
  return directory;
}

/** A directory with a stopped server that holds the table `kept`, to be copied: making a cluster takes longer than a copy. */
export async function newTemplate(): Promise<string> {
  const directory = await newDataDir();
  const johang = await JohangProcess.open(directory);
  await query(johang.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await johang.close({ stopIfIdle: true });
  return directory;
}

export async function copyOf(template: string): Promise<string> {
  const directory = await newDataDir();
  await promisify(execFile)('cp', ['-Rp', `${template}/.`, directory]);
  return directory;
}

/** Ends all processes of a directory, whatever state they are in, and removes it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  await Promise.all((started.get(dataDir) ?? []).map((johang) => johang.kill()));
  const guardian = await guardianOf(dataDir);
  if (guardian !== undefined) signalProcess(guardian, 'SIGTERM');
  await eventually('the guardian ends', async () => (await guardianOf(dataDir)) === undefined);
  const { cluster } = layoutOf(dataDir);
  for (const pid of findProcesses((command) => command.includes(` -D ${cluster} `))) signalProcess(pid, 'SIGQUIT');
  await eventually('no server is left', () => findProcesses((command) => command.includes(cluster)).length === 0);
  await rm(dataDir, { recursive: true, force: true });
}

export async function guardianOf(dataDir: string): Promise<number | undefined> {
  const view = await viewLock(layoutOf(dataDir).lock);
  return view.state === 'alive' ? view.holder?.pid : undefined;
}

export async function postmasterOf(dataDir: string): Promise<number | undefined> {
  return (await readPostmasterFile(layoutOf(dataDir).cluster))?.pid;
}

export async function logOf(dataDir: string): Promise<string> {
  return readFile(layoutOf(dataDir).log, 'utf8');
}

/** One statement on a connection of its own; the rows. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits for a condition; what it throws counts as not yet. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  let reason: unknown = '';
  while (Date.now() < deadline) {
    try {
      if (await condition()) return;
    } catch (error) {
      reason = error;
    }
    await sleep(25);
  }
  throw new Error(`In ${limitMs} ms it did not happen that ${what}. ${String(reason)}`);
}

/** Returns when the process is gone: a signal takes a moment, in which it still looks alive. */
export async function killNow(pid: number | undefined): Promise<void> {
  const identity = pid === undefined ? undefined : identityOf(pid);
  if (identity === undefined || !signalProcess(identity.pid, 'SIGKILL')) {
    throw new Error('There is no such process to kill.');
  }
  await eventually('the killed process is gone', () => !isRunning(identity));
}
