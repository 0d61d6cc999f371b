import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BenchmarksController } from '../src/benchmarks/benchmarks.controller.js';
import { type ContestView, LeaderboardSchema } from '../src/benchmarks/benchmarks.schema.js';
import { BenchmarksService } from '../src/benchmarks/benchmarks.service.js';
import type { CaseAnswer } from '../src/benchmarks/clause-extractor.js';
import { foldWhiteSpace } from '../src/benchmarks/importers/white-space.js';
import { itemsOf, type ScoredOutput, scoreRun } from '../src/benchmarks/scoring.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { type ModelServer, simulatedReviewer, startModelServer, status } from './support/model-server.js';

const SUITE = 'tiny';
const CONTRACTS = [
  { clause: 'Governing Law', rule: 'governing-law', quote: 'This Agreement is governed by the laws of Ontario.' },
  { clause: 'Insurance', rule: 'insurance', quote: 'The Supplier shall maintain insurance of one million dollars.' },
  {
    clause: 'Anti-Assignment',
    rule: 'anti-assignment',
    quote: 'Neither party may assign this Agreement without consent.',
  },
];
const ALL_TRUE = simulatedReviewer({ truth: CONTRACTS });
const FAILS = (index: number) => status(400, { body: { error: { message: `contract ${index} is refused` } } });

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;
let folder: string;

/** Two connections, so that a request that holds one and waits for another is found out. */
beforeAll(async () => {
  test = await createTestApp({ poolSize: 2 });
  tenant = await test.tenant();
  server = await startModelServer();
  folder = await mkdtemp(join(tmpdir(), 'johang-suite-'));
  await writeSuite(folder);
  await benchmarks().suites.import(tenant.scope, { format: 'cuad', paths: [folder], name: SUITE });
  const model = { name: 'solar', modelId: 'solar-pro4', baseUrl: server.url };
  const settings = { contextWindow: 32_000, prices: { inputPerMillion: 1, outputPerMillion: 2 } };
  expect((await tenant.post('/v1/models').send({ ...model, settings })).status).toBe(201);
});
afterAll(async () => {
  await test.close();
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  server.clear();
  server.respond(ALL_TRUE);
});

async function writeSuite(path: string): Promise<void> {
  await mkdir(join(path, 'contracts'));
  const labels = CONTRACTS.map(({ clause, quote }, index) => {
    const start = textOf(index).indexOf(quote);
    const labels = { [clause]: [{ text: quote, start, end: start + quote.length }] };
    return JSON.stringify({ title: `contract ${index}`, file: `${index}.txt`, labels });
  });
  await writeFile(join(path, 'labels.jsonl'), labels.join('\n'));
  for (const index of CONTRACTS.keys()) await writeFile(join(path, 'contracts', `${index}.txt`), textOf(index));
}

function textOf(index: number): string {
  return `Supply agreement number ${index}\n\n1. The Supplier delivers the goods within ten days.\n\n2. ${CONTRACTS[index]!.quote}\n`;
}

function benchmarks(): BenchmarksService {
  return test.app.get(BenchmarksService, { strict: false });
}

function contest(request: object, key?: string) {
  const post = tenant.post(`/v1/suites/${SUITE}/contests`);
  return (key ? post.set('idempotency-key', key) : post).send(request);
}

async function finished(id: string): Promise<ContestView> {
  return eventually(
    async () => (await tenant.get(`/v1/contests/${id}`)).body as ContestView,
    (view) => view.status === 'done' || view.status === 'failed',
  );
}

/** Refuses the prompts that hold this contract. */
function refusing(index: number) {
  const answer = simulatedReviewer({ truth: CONTRACTS });
  return (request: Parameters<typeof answer>[0]) =>
    request.raw.includes(`agreement number ${index}`) ? FAILS(index) : answer(request);
}

interface StoredOutput {
  key: string;
  text: string;
  gold: ScoredOutput['labels'];
  output: Pick<CaseAnswer, 'predictions' | 'provenance'> | null;
  error: { code: string } | null;
  created_at: Date;
}

async function outputsOf(runId: string): Promise<StoredOutput[]> {
  const rows = await test.database.query(
    `SELECT c.key, c.text, c.gold, o.output, o.error, o.created_at FROM run_outputs o JOIN suite_cases c ON c.id = o.case_id
     WHERE o.run_id = $1 ORDER BY c.position, o.repeat`,
    [runId],
  );
  return rows as unknown as StoredOutput[];
}

