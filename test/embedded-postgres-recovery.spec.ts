import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { layoutOf, stagingPrefix } from '../src/database/embedded/layout.js';
import { findProcesses, identityOf } from '../src/database/embedded/processes.js';
import {
  copyOf,
  eventually,
  guardianOf,
  JohangProcess,
  killNow,
  logOf,
  newDataDir,
  newTemplate,
  postmasterOf,
  query,
  removeDataDir,
} from './support/embedded-processes.js';

let template: string;
/** A copy of it for each test. */
let home: string;

beforeAll(async () => {
  template = await newTemplate();
});

afterAll(async () => {
  await removeDataDir(template);
});

beforeEach(async () => {
  home = await copyOf(template);
});

afterEach(async () => {
  await removeDataDir(home);
});

async function answers(url: string): Promise<void> {
  expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
}

describe('kill -9', () => {
  it('of PostgreSQL: the guardian starts it again on the same port, under the processes that live on', async () => {
    const johang = await JohangProcess.open(home);
    const killed = await postmasterOf(home);
    await killNow(killed);
    await eventually('another server is ready', async () => {
      await answers(johang.adminUrl);
      return (await postmasterOf(home)) !== killed;
    });
    // The process has its lease again: the server outlives the idle time.
    await eventually('the lease is back', async () => {
      const [row] = await query(
        johang.adminUrl,
        `SELECT count(*)::int AS leases FROM pg_stat_activity WHERE application_name = 'johang lease'`,
      );
      return row?.leases === 1;
    });
    await johang.close();
  });

  it('of the guardian: a process that lives on starts another, which adopts the server and stops it in the end', async () => {
    const johang = await JohangProcess.open(home);
    const client = new Client({ connectionString: johang.adminUrl });
    await client.connect();
    const [guardian, postmaster] = [await guardianOf(home), await postmasterOf(home)];
    await killNow(guardian);
    await eventually('another guardian is there', async () => (await guardianOf(home)) !== undefined);
    expect((await client.query<{ answer: number }>('SELECT answer FROM kept')).rows).toEqual([{ answer: 42 }]);
    expect(await postmasterOf(home)).toBe(postmaster);
    await client.end();
    await johang.close();
    await eventually('the server stops', async () => (await postmasterOf(home)) === undefined);
    expect(await logOf(home)).not.toContain('was not properly shut down');
  });

  it('of the guardian and the process: the next process adopts the server', async () => {
    const first = await JohangProcess.open(home);
    const postmaster = await postmasterOf(home);
    await first.kill();
    await killNow(await guardianOf(home));
    const second = await JohangProcess.open(home);
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(await postmasterOf(home)).toBe(postmaster);
    await answers(second.adminUrl);
    await second.close({ stopIfIdle: true });
    expect(await postmasterOf(home)).toBeUndefined();
  });

  it('of everything: the next process finds what was committed', async () => {
    const first = await JohangProcess.open(home, { durable: true });
    await query(first.adminUrl, 'INSERT INTO kept VALUES (43)');
    await Promise.all([first.kill(), guardianOf(home).then(killNow), postmasterOf(home).then(killNow)]);
    expect(await postmasterOf(home)).toBeDefined();
    const second = await JohangProcess.open(home);
    const rows = await query(second.adminUrl, 'SELECT answer FROM kept ORDER BY answer');
    expect(rows).toEqual([{ answer: 42 }, { answer: 43 }]);
    await second.close();
  });

  it('of everything, in the middle of a long query: its orphan does not stand in the way', async () => {
    const first = await JohangProcess.open(home);
    const busy = query(first.adminUrl, `SELECT sum(length(md5(n::text))) FROM generate_series(1, 1e9) n`);
    const broken = expect(busy).rejects.toThrow();
    await eventually(
      'the query runs',
      () => findProcesses((command) => /^postgres: johang.* SELECT$/.test(command)).length > 0,
    );
    await Promise.all([first.kill(), guardianOf(home).then(killNow), postmasterOf(home).then(killNow)]);
    const second = await JohangProcess.open(home);
    await answers(second.adminUrl);
    await broken;
    await second.close();
  });

  it('in the middle of initdb: the next process makes the cluster anew', async () => {
    await rm(layoutOf(home).cluster, { recursive: true });
    const first = await JohangProcess.start(home);
    await eventually('initdb is at work', async () => {
      const [staging] = (await readdir(home)).filter((name) => name.startsWith(stagingPrefix));
      return (await readdir(join(home, staging ?? 'none', 'data'))).length > 3;
    });
    const guardian = await guardianOf(home);
    await first.kill();
    await killNow(guardian);
    expect(await readdir(home)).not.toContain('postgres');
    const second = await JohangProcess.open(home);
    expect(await query(second.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(home)).filter((name) => name.startsWith(stagingPrefix))).toEqual([]);
    await second.close();
  });
});

