import { mkdtemp, realpath } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { distDir } from '../src/config/paths.js';
import { openEmbeddedPostgres } from '../src/database/embedded/index.js';
import type { DocumentView } from '../src/documents/document.views.js';
import type { JobView } from '../src/jobs/jobs.service.js';
import { eventually } from './support/app.js';
import { guardianOf, query, removeDataDir } from './support/embedded-processes.js';
import { sampleFile } from './support/sample-files.js';
import { type Exit, type ServerOptions, ServerProcess } from './support/server-process.js';

/** With nothing to do a server has nothing to wait for. Generous: the machine may be busy. */
const IDLE_STOP_MS = 5000;
/** With jobs at hand it waits for them, at most 20 s. */
const BUSY_STOP_MS = 25_000;
/** Requests that do not end are given 5 s. */
const STALLED_STOP_MS = 15_000;

/** One data directory through its life; each test restarts its servers. */
let dataDir: string;
let key: string;
let firstExit: Exit;
let servers: ServerProcess[] = [];

beforeAll(async () => {
  dataDir = await newDataDir();
  const first = await start();
  key = first.printedKey ?? '';
  firstExit = await first.end();
}, 60_000);
afterEach(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  servers = [];
});
afterAll(() => removeDataDir(dataDir));

async function newDataDir(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'johang-life-')));
}

async function start(options: Partial<ServerOptions> = {}): Promise<ServerProcess> {
  const server = ServerProcess.spawn({ dataDir, ...options });
  servers.push(server);
  await server.ready();
  return server;
}

