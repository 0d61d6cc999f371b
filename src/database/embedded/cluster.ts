import { chown, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../common/errors/app-error.js';
import { checkClusterVersion, clusterMajor, parseMajor, type Binaries } from './binaries.js';
import { syncDirectory } from './files.js';
import { launchCommand, type Launch } from './launch.js';
import { stagingPrefix, superuser, type Layout } from './layout.js';
import { lastLines, runCommand, type CommandOptions, type CommandResult } from './run-command.js';
import { findProcesses, signalProcess } from './processes.js';
import { newSecrets, readSecrets, writeSecrets, type Secrets } from './secrets.js';

/** What every step on the cluster needs to know. */
export interface ClusterContext {
  layout: Layout;
  binaries: Binaries;
  launch: Launch;
  /** False only for tests: a power failure may then destroy the cluster. */
  durable: boolean;
  /** Whether a missing cluster is created; an error otherwise. */
  mayCreate: boolean;
  log: (line: string) => void;
  /** Ends what is going on. */
  signal: AbortSignal;
}

/**
 * Written to the new cluster's postgresql.conf, where whoever runs it may change them. Nothing replicates from this
 * server, so the log holds only what recovery needs.
 */
const settings = {
  shared_buffers: '128MB',
  max_connections: '100',
  jit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  // A query whose client was killed ends within this time and not when it would have answered.
  client_connection_check_interval: '5s',
};

/**
 * Sorting, case and regular expressions come from PostgreSQL itself (builtin C.UTF-8), alike on every machine. Only the
 * text search parser and pg_trgm still ask the C library which letters are letters, and under `C` they take Hangul for
 * none at all; so the first of these that the machine has is used for that.
 */
const characterTypes = ['C.UTF-8', 'en_US.UTF-8', 'C'];

/** The cluster, made on first use, and the passwords that go with it. The caller holds the lock. */
export async function ensureCluster(context: ClusterContext): Promise<Secrets> {
  const { layout, binaries } = context;
  await removeStaging(layout);
  const { output } = await run(context, binaries.postgres, ['--version']);
  const major = parseMajor(output);
  if (major === undefined) throw failure('PostgreSQL cannot be run', output);
  await checkClusterVersion(layout.cluster, major);

  const secrets = await readSecrets(layout.secrets);
  if ((await clusterMajor(layout.cluster)) === undefined) return createCluster(context, secrets ?? newSecrets());
  return secrets ?? resetPassword(context);
}

async function createCluster(context: ClusterContext, secrets: Secrets): Promise<Secrets> {
  const { layout, log } = context;
  if (!context.mayCreate) throw failure('The database has disappeared', `${layout.cluster} is not there any more.`);
  log(`creating the database in ${layout.cluster}`);
  const staging = await mkdtemp(join(layout.dataDir, stagingPrefix));
  try {
    const data = join(staging, 'data');
    const passwordFile = join(staging, 'password');
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, `${secrets.password}\n`, { mode: 0o600 });
    const { account } = context.launch;
    if (account !== undefined) {
      await Promise.all([staging, data, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    }
    await initialise(context, data, passwordFile);
    await writeSecrets(layout.secrets, secrets);
    await rename(data, layout.cluster);
    await syncDirectory(layout.dataDir);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return secrets;
}

async function initialise(context: ClusterContext, data: string, passwordFile: string): Promise<void> {
  for (const characterType of characterTypes) {
    const result = await run(
      context,
      context.binaries.initdb,
      initdbArguments(data, passwordFile, characterType, context.durable),
    );
    if (result.exitCode === 0) {
      if (characterType === 'C')
        context.log('this system has no UTF-8 locale: full-text search will miss Korean words');
      return;
    }
    context.signal.throwIfAborted();
    if (!result.output.includes('invalid locale name'))
      throw failure('The database could not be created', result.output);
  }
}

export function initdbArguments(data: string, passwordFile: string, characterType: string, durable: boolean): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    `--lc-ctype=${characterType}`,
    '--text-search-config=simple',
    '--data-checksums',
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ...(durable ? [] : ['--no-sync']),
  ];
}

/** The cluster is there and its password is not: a single-user server sets a new one. Only then is it written down. */
async function resetPassword(context: ClusterContext): Promise<Secrets> {
  const { layout, binaries, log } = context;
  log(`${layout.secrets} is missing: setting new passwords`);
  const secrets = newSecrets();
  const result = await run(context, binaries.postgres, ['--single', '-D', layout.cluster, 'postgres'], {
    input: `ALTER ROLE ${superuser} PASSWORD '${secrets.password}'\n`,
  });
  if (result.exitCode !== 0) throw failure('The password of the database could not be set', result.output);
  await writeSecrets(layout.secrets, secrets);
  return secrets;
}

/** Clusters that an interrupted start left unfinished, and the initdb that may still be at work in one. */
async function removeStaging(layout: Layout): Promise<void> {
  for (const name of await readdir(layout.dataDir)) {
    if (!name.startsWith(stagingPrefix)) continue;
    const staging = join(layout.dataDir, name);
    for (const pid of findProcesses((command) => command.includes(` --pgdata=${staging}/`)))
      signalProcess(pid, 'SIGKILL');
    await rm(staging, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

function run(
  context: ClusterContext,
  program: string,
  args: string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { file, args: all, uid, gid } = launchCommand(context.launch, program, args);
  return runCommand(file, all, { ...options, uid, gid, signal: context.signal });
}

/** `output` is what PostgreSQL said; its last lines go into the message. */
export function failure(what: string, output: string): AppError {
  const libraries = /error while loading shared libraries|Library not loaded/.test(output);
  const hint = libraries ? '\nThe PostgreSQL package is not installed completely: run `npm rebuild`.' : '';
  return new AppError('database.unavailable', `${what}:\n${lastLines(output) || '(no output)'}${hint}`);
}
