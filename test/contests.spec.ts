import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContestRequestSchema, type ContestView } from '../src/benchmarks/benchmarks.schema.js';
import { BenchmarkJob } from '../src/benchmarks/benchmark.job.js';
import { BenchmarksService } from '../src/benchmarks/benchmarks.service.js';
import { ContestsService } from '../src/benchmarks/contests.service.js';
import { Database } from '../src/database/database.service.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';

const SUITE = 'one-contract';
const TEXT = 'Supply agreement\n\n1. This Agreement is governed by the laws of Ontario.\n';

const request = ContestRequestSchema.parse({ models: ['keyword'] });

let test: TestApp;
let tenant: Tenant;
let folder: string;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
  folder = await mkdtemp(join(tmpdir(), 'johang-suite-'));
  await mkdir(join(folder, 'contracts'));
  await writeFile(join(folder, 'contracts', '0.txt'), TEXT);
  const quote = 'This Agreement is governed by the laws of Ontario.';
  const start = TEXT.indexOf(quote);
  const labels = { 'Governing Law': [{ text: quote, start, end: start + quote.length }] };
  await writeFile(join(folder, 'labels.jsonl'), JSON.stringify({ title: 'a contract', file: '0.txt', labels }));
  await benchmarks().suites.import(tenant.scope, { format: 'cuad', paths: [folder], name: SUITE });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

function benchmarks(): BenchmarksService {
  return test.app.get(BenchmarksService, { strict: false });
}

async function view(id: string): Promise<ContestView> {
  return (await tenant.get(`/v1/contests/${id}`).expect(200)).body as ContestView;
}

describe(ContestsService.name, () => {
  it('names the process that holds a contest, and leaves it to that', async () => {
    const suite = await benchmarks().suites.get(tenant.scope, SUITE);
    const id = await benchmarks().create(tenant.scope, suite, request);
    await test.database.query(`UPDATE runs SET holder = 'process 4711 on elsewhere' WHERE contest_id = $1`, [id]);
    const database = test.app.get(Database, { strict: false });
    const held = await database.whileHolding(`contest ${id}`, async () => {
      await expect(benchmarks().contests.run(tenant.scope, id, new AbortController().signal)).rejects.toMatchObject({
        code: 'contest.running',
        message: 'The contest is being run by process 4711 on elsewhere',
      });
      expect((await view(id)).status).toBe('queued');
      return 'held';
    });
    expect(held).toEqual({ result: 'held' });
    // Nobody holds it any more.
    expect(await benchmarks().contests.run(tenant.scope, id, new AbortController().signal)).toMatchObject([
      { status: 'done', holder: `process ${process.pid} on ${hostname()}` },
    ]);
  });

  it('has a worker wait for the process that runs its contest, and do what that leaves', async () => {
    const suite = await benchmarks().suites.get(tenant.scope, SUITE);
    const contestId = await benchmarks().create(tenant.scope, suite, request);
    const job = test.app.get(BenchmarkJob, { strict: false });
    const data = { workspaceId: tenant.scope.workspaceId, contestId };
    const stop = new AbortController();
    const context = (signal: AbortSignal) => ({ id: contestId, retryCount: 0, signal });
    const held = await test.app.get(Database, { strict: false }).whileHolding(`contest ${contestId}`, async () => {
      const called = job.run(data, context(stop.signal));
      stop.abort();
      await expect(called).rejects.toMatchObject({ name: 'AbortError' });
      const waiting = job.run(data, context(new AbortController().signal));
      expect((await view(contestId)).status).toBe('queued');
      return { waiting };
    });
    await held?.result.waiting;
    expect((await view(contestId)).status).toBe('done');
  });
});
