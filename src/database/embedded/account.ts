import { stat } from 'node:fs/promises';
import { AppError } from '../../common/errors/app-error.js';
import { clusterMajor } from './binaries.js';
import type { Layout } from './layout.js';
import { runCommand } from './run-command.js';

/** The system user PostgreSQL runs as where Johang itself runs as root, which PostgreSQL refuses to. */
export interface Account {
  uid: number;
  gid: number;
}

/** Says what a name or number is known as; injectable, because it reads and changes the machine's users. */
export interface UserDirectory {
  /** A user by name. */
  find(name: string): Promise<Account | undefined>;
  /** True when the number belongs to a named user: initdb insists on one. */
  isNamed(uid: number): Promise<boolean>;
  /** Adds the system user `postgres`; false where that is not possible. */
  addPostgres(): Promise<boolean>;
}

/**
 * Who PostgreSQL runs as: undefined means as ourselves. As root it is the owner of the cluster; for a new cluster the
 * owner of the data directory, so that this user can later go on without root; where that is root too, the system user
 * `postgres`, which is created if need be, or else `nobody`.
 */
export async function chooseAccount(
  layout: Layout,
  log: (line: string) => void,
  users: UserDirectory = systemUsers,
  ownUid: number | undefined = process.getuid?.(),
): Promise<Account | undefined> {
  if (ownUid !== 0) return undefined;
  if ((await clusterMajor(layout.cluster)) !== undefined) {
    const { uid, gid } = await stat(layout.cluster);
    if (uid !== 0) return { uid, gid };
    throw new AppError(
      'database.unavailable',
      `${layout.cluster} belongs to root, and PostgreSQL does not run as root. Give it to another user: chown -R postgres: ${layout.cluster}`,
    );
  }
  const { uid, gid } = await stat(layout.dataDir);
  if (uid !== 0 && (await users.isNamed(uid))) return { uid, gid };
  return (await findOrAddPostgres(users, log)) ?? (await nobody(users));
}

async function findOrAddPostgres(users: UserDirectory, log: (line: string) => void): Promise<Account | undefined> {
  const existing = (await users.find('postgres')) ?? (await users.find('_postgres'));
  if (existing !== undefined) return existing;
  if (!(await users.addPostgres())) return undefined;
  log('created the system user postgres: PostgreSQL does not run as root');
  return users.find('postgres');
}

async function nobody(users: UserDirectory): Promise<Account> {
  const account = await users.find('nobody');
  if (account !== undefined) return account;
  throw new AppError(
    'database.unavailable',
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` and none could be created. Run Johang as another user.',
  );
}

const systemUsers: UserDirectory = {
  async find(name) {
    const [uid, gid] = await Promise.all([idOf(['-u', name]), idOf(['-g', name])]);
    return uid === undefined || gid === undefined || uid === 0 ? undefined : { uid, gid };
  },
  async isNamed(uid) {
    return (await runCommand('id', ['-nu', String(uid)])).exitCode === 0;
  },
  async addPostgres() {
    const added = await runCommand('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir=/nonexistent',
      '--shell=/usr/sbin/nologin',
      'postgres',
    ]);
    return added.exitCode === 0;
  },
};

async function idOf(args: string[]): Promise<number | undefined> {
  const { exitCode, output } = await runCommand('id', args);
  const id = Number.parseInt(output, 10);
  return exitCode === 0 && Number.isInteger(id) ? id : undefined;
}
