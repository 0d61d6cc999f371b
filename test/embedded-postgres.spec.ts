import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../src/database/embedded/index.js';
import { layoutOf } from '../src/database/embedded/layout.js';
import { Lease } from '../src/database/embedded/lease.js';
import { Monitor } from '../src/database/embedded/monitor.js';
import { thisMachine, identityOf, signalProcess } from '../src/database/embedded/processes.js';
import {
  copyOf,
  eventually,
  guardianOf,
  JohangProcess,
  logOf,
  newDataDir,
  newTemplate,
  postmasterOf,
  query,
  removeDataDir,
} from './support/embedded-processes.js';

let template: string;
const directories: string[] = [];

async function fresh(): Promise<string> {
  const directory = await newDataDir();
  directories.push(directory);
  return directory;
}

async function copied(): Promise<string> {
  const directory = await copyOf(template);
  directories.push(directory);
  return directory;
}

beforeAll(async () => {
  template = await newTemplate();
});

afterAll(async () => {
  await removeDataDir(template);
});

afterEach(async () => {
  for (const directory of directories.splice(0)) await removeDataDir(directory);
});

describe(openEmbeddedPostgres.name, () => {
  let home: string;
  let db: EmbeddedPostgres;
  const lines: string[] = [];

  beforeAll(async () => {
    home = await newDataDir();
    db = await openEmbeddedPostgres({ dataDir: home, idleSeconds: 0.4, log: (line) => lines.push(line) });
  });

  afterAll(async () => {
    await db.close({ stopIfIdle: true });
    await removeDataDir(home);
  });

  it('serves the database johang of the superuser postgres', async () => {
    const rows = await query(
      db.adminUrl,
      `SELECT current_database() AS database, current_user AS role, pg_get_userbyid(datdba) AS owner,
         pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()`,
    );
    expect(rows).toEqual([{ database: 'johang', role: 'postgres', owner: 'postgres', encoding: 'UTF8' }]);
    expect(db).toMatchObject({ host: '127.0.0.1', user: 'postgres', database: 'johang' });
  });

  it('is set up for durable work on one machine', async () => {
    const rows = await query(db.adminUrl, 'SELECT name, setting FROM pg_settings');
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [String(name), setting]));
    expect(settings).toMatchObject({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      wal_level: 'minimal',
      max_wal_senders: '0',
      max_connections: '100',
      shared_buffers: '16384',
      jit: 'off',
      TimeZone: 'UTC',
      lc_messages: 'C',
      log_min_messages: 'warning',
      password_encryption: 'scram-sha-256',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
  });

  it('lets nobody in without the password, and nobody from outside', async () => {
    const methods = await query(db.adminUrl, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules');
    expect(methods).toEqual([{ auth_method: 'scram-sha-256' }]);
    await expect(query(db.adminUrl.replace(db.password, 'guess'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    for (const address of [...outside, '127.0.0.2']) {
      await expect(query(db.adminUrl.replace('127.0.0.1', address), 'SELECT 1')).rejects.toMatchObject({
        code: expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/),
      });
    }
  });

  it('treats Korean and English letters as letters', async () => {
    const rows = await query(
      db.adminUrl,
      `SELECT lower('ÄRGER Contract') AS lower, '계약' ~ '^[[:alpha:]]+$' AS letters,
         ARRAY(SELECT w FROM unnest(ARRAY['하','나','b','가','a']) w ORDER BY w) AS sorted,
         to_tsvector('simple', '「갑」은 제1조에 따라 “Notice”를 해지한다.')::text AS words`,
    );
    expect(rows).toEqual([
      {
        lower: 'ärger contract',
        letters: true,
        sorted: ['a', 'b', '가', '나', '하'],
        words: expect.stringMatching(/^(?=.*'갑')(?=.*'은')(?=.*'제1조에')(?=.*'notice')(?=.*'해지한다')/),
      },
    ]);
    await query(db.adminUrl, 'CREATE EXTENSION pg_trgm');
    const [trigrams] = await query(db.adminUrl, `SELECT similarity('손해배상', '손해배상 책임') AS similarity`);
    expect(trigrams?.similarity).toBeGreaterThan(0.5);
  });

  it('keeps its passwords to the owner and out of logs and command lines', async () => {
    const { secrets, log, server } = layoutOf(home);
    expect((await stat(secrets)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(secrets, 'utf8'))).toEqual({ password: db.password, appPassword: db.appPassword });
    expect(db.appPassword).not.toBe(db.password);
    for (const text of [await readFile(log, 'utf8'), await readFile(server, 'utf8'), lines.join('\n')]) {
      expect(text).not.toContain(db.password);
      expect(text).not.toContain(db.appPassword);
    }
    // The guardian says that it serves, too, where its word comes before its answer.
    expect(lines[0]).toContain('creating');
    expect(lines.slice(1).length).toBeGreaterThan(0);
    for (const line of lines.slice(1)) expect(line).toContain(`port ${db.port}`);
  });

  it('does not keep other databases from being dropped or cloned', async () => {
    const maintenance = db.adminUrl.replace(/johang$/, 'postgres');
    await query(maintenance, 'CREATE DATABASE copy TEMPLATE johang');
    await query(maintenance, 'DROP DATABASE copy');
  });

  it('is the same server for a second opener, with a port of its own choice for another directory', async () => {
    const second = await openEmbeddedPostgres({ dataDir: join(home, '.') });
    expect(second.adminUrl).toBe(db.adminUrl);
    expect(second.appPassword).toBe(db.appPassword);
    await second.close();
    const other = await JohangProcess.open(await copied());
    expect(other.port).not.toBe(db.port);
    await other.close();
  });

  it('is not given out while the guardian is about to stop it, and not stopped while it is given out', async () => {
    const [monitor, spare] = [await Monitor.connect(db.port, db.password), await Lease.take(db.port, db.password)];
    expect(await monitor.refuseLeases()).toBe(false);
    await spare?.end();
    await db.close();
    await eventually('the lease has ended', () => monitor.refuseLeases());

    const opening = openEmbeddedPostgres({ dataDir: home });
    expect(await Promise.race([opening, sleep(400, 'waiting')])).toBe('waiting');
    await monitor.allowLeases();
    db = await opening;
    expect(await monitor.refuseLeases()).toBe(false);
    await monitor.close();
  });

  it('survives Ctrl-C of a terminal', async () => {
    const guardian = await guardianOf(home);
    expect(guardian).toBeDefined();
    signalProcess(guardian ?? 0, 'SIGINT');
    signalProcess(guardian ?? 0, 'SIGHUP');
    await sleep(300);
    expect(await guardianOf(home)).toBe(guardian);
  });
});

describe('a shared server', () => {
  it('is one for five processes that start at once on a fresh directory', async () => {
    const home = await fresh();
    const processes = await Promise.all(Array.from({ length: 5 }, () => JohangProcess.open(home)));
    expect(new Set(processes.map(({ adminUrl }) => adminUrl)).size).toBe(1);
    const starts = await Promise.all(
      processes.map(({ adminUrl }) => query(adminUrl, 'SELECT pg_postmaster_start_time()::text AS at')),
    );
    expect(new Set(starts.map(([row]) => row?.at)).size).toBe(1);
    expect((await logOf(home)).match(/creating the database/g)).toHaveLength(1);
    await Promise.all(processes.map((johang) => johang.close()));
  });

  it('stops when nobody has been connected for a while, and keeps data and port', async () => {
    const home = await copied();
    const first = await JohangProcess.open(home, { durable: true });
    await query(first.adminUrl, 'INSERT INTO kept VALUES (43)');
    await first.close();
    await eventually('the guardian ends', async () => (await guardianOf(home)) === undefined);
    expect(await postmasterOf(home)).toBeUndefined();

    const second = await JohangProcess.open(home);
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(await query(second.adminUrl, 'SELECT sum(answer)::int FROM kept')).toEqual([{ sum: 85 }]);
    await second.close({ stopIfIdle: true });
    expect(await guardianOf(home)).toBeUndefined();
    expect(await logOf(home)).not.toContain('was not properly shut down');
  });

  it('stays up while a process holds it or any client is connected', async () => {
    const home = await copied();
    const [johang, other] = [await JohangProcess.open(home), await JohangProcess.open(home)];
    const postmaster = await postmasterOf(home);
    await other.close({ stopIfIdle: true });
    await sleep(800);
    expect(await postmasterOf(home)).toBe(postmaster);

    const client = new Client({ connectionString: johang.adminUrl });
    await client.connect();
    await johang.kill();
    await sleep(800);
    expect((await client.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    await eventually('the guardian ends', async () => (await guardianOf(home)) === undefined);
  });

  it('moves when its port was taken meanwhile', async () => {
    const home = await copied();
    const first = await JohangProcess.open(home);
    await first.close({ stopIfIdle: true });
    const stranger = await listen(first.port);
    try {
      const second = await JohangProcess.open(home);
      expect(second.port).not.toBe(first.port);
      expect(await query(second.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await second.close();
    } finally {
      stranger.close();
    }
  });

  it('is never lost to a stop at the same moment', async () => {
    const home = await copied();
    for (let round = 0; round < 6; round += 1) {
      const db = await openEmbeddedPostgres({ dataDir: home, idleSeconds: 0.1, durable: false });
      // The guardian looks every 50 ms; the next opener comes at all distances to its decision.
      await sleep(round % 3 === 0 ? 200 : 0);
      expect(await query(db.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await db.close();
      await sleep(80 + round * 15);
    }
    expect((await logOf(home)).match(/stopped: nobody was connected/g)?.length).toBeGreaterThan(2);
  });

  it('stops cleanly on SIGTERM to its guardian', async () => {
    const home = await copied();
    const johang = await JohangProcess.open(home);
    await query(johang.adminUrl, 'INSERT INTO kept VALUES (43)');
    await johang.kill();
    signalProcess((await guardianOf(home)) ?? 0, 'SIGTERM');
    await eventually('the guardian ends', async () => (await guardianOf(home)) === undefined);
    expect(await logOf(home)).toMatch(/database system is shut down\n.*stopped on request\n$/);
  });
});

describe('a directory that is held', () => {
  it('by a process that brings no server up is an error after the wait', async () => {
    const home = await fresh();
    const { lock } = layoutOf(home);
    await writeFile(lock, JSON.stringify(identityOf(process.pid)));
    const opening = openEmbeddedPostgres({ dataDir: home, waitSeconds: 0.3 });
    await expect(opening).rejects.toMatchObject({
      code: 'database.locked',
      message: expect.stringContaining(`Process ${process.pid}`),
    });
    await writeFile(lock, '');
  });

  it('by another container is an error at once', async () => {
    const home = await fresh();
    const { lock } = layoutOf(home);
    const holder = JSON.stringify({ ...identityOf(process.pid), machine: `not ${thisMachine()}` });
    const heart = setInterval(() => void writeFile(lock, holder), 100);
    await writeFile(lock, holder);
    await expect(openEmbeddedPostgres({ dataDir: home }).finally(() => clearInterval(heart))).rejects.toMatchObject({
      code: 'database.locked',
      message: expect.stringContaining('another container'),
    });
    await sleep(50);
    await writeFile(lock, '');
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