async function send(server: ServerProcess, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
  const answer = await fetch(`${server.url}${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function ask<T>(server: ServerProcess, path: string, init?: RequestInit): Promise<T> {
  return (await (await send(server, path, init)).json()) as T;
}

async function upload(server: ServerProcess, n: number): Promise<string> {
  const { name, content } = sampleFile(n);
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(content)]), name);
  return (await ask<{ documents: DocumentView[] }>(server, '/v1/documents', { method: 'POST', body })).documents[0]!.id;
}

async function request(server: ServerProcess, documentId: string, kind: 'reviews' | 'summaries'): Promise<string> {
  const init = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
  return (await ask<AnalysisView>(server, `/v1/documents/${documentId}/${kind}`, init)).id;
}

/** The document or analysis once it has ended, one way or the other. */
function ended<T extends { status: string }>(server: ServerProcess, path: string): Promise<T> {
  return eventually(
    () => ask<T>(server, path),
    ({ status }) => ['ready', 'done', 'failed'].includes(status),
    40_000,
  );
}

/** How many jobs are in each state, asked of the database itself, whether a server runs or not. */
async function jobStates(): Promise<Record<string, number>> {
  const database = await openEmbeddedPostgres({
    dataDir,
    guardianFile: join(distDir, 'database/embedded/guardian.js'),
  });
  try {
    const sql = `SELECT state::text, count(*)::int AS count FROM pgboss.job WHERE name IN ('extract', 'analyse') GROUP BY 1`;
    return Object.fromEntries(
      (await query(database.adminUrl, sql)).map(({ state, count }) => [String(state), Number(count)]),
    );
  } finally {
    await database.close();
  }
}

/** Uploads six files, the first the `from`-th, and waits until one of them is being read. */
async function keepBusy(server: ServerProcess, from: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = from; n < from + 6; n += 1) ids.push(await upload(server, n));
  await eventually(
    () => ask<{ items: JobView[] }>(server, '/v1/jobs?state=active'),
    ({ items }) => items.length > 0,
  );
  return ids;
}

/** Half of an upload, and then nothing. */
function stalledUpload(server: ServerProcess): void {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=half' };
  const stalled = httpRequest(`${server.url}/v1/documents`, { method: 'POST', headers }).on('error', () => {});
  stalled.write(
    '--half\r\ncontent-disposition: form-data; name="file"; filename="half.txt"\r\n\r\nHalf of an agreement',
  );
}

describe('johang serve', () => {
  it('prints a key at its first start, and ends at once when it has nothing to do', () => {
    expect(key).toMatch(/^jhk_/);
    expect(firstExit).toMatchObject({ code: 0, signal: null });
    expect(firstExit.milliseconds).toBeLessThan(IDLE_STOP_MS);
  });

  it('told to stop while it starts, ends in order, and starts as new the next time', async () => {
    const own = await newDataDir();
    try {
      const early = ServerProcess.spawn({ dataDir: own });
      servers.push(early);
      await eventually(
        () => guardianOf(own),
        (guardian) => guardian !== undefined,
      );
      expect(await early.end()).toMatchObject({ code: 0, signal: null });
      expect(early.stdout).toBe('');
      await eventually(
        () => guardianOf(own),
        (guardian) => guardian === undefined,
      );
      expect((await start({ dataDir: own })).printedKey).toMatch(/^jhk_/);
    } finally {
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
      await removeDataDir(own);
    }
  }, 60_000);

  it('keeps what it did, and prints no key again', async () => {
    const before = await start();
    const documentId = await upload(before, 0);
    await ended(before, `/v1/documents/${documentId}`);
    const analysisId = await request(before, documentId, 'reviews');
    const review = await ended<AnalysisView>(before, `/v1/analyses/${analysisId}`);
    expect(review.status).toBe('done');
    expect(await before.end('SIGINT')).toMatchObject({ code: 0 });

    const after = await start();
    expect(await ask(after, `/v1/analyses/${analysisId}`)).toEqual(review);
    expect(before.stdout + after.stdout).not.toContain('jhk_');
  }, 60_000);

  it.each([
    ['SIGTERM to the process', 'SIGTERM', false, 12],
    ['SIGINT to its group, as a terminal sends it', 'SIGINT', true, 24],
  ] as const)(
    'at %s lets jobs at hand end or go back',
    async (_, signal, group, from) => {
      const before = await start();
      const ids = await keepBusy(before, from);
      const { code, milliseconds } = await before.end(signal, { group });
      expect(code).toBe(0);
      expect(milliseconds).toBeLessThan(BUSY_STOP_MS);
      const states = await jobStates();
      expect(states).not.toHaveProperty('active');
      expect(states).not.toHaveProperty('failed');
      const after = await start();
      for (const id of ids) {
        expect(await ended(after, `/v1/documents/${id}`)).toMatchObject({ status: 'ready', error: null });
      }
    },
    90_000,
  );

  it('as api takes requests and leaves the work to a worker, whose progress it tells', async () => {
    const api = await start({ role: 'api' });
    const documentId = await upload(api, 36);
    await sleep(1500);
    expect(await ask(api, `/v1/documents/${documentId}`)).toMatchObject({ status: 'queued' });
    const worker = await start({ role: 'worker' });
    expect(worker.stdout).toContain('johang works (role worker)');
    expect(await ended(api, `/v1/documents/${documentId}`)).toMatchObject({ status: 'ready' });
    const analysisId = await request(api, documentId, 'reviews');
    const events = await (await send(api, `/v1/analyses/${analysisId}/events`)).text();
    expect(events.trim().split('\n').at(-1)).toContain('"status":"done"');
    expect(await worker.end()).toMatchObject({ code: 0 });
  }, 60_000);

  it('is not held up by somebody who follows an analysis, nor by an upload that does not go on', async () => {
    const api = await start({ role: 'api' });
    const [document] = (await ask<{ items: DocumentView[] }>(api, '/v1/documents?status=ready&limit=1')).items;
    const analysisId = await request(api, document!.id, 'summaries');
    const events = await send(api, `/v1/analyses/${analysisId}/events`);
    const followed = events.text();
    stalledUpload(api);
    await sleep(300);
    const { code, milliseconds } = await api.end();
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(STALLED_STOP_MS);
    expect(await followed).toContain('"status":"queued"');

    const after = await start();
    expect(await ended(after, `/v1/analyses/${analysisId}`)).toMatchObject({ status: 'done' });
    const { items } = await ask<{ items: DocumentView[] }>(after, '/v1/documents?limit=200');
    expect(items.map(({ name }) => name)).not.toContain('half.txt');
  }, 60_000);
});

describe('two servers on one data directory', () => {
  it('may start at the same time, share the database and do without each other', async () => {
    const own = await newDataDir();
    try {
      const [one, other] = await Promise.all([start({ dataDir: own }), start({ dataDir: own })]);
      const keys = [one.printedKey, other.printedKey].filter((each) => each !== undefined);
      expect(keys).toHaveLength(1);
      [key] = keys as [string];
      const documentId = await upload(one, 1);
      expect(await ended(other, `/v1/documents/${documentId}`)).toMatchObject({ status: 'ready' });
      expect(await one.end()).toMatchObject({ code: 0 });
      const analysisId = await request(other, documentId, 'summaries');
      expect(await ended(other, `/v1/analyses/${analysisId}`)).toMatchObject({ status: 'done' });
      await other.end();
    } finally {
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
      await removeDataDir(own);
    }
  }, 60_000);
});
