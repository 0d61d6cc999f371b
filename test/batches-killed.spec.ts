import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ContestView, ContestSchema } from '../src/benchmarks/benchmarks.schema.js';
import { distDir } from '../src/config/paths.js';
import { openEmbeddedPostgres } from '../src/database/embedded/index.js';
import { BatchRunner } from '../src/models/batch/batch-runner.js';
import { eventually } from './support/app.js';
import { truth, writeBatchSuite } from './support/batch-suite.js';
import { CommandLine } from './support/command-line.js';
import { query, removeDataDir } from './support/embedded-processes.js';
import { type ModelServer, simulatedReviewer, startModelServer } from './support/model-server.js';
import { ServerProcess } from './support/server-process.js';

const PRICES = { inputPerMillion: 3, outputPerMillion: 15 };
const CONTRACTS = 4;
const CALLS = CONTRACTS * 4;

let dataDir: string;
let model: ModelServer;
let suite: Awaited<ReturnType<typeof writeBatchSuite>>;
let server: ServerProcess;
let key: string;

beforeAll(async () => {
  dataDir = await realpath(await mkdtemp(join(tmpdir(), 'johang-batch-kill-')));
  model = await startModelServer({ respond: simulatedReviewer({ truth }) });
  suite = await writeBatchSuite(CONTRACTS);
  server = await start();
  key = server.printedKey ?? '';
  const { code, stderr } = await new CommandLine(dataDir).run(
    'suites',
    'import',
    'cuad',
    suite.folder,
    '--name',
    'supply',
  );
  if (code !== 0) throw new Error(stderr);
  const settings = { prices: PRICES, batch: { minimum: 5 } };
  await send('/v1/models', 'POST', { name: 'solar', modelId: 'solar-pro4', baseUrl: model.url, settings });
  await send('/v1/budgets', 'PUT', { monthlyLimit: 100 });
}, 120_000);
afterAll(async () => {
  await server.end('SIGKILL');
  await removeDataDir(dataDir);
  await model.close();
  await suite.remove();
});

function start(): Promise<ServerProcess> {
  return ServerProcess.start({ dataDir, env: { JOHANG_BATCH_POLL_SECONDS: '1' } });
}

async function send(path: string, method = 'GET', body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Asks the database itself. */
async function ask(sql: string): Promise<Record<string, unknown>> {
  const guardianFile = join(distDir, 'database/embedded/guardian.js');
  const database = await openEmbeddedPostgres({ dataDir, guardianFile });
  try {
    return (await query(database.adminUrl, sql))[0]!;
  } finally {
    await database.close();
  }
}

/** Kills the server once the provider has done this for the given time, and starts it again. The answer never arrives. */
async function killAt(what: string, time = 1): Promise<void> {
  const reached = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let seen = 0;
  model.batches.faults.stall = async (done) => {
    if (done !== what || ++seen < time) return;
    reached.resolve();
    await gone.promise;
  };
  await reached.promise;
  await server.kill();
  delete model.batches.faults.stall;
  gone.resolve();
  server = await start();
}

describe(BatchRunner.name, () => {
  it('goes on after kill -9 wherever it was: one file, one batch, each answer paid for once', async () => {
    model.batches.faults.line = (index) => (index === 3 ? 'failed' : null);
    const upload = killAt('POST /files');
    const contest = (await send('/v1/suites/supply/contests', 'POST', {
      models: ['solar'],
      batch: 'always',
    })) as ContestView;
    await upload;
    await killAt('POST /batches');
    // Of the two files that come back the first has been taken over by then.
    await killAt('GET /files/content', 2);
    await killAt('DELETE /files', 2);
    const view = await eventually(
      async () => ContestSchema.parse(await send(`/v1/contests/${contest.id}`)),
      ({ status, models }) => status === 'failed' || models.every(({ batches }) => batches[0]?.state === 'ended'),
    );
    const done = await eventually(
      async () => ContestSchema.parse(await send(`/v1/contests/${view.id}`)),
      ({ status }) => status === 'done' || status === 'failed',
    );
    const [run] = done.models;
    expect(run).toMatchObject({ status: 'done', failed: 0, metrics: { aupr: { value: 1 } } });
    expect(run!.batches).toMatchObject([{ outcome: 'completed', requests: CALLS, answered: CALLS - 1, failed: 1 }]);
    const posts = model.batches.log.filter((what) => what.startsWith('POST'));
    expect(posts).toEqual(['POST /files', 'POST /batches']);
    expect([model.batches.batches.size, model.batches.left]).toEqual([1, []]);
    expect(model.completions().length).toBe(1);

    const row = await ask(
      `SELECT sum(prompt_tokens)::int AS prompt, sum(completion_tokens)::int AS completion, count(*)::int AS rows,
         count(*) FILTER (WHERE state <> 'settled')::int AS open, sum(cost)::float AS cost
       FROM model_calls WHERE kind = 'batch'`,
    );
    const { prompt, completion } = model.batches.reported;
    expect(row).toMatchObject({ prompt, completion, rows: CALLS, open: 0 });
    const cost = (prompt * PRICES.inputPerMillion + completion * PRICES.outputPerMillion) / 2 / 1_000_000;
    expect(row.cost).toBeCloseTo(cost, 9);
    const all = await ask('SELECT sum(cost)::float AS cost, count(*)::int AS rows FROM model_calls');
    expect(all.rows).toBe(CALLS + 1);
    const budgets = (await send('/v1/budgets')) as { items: { reserved: number; spent: number }[] };
    expect(budgets.items).toMatchObject([{ reserved: 0 }]);
    expect(budgets.items[0]!.spent).toBeCloseTo(Number(all.cost), 6);
  }, 300_000);
});