describe('what a crash left', () => {
  it('does not block when its process number belongs to a stranger now', async () => {
    const first = await JohangProcess.open(home);
    await Promise.all([first.kill(), guardianOf(home).then(killNow), postmasterOf(home).then(killNow)]);
    const { cluster, lock } = layoutOf(home);
    const { uid, gid } = await stat(cluster);
    const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    await once(stranger, 'spawn');
    try {
      const left = await readFile(join(cluster, 'postmaster.pid'), 'utf8');
      await writeFile(join(cluster, 'postmaster.pid'), left.replace(/^\d+/, String(stranger.pid)));
      await writeFile(lock, JSON.stringify({ ...identityOf(stranger.pid ?? 0), startedAt: 'before' }));
      const second = await JohangProcess.open(home);
      await answers(second.adminUrl);
      await second.close();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('and lost passwords are replaced', async () => {
    const first = await JohangProcess.open(home);
    await first.close({ stopIfIdle: true });
    await rm(layoutOf(home).secrets);
    const second = await JohangProcess.open(home);
    expect(second.adminUrl).not.toBe(first.adminUrl);
    await answers(second.adminUrl);
    await second.close();
  });

  it('goes with the directory: the server of a removed one ends, and no empty one takes its place', async () => {
    const johang = await JohangProcess.open(home);
    const { cluster } = layoutOf(home);
    await rm(cluster, { recursive: true, force: true, maxRetries: 10 });
    await eventually('no server is left', () => findProcesses((command) => command.includes(cluster)).length === 0);
    // The process has noticed, and asked for a server again.
    await eventually('it has asked again', async () => (await logOf(home)).includes('The database has disappeared'));
    expect(await readdir(home)).not.toContain('postgres');
    await johang.close();
  });
});

describe('errors', () => {
  it('name both versions where the directory is of another major version', async () => {
    await writeFile(join(layoutOf(home).cluster, 'PG_VERSION'), '16\n');
    const { answer } = await JohangProcess.start(home);
    expect(await answer).toMatchObject({
      code: 'database.unavailable',
      message: expect.stringMatching(/PostgreSQL 16.*PostgreSQL 18/),
    });
  });

  it('hold what initdb said when there is no room to write', async () => {
    // A limit on the size of files stands in for a full disk: it needs no file system of its own.
    await rm(layoutOf(home).cluster, { recursive: true });
    const { answer } = await JohangProcess.start(home, {}, { fileBlocks: 400 });
    expect(await answer).toMatchObject({
      code: 'database.unavailable',
      message: expect.stringMatching(
        /The database could not be created:\n[^]*(File too large|child process was terminated)/,
      ),
    });
    expect(await readdir(home)).not.toContain('postgres');
    const later = await JohangProcess.open(home);
    await later.close();
  });

  it('say so when the data directory is no directory', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    const { answer } = await JohangProcess.start(file);
    expect(await answer).toMatchObject({ code: 'database.unavailable', message: expect.stringContaining(file) });
  });
});

describe('an ordinary user', () => {
  it('runs the server as itself, in a directory of its own', async () => {
    // Root plays one; anybody else is one.
    const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
    const own = await newDataDir(account);
    try {
      const johang = await JohangProcess.open(own, {}, { account });
      expect(await query(johang.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect((await stat(layoutOf(own).cluster)).uid).toBe(account?.uid ?? process.getuid?.());
      await johang.close({ stopIfIdle: true });
    } finally {
      await removeDataDir(own);
    }
  });
});
