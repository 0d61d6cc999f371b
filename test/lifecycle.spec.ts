import { mkdtemp, realpath } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { openEmbeddedPostgres } from '../src/database/embedded/index.js';
import type { DocumentView } from '../src/documents/document.views.js';
import { distDir } from '../src/config/paths.js';
import type { JobView } from '../src/jobs/jobs.service.js';
import { eventually } from './support/app.js';
import { query, removeDataDir } from './support/embedded-processes.js';
import { sampleFile } from './support/sample-files.js';
import { type ServerOptions, ServerProcess } from './support/server-process.js';

/** With nothing to do a server has nothing to wait for. Generous: the machine may be busy. */
const IDLE_STOP_MS = 5000;
/** With jobs at hand it waits for them, at most 20 s. */
const BUSY_STOP_MS = 25_000;

let dataDir: string;
let servers: ServerProcess[];
let key: string;

beforeEach(async () => {
  dataDir = await realpath(await mkdtemp(join(tmpdir(), 'johang-life-')));
  servers = [];
  key = '';
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await removeDataDir(dataDir);
});

async function start(options: Omit<ServerOptions, 'dataDir'> = {}): Promise<ServerProcess> {
  const server = ServerProcess.spawn({ dataDir, ...options });
  servers.push(server);
  await server.ready();
  key ||= server.printedKey ?? '';
  return server;
}

async function ask<T>(server: ServerProcess, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
  const answer = await fetch(`${server.url}${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
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

function reaches<T extends { status: string }>(server: ServerProcess, path: string, wanted: string): Promise<T> {
  return eventually(
    () => ask<T>(server, path),
    ({ status }) => status === wanted || status === 'failed',
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
    const rows = await query(
      database.adminUrl,
      `SELECT state::text, count(*)::int AS count FROM pgboss.job WHERE name IN ('extract', 'analyse') GROUP BY 1`,
    );
    return Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
  } finally {
    await database.close();
  }
}

/** Starts six files and waits until one of them is being read. */
async function keepBusy(server: ServerProcess): Promise<string[]> {
  const ids: string[] = [];
  for (const n of [3, 4, 5, 9, 10, 15]) ids.push(await upload(server, n));
  await eventually(
    () => ask<{ items: JobView[] }>(server, '/v1/jobs?state=active'),
    ({ items }) => items.length > 0,
  );
  return ids;
}

describe('johang serve', () => {
  it('prints the first key once, keeps what it did, and ends at once when it has nothing to do', async () => {
    const first = await start();
    expect(first.printedKey).toMatch(/^jhk_/);
    const documentId = await upload(first, 0);
    await reaches(first, `/v1/documents/${documentId}`, 'ready');
    const analysisId = await request(first, documentId, 'reviews');
    const before = await reaches<AnalysisView>(first, `/v1/analyses/${analysisId}`, 'done');
    expect(await first.end()).toEqual({ code: 0, signal: null, milliseconds: expect.any(Number) });

    const second = await start();
    expect(second.stdout).not.toContain('jhk_');
    expect(await ask(second, `/v1/analyses/${analysisId}`)).toEqual(before);
    const { code, milliseconds } = await second.end('SIGINT');
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(IDLE_STOP_MS);
  }, 60_000);

  it.each([
    ['SIGTERM to the process', 'SIGTERM', false],
    ['SIGINT to its group, as a terminal sends it', 'SIGINT', true],
  ] as const)(
    'at %s lets jobs at hand end or go back',
    async (_, signal, group) => {
      const first = await start();
      const ids = await keepBusy(first);
      const { code, milliseconds } = await first.end(signal, { group });
      expect(code).toBe(0);
      expect(milliseconds).toBeLessThan(BUSY_STOP_MS);
      const states = await jobStates();
      expect(states).not.toHaveProperty('active');
      expect(states).not.toHaveProperty('failed');
      const second = await start();
      for (const id of ids)
        expect(await reaches(second, `/v1/documents/${id}`, 'ready')).toMatchObject({ status: 'ready', error: null });
    },
    90_000,
  );

  it('is not held up by somebody who follows an analysis, nor by an upload that does not go on', async () => {
    const server = await start({ role: 'api' });
    const worker = await start({ role: 'worker' });
    const documentId = await upload(server, 0);
    await reaches(server, `/v1/documents/${documentId}`, 'ready');
    await worker.end();
    const analysisId = await request(server, documentId, 'reviews');
    const events = await fetch(`${server.url}/v1/analyses/${analysisId}/events`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const followed = events.text().catch(() => 'cut off');
    const stalled = httpRequest(`${server.url}/v1/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=half' },
    }).on('error', () => {});
    stalled.write(
      '--half\r\ncontent-disposition: form-data; name="file"; filename="half.txt"\r\n\r\nHalf of an agreement',
    );
    await sleep(300);
    const { code, milliseconds } = await server.end();
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(15_000);
    await followed;
    const again = await start();
    expect(await reaches(again, `/v1/analyses/${analysisId}`, 'done')).toMatchObject({ status: 'done' });
    expect((await ask<{ items: DocumentView[] }>(again, '/v1/documents')).items).toHaveLength(1);
  }, 60_000);

  it('shares a data directory with another one that starts at the same time', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect([one.printedKey, other.printedKey].filter(Boolean)).toHaveLength(1);
    const documentId = await upload(one, 1);
    const seen = await reaches<DocumentView>(other, `/v1/documents/${documentId}`, 'ready');
    expect(seen.status).toBe('ready');
    await one.end();
    const analysisId = await request(other, documentId, 'summaries');
    expect(await reaches(other, `/v1/analyses/${analysisId}`, 'done')).toMatchObject({ status: 'done' });
  }, 60_000);

  it('as api takes requests and leaves the work to a worker, whose progress it tells', async () => {
    const api = await start({ role: 'api' });
    const documentId = await upload(api, 2);
    await sleep(1500);
    expect(await ask(api, `/v1/documents/${documentId}`)).toMatchObject({ status: 'queued' });
    const worker = await start({ role: 'worker' });
    expect(worker.stdout).toContain('johang works (role worker)');
    expect(await reaches(api, `/v1/documents/${documentId}`, 'ready')).toMatchObject({ status: 'ready' });
    const analysisId = await request(api, documentId, 'reviews');
    const events = await fetch(`${api.url}/v1/analyses/${analysisId}/events`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect((await events.text()).trim().split('\n').at(-1)).toContain('"status":"done"');
    const { code } = await worker.end();
    expect(code).toBe(0);
  }, 60_000);
});