function rescored(outputs: StoredOutput[], seed: unknown) {
  const scored = outputs.map(({ key, gold, output }) => ({
    key,
    labels: gold,
    predictions: output?.predictions ?? null,
  }));
  return scoreRun(itemsOf(scored), Number(seed));
}

describe(BenchmarksController.name, () => {
  it('shows suites', async () => {
    const { body: suite } = await tenant.get(`/v1/suites/${SUITE}`);
    expect(suite).toMatchObject({
      name: SUITE,
      version: 1,
      task: 'clause-extraction',
      cases: 3,
      source: { format: 'cuad' },
    });
    expect((await tenant.get('/v1/suites')).body).toEqual({ items: [suite], nextCursor: null });
  });

  it('runs embedded models and a language model, and ranks them', async () => {
    const { body, status: code } = await contest({ models: ['embedded', 'keyword', 'solar'], repeats: 2 });
    expect([code, body.suite, body.status]).toEqual([202, SUITE, 'queued']);
    const done = await finished(body.id);
    expect(done).toMatchObject({
      status: 'done',
      settings: { limit: 3, repeats: 2, suiteVersion: 1, seed: expect.any(Number) },
    });
    expect(done.models.map(({ model, cases, failed, error }) => [model, cases, failed, error])).toEqual(
      ['embedded', 'keyword', 'solar'].map((model) => [model, 3, 0, null]),
    );
    const solar = done.models[2]!;
    expect(solar.metrics.aupr!.value).toBe(1);
    expect(solar.usage!.calls).toBe(server.completions().length);
    expect(solar.usage!.cost).toBeGreaterThan(0);

    const { body: board } = await tenant.get(`/v1/suites/${SUITE}/leaderboard`);
    const { rows } = LeaderboardSchema.parse(board);
    expect(rows.map(({ metrics }) => metrics.aupr!.value)).toEqual(
      rows.map(({ metrics }) => metrics.aupr!.value).toSorted((a, b) => b - a),
    );
    expect(rows.find(({ model }) => model === 'solar')).toMatchObject({ runId: solar.runId, metrics: solar.metrics });
    expect(rows[0]!.differenceToBest).toBeUndefined();
    for (const { differenceToBest } of rows.slice(1)) expect(differenceToBest!.value).toBeLessThanOrEqual(0);
  });

  it('stores of every answer what the scores are made of, and of whom it is', async () => {
    const done = await finished((await contest({ models: ['embedded', 'solar'] })).body.id);
    for (const { runId, metrics, model } of done.models) {
      const outputs = await outputsOf(runId);
      expect(outputs.map(({ key }) => key)).toEqual(['contract 0', 'contract 1', 'contract 2']);
      expect(rescored(outputs, done.settings.seed)).toEqual(metrics);
      for (const { text, output } of outputs) {
        expect(output!.provenance).toMatchObject({ model, textHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
        const predictions = Object.values(output!.predictions).flat();
        expect(predictions.length).toBeGreaterThan(0);
        for (const prediction of predictions) {
          expect(foldWhiteSpace(text.slice(prediction.start, prediction.end))).toBe(prediction.text);
        }
      }
    }
  });

  it('counts an answer that failed, as one that found nothing', async () => {
    server.respond(refusing(1));
    const done = await finished((await contest({ models: ['solar'] })).body.id);
    expect(done).toMatchObject({ status: 'done', models: [{ status: 'done', cases: 3, failed: 1, error: null }] });
    const [run] = done.models;
    expect(run!.metrics).toMatchObject({ recall: { value: 2 / 3 }, precision: { value: 1 } });
    expect(run!.usage!.cost).toBeNull();
    const outputs = await outputsOf(run!.runId);
    expect(outputs.map(({ output, error }) => error?.code ?? typeof output)).toEqual([
      'object',
      'model.rejected',
      'object',
    ]);
    expect(rescored(outputs, done.settings.seed)).toEqual(run!.metrics);
  });

  it('goes on where it was cut short: answers are kept, those that failed are asked for again', async () => {
    const suite = await benchmarks().suites.get(tenant.scope, SUITE);
    const request = { models: ['solar', 'keyword'], repeats: 1, limit: 3 };
    const id = await benchmarks().create(tenant.scope, suite, request);
    const abort = new AbortController();
    server.respond(refusing(0));
    const cut = benchmarks().contests.run(tenant.scope, id, abort.signal, ({ done }) => done === 2 && abort.abort());
    await expect(cut).rejects.toThrow(/abort/i);
    const { body: stopped } = await tenant.get(`/v1/contests/${id}`);
    expect(stopped).toMatchObject({
      status: 'running',
      models: [{ status: 'running', failed: 1 }, { status: 'queued' }],
    });
    expect(await benchmarks().contests.findUnfinished(tenant.scope, suite, request)).toBe(id);
    expect(await benchmarks().contests.findUnfinished(tenant.scope, suite, { ...request, repeats: 2 })).toBeNull();
    expect(
      await benchmarks().contests.findUnfinished(tenant.scope, suite, { ...request, models: ['solar'] }),
    ).toBeNull();
    const before = await outputsOf(stopped.models[0].runId);
    expect(before.map(({ error }) => error?.code)).toEqual(['model.rejected', undefined]);

    server.clear();
    server.respond(ALL_TRUE);
    await benchmarks().contests.run(tenant.scope, id, new AbortController().signal);
    const asked = server.completions().map(({ raw }) => /agreement number (\d)/.exec(raw)![1]);
    expect(new Set(asked)).toEqual(new Set(['0', '2']));
    const done = await finished(id);
    expect(done).toMatchObject({
      status: 'done',
      models: [{ failed: 0, metrics: { aupr: { value: 1 } } }, { failed: 0 }],
    });
    const after = await outputsOf(done.models[0]!.runId);
    expect(after[1]).toEqual(before[1]);
    expect(await benchmarks().contests.findUnfinished(tenant.scope, suite, request)).toBeNull();
  });

  it('ranks whole runs only, the newest of each model', async () => {
    const whole = await finished((await contest({ models: ['keyword'] })).body.id);
    await finished((await contest({ models: ['keyword'], limit: 1 })).body.id);
    const { rows } = (await tenant.get(`/v1/suites/${SUITE}/leaderboard`)).body as {
      rows: { model: string; runId: string }[];
    };
    expect(rows.filter(({ model }) => model === 'keyword')).toMatchObject([{ runId: whole.models[0]!.runId }]);
  });

  it('knows no suite, model or contest that is not there, and writes nothing down', async () => {
    const count = async () => (await test.database.query('SELECT count(*) FROM runs'))[0]!.count;
    const before = await count();
    const answers = await Promise.all([
      tenant.get('/v1/suites/none'),
      tenant.get('/v1/suites/none/leaderboard'),
      tenant.post('/v1/suites/none/contests').send({ models: ['embedded'] }),
      contest({ models: ['embedded', 'none'] }),
      tenant.get('/v1/contests/01a208a8-e639-750a-949a-41306a7dadba'),
      tenant.get('/v1/contests/none'),
      contest({ models: [] }),
      contest({ models: ['embedded'], limit: 0 }),
    ]);
    expect(answers.map((answer) => `${answer.status} ${answer.body.code}`)).toEqual([
      '404 suite.not_found',
      '404 suite.not_found',
      '404 suite.not_found',
      '404 model.not_found',
      '404 run.not_found',
      '404 run.not_found',
      '400 request.invalid',
      '400 request.invalid',
    ]);
    expect(await count()).toBe(before);
  });

  it('does a request once for its Idempotency-Key, for 24 hours', async () => {
    const ask = (limit: number) => contest({ models: ['keyword'], limit }, 'contest-1');
    const answers = await Promise.all([ask(1), ask(1), ask(1)]);
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await ask(2)).body.code).toBe('request.idempotency_conflict');
    await test.database.query(`UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second'`);
    const later = await ask(2);
    expect([later.status, later.body.id === answers[0]?.body.id]).toEqual([202, false]);
    const [kept] = await test.database.query(`SELECT count(*)::int AS old FROM idempotency_keys
      WHERE created_at < now() - interval '24 hours'`);
    expect(kept).toEqual({ old: 0 });
    await finished(later.body.id);
  });

  it('takes many requests at once on few connections', async () => {
    const { body } = await tenant.post('/v1/documents').attach('file', Buffer.from(textOf(0)), 'contract.txt');
    const { id } = body.documents[0];
    await eventually(
      async () => (await tenant.get(`/v1/documents/${id}`)).body.status as string,
      (state) => state === 'ready',
    );
    const requests = Array.from({ length: 8 }, (_, index) =>
      index % 2
        ? contest({ models: ['solar'], limit: 1 })
        : tenant.post(`/v1/documents/${id}/reviews`).send({ model: 'solar' }),
    );
    const answers = await Promise.all(requests);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 202));
    for (const { body } of answers.filter(({ body }) => 'suite' in body)) await finished(body.id);
  });
});
