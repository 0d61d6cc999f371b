import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseAccount, type Account, type UserDirectory } from './account.js';
import { layoutOf, type Layout } from './layout.js';

const postgres: Account = { uid: 7001, gid: 7002 };
const nobody: Account = { uid: 65534, gid: 65533 };

let layout: Layout;
let lines: string[];
const log = (line: string): void => void lines.push(line);

beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'johang-account-')));
  lines = [];
});

afterEach(async () => {
  await rm(layout.dataDir, { recursive: true, force: true });
});

/** `named` is false for the owner of the test's directory, so that the choice falls to the users by name. */
function users(known: Record<string, Account>, added?: Record<string, Account>): UserDirectory {
  const all = { ...known };
  return {
    find: (name) => Promise.resolve(all[name]),
    isNamed: () => Promise.resolve(false),
    addPostgres: () => Promise.resolve(Object.assign(all, added) === all && added !== undefined),
  };
}

describe(chooseAccount.name, () => {
  it('is ourselves for an ordinary user', async () => {
    expect(await chooseAccount(layout, log, users({ postgres }), 1000)).toBeUndefined();
  });

  it('is the user postgres for root', async () => {
    expect(await chooseAccount(layout, log, users({ postgres, nobody }), 0)).toEqual(postgres);
    expect(lines).toEqual([]);
  });

  it('creates that user where there is none, and says so', async () => {
    expect(await chooseAccount(layout, log, users({ nobody }, { postgres }), 0)).toEqual(postgres);
    expect(lines).toEqual([expect.stringContaining('created the system user postgres')]);
  });

  it('is nobody where none can be created', async () => {
    expect(await chooseAccount(layout, log, users({ nobody }), 0)).toEqual(nobody);
  });

  it('fails where there is no user at all', async () => {
    await expect(chooseAccount(layout, log, users({}), 0)).rejects.toMatchObject({ code: 'database.unavailable' });
  });

  it('is the owner of the cluster, who is not root', async () => {
    await mkdir(layout.cluster);
    await writeFile(join(layout.cluster, 'PG_VERSION'), '18\n');
    const { uid, gid } = await stat(layout.cluster);
    const choice = chooseAccount(layout, log, users({ postgres }), 0);
    if (uid === 0)
      await expect(choice).rejects.toMatchObject({ message: expect.stringContaining('chown -R postgres') });
    else expect(await choice).toEqual({ uid, gid });
  });
});
