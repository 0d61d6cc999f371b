import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ContestView, ContestSchema } from '../src/benchmarks/benchmarks.schema.js';
import { BenchmarksService } from '../src/benchmarks/benchmarks.service.js';
import { newId } from '../src/common/ids.js';
import { type BatchedWork, BatchGatherer } from '../src/models/batch/batch-gatherer.js';
import type { BatchView } from '../src/models/batch/batch.schema.js';
import { BatchesController } from '../src/models/batch/batches.controller.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { CLAUSE, contractText, PERSONAL, truth, writeBatchSuite } from './support/batch-suite.js';
import { uploadReady } from './support/furnished-workspace.js';
import { answer, answerJson, type ModelServer, simulatedReviewer, startModelServer } from './support/model-server.js';

const SUITE = 'supply';
const CONTRACTS = 6;
/** The 41 questions are asked in so many calls a contract. */
const CALLS = CONTRACTS * 4;
const KEY = 'sk-batch-secret-4711';
const PRICES = { inputPerMillion: 3, outputPerMillion: 15 };
const ALL_TRUE = simulatedReviewer({ truth });

let test: TestApp;
let server: ModelServer;
let tenant: Tenant;
let suite: Awaited<ReturnType<typeof writeBatchSuite>>;

beforeAll(async () => {
  test = await createTestApp({ batches: { pollSeconds: 0, gatherSeconds: 1 } });
  server = await startModelServer({ apiKey: KEY });
  suite = await writeBatchSuite(CONTRACTS);
});
afterAll(async () => {
  await test.close();
  await server.close();
  await suite.remove();
});
beforeEach(async () => {
  server.clear();
  server.respond(ALL_TRUE);
  server.batches.clear();
  tenant = await test.tenant();
  const benchmarks = test.app.get(BenchmarksService, { strict: false });
  await benchmarks.suites.import(tenant.scope, { format: 'cuad', paths: [suite.folder], name: SUITE });
  await addModel('solar', { batch: { minimum: 5 } });
});

async function addModel(name: string, settings: object): Promise<void> {
  const model = { name, modelId: 'solar-pro4', baseUrl: server.url, apiKey: KEY };
  const { status, text } = await tenant
    .post('/v1/models')
    .send({ ...model, settings: { prices: PRICES, ...settings } });
  if (status !== 201) throw new Error(text + test.logs.slice(-3).join());
}

async function begin(request: object): Promise<string> {
  const { body, status } = await tenant.post(`/v1/suites/${SUITE}/contests`).send({ models: ['solar'], ...request });
  expect([status, body.code]).toEqual([202, undefined]);
  return String(body.id);
}

async function contest(id: string): Promise<ContestView> {
  return ContestSchema.parse((await tenant.get(`/v1/contests/${id}`)).body);
}

async function finished(id: string): Promise<ContestView> {
  return eventually(
    () => contest(id),
    ({ status }) => status === 'done' || status === 'failed',
  );
}

/** Until the batches, too, have been cleaned up. */
async function ended(id: string): Promise<ContestView> {
  await finished(id);
  return eventually(
    () => contest(id),
    ({ models }) => models.every(({ batches }) => batches.every(({ state }) => state === 'ended')),
  );
}

interface LedgerRow {
  kind: string;
  state: string;
  outcome: string;
  tokens: number | null;
  prompt: number | null;
  completion: number | null;
  cost: number | null;
}

async function ledger(): Promise<LedgerRow[]> {
  const rows = await test.database.query(
    `SELECT kind, state, outcome, prompt_tokens AS prompt, completion_tokens AS completion,
       prompt_tokens + completion_tokens AS tokens, cost::float AS cost FROM model_calls WHERE workspace_id = $1`,
    [tenant.workspaceId],
  );
  return rows as unknown as LedgerRow[];
}

function sum(rows: LedgerRow[], field: 'prompt' | 'completion' | 'cost'): number {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}

/** What the requests of the batches of this workspace have left behind. */
async function left(): Promise<number> {
  const [row] = await test.database.query(
    'SELECT count(*)::int AS left FROM model_batch_items WHERE workspace_id = $1',
    [tenant.workspaceId],
  );
  return Number(row!.left);
}

const isBatch = ({ kind }: LedgerRow) => kind === 'batch';

/** What the requests of a batch cost, in USD, by what the server counted. */
function batchCost(): number {
  const { prompt, completion } = server.batches.reported;
  return (prompt * PRICES.inputPerMillion + completion * PRICES.outputPerMillion) / 2 / 1_000_000;
}

describe('a contest by batch', () => {
  it('answers as one without, at half the price, exact to the token, and leaves nothing behind', async () => {
    const plain = await finished(await begin({}));
    const before = await ledger();
    server.clear();
    const done = await ended(await begin({ batch: 'always' }));
    const [run] = done.models;
    expect(done).toMatchObject({ status: 'done', settings: { batch: 'always' } });
    expect(run).toMatchObject({ status: 'done', failed: 0, metrics: plain.models[0]!.metrics });
    expect(run!.metrics.aupr!.value).toBe(1);
    expect(run!.batches).toMatchObject([
      { state: 'ended', outcome: 'completed', requests: CALLS, answered: CALLS, failed: 0, error: null },
    ]);
    expect(server.completions()).toEqual([]);
    const rows = (await ledger()).filter(isBatch);
    expect(rows.map(({ state, outcome }) => `${state} ${outcome}`)).toEqual(rows.map(() => 'settled ok'));
    expect(rows.length).toBe(CALLS);
    expect([sum(rows, 'prompt'), sum(rows, 'completion')]).toEqual(Object.values(server.batches.reported));
    expect(sum(rows, 'cost')).toBeCloseTo(batchCost(), 9);
    expect(sum(rows, 'cost')).toBeCloseTo(sum(before, 'cost') / 2, 9);
    expect(run!.usage).toMatchObject({ calls: CALLS, promptTokens: server.batches.reported.prompt });
    expect(run!.usage!.cost).toBeCloseTo(batchCost(), 9);
    expect(server.batches.left).toEqual([]);
    expect(await left()).toBe(0);
  });

  it('hands over nothing personal, and gives it back in what is quoted', async () => {
    const done = await finished(await begin({ batch: 'always' }));
    const [sent] = server.batches.files.values();
    expect(sent!.content).toContain('[EMAIL_1]');
    for (const personal of PERSONAL) expect(sent!.content).not.toContain(personal);
    const outputs = await test.database.query('SELECT output::text AS output FROM run_outputs WHERE run_id = $1', [
      done.models[0]!.runId,
    ]);
    expect(outputs.length).toBe(CONTRACTS);
    for (const { output } of outputs) expect(String(output)).toContain(CLAUSE);
  });

  it('asks one by one where there is too little to ask, or nothing that takes batches', async () => {
    await addModel('local', {});
    const done = await finished(await begin({ models: ['solar', 'local', 'keyword'], batch: 'auto', limit: 1 }));
    expect(done.models.map(({ status, batches }) => [status, batches.map(({ outcome }) => outcome)])).toEqual([
      ['done', ['passed_over']],
      ['done', []],
      ['done', []],
    ]);
    expect(server.batches.log).toEqual([]);
    expect((await ledger()).filter(isBatch)).toEqual([]);
    const refused = await tenant.post(`/v1/suites/${SUITE}/contests`).send({ models: ['local'], batch: 'always' });
    expect([refused.status, refused.body.code]).toEqual([422, 'batch.not_offered']);
  });

  it('takes lines as they come, and asks one by one for what they do not answer', async () => {
    const wrong = answerJson({ clauses: [{ rule: 'no such rule' }] });
    server.respond((request) => (request.index < 0 && request.raw.includes('number 5') ? wrong : ALL_TRUE(request)));
    server.batches.faults = {
      line: (index) => (['missing', 'failed', 'expired'] as const)[index] ?? null,
      mangle: (lines) => {
        const stranger = {
          custom_id: '01a208a8-e639-750a-949a-41306a7dadba',
          response: { status_code: 200, body: {} },
        };
        return [...lines.toReversed(), lines[0]!, '{"custom_id": 7', 'null', JSON.stringify(stranger), '{}'];
      },
    };
    const done = await ended(await begin({ batch: 'always' }));
    const [run] = done.models;
    expect(run).toMatchObject({ status: 'done', failed: 0, metrics: { aupr: { value: 1 } } });
    expect(run!.batches).toMatchObject([{ outcome: 'completed', requests: CALLS, answered: CALLS - 3, failed: 3 }]);
    const rows = await ledger();
    const codes = rows.filter(isBatch).map(({ outcome }) => outcome);
    expect(codes.filter((code) => code !== 'ok').toSorted()).toEqual([
      'batch.expired',
      'batch.incomplete',
      'model.failed',
    ]);
    // The three that were not answered, and those of the contract that was answered in the wrong form.
    expect(server.completions().length).toBe(3 + 4);
    expect(new Set(server.completions().map(({ raw }) => raw)).size).toBe(7);
    const answered = rows.filter((row) => isBatch(row) && row.outcome === 'ok');
    expect([sum(answered, 'prompt'), sum(answered, 'completion')]).toEqual(Object.values(server.batches.reported));
    expect(run!.usage!.promptTokens).toBe(sum(rows, 'prompt'));
    expect(run!.usage!.completionTokens).toBe(sum(rows, 'completion'));
    expect(run!.usage!.cost).toBeCloseTo(sum(rows, 'cost'), 9);
  });

  it('finds again what was made although nobody said so', async () => {
    server.batches.faults = { lostUploads: 1, lostCreations: 1 };
    const done = await ended(await begin({ batch: 'always' }));
    expect(done).toMatchObject({ status: 'done', models: [{ failed: 0, batches: [{ outcome: 'completed' }] }] });
    expect(server.batches.batches.size).toBe(1);
    expect(server.batches.log.filter((what) => what === 'POST /files')).toHaveLength(1);
    expect(server.batches.log.filter((what) => what === 'POST /batches')).toHaveLength(1);
    expect(server.completions()).toEqual([]);
    expect(server.batches.left).toEqual([]);
  });

  it.each([
    ['refuses to make one', { createStatus: 400 }, 'model.rejected'],
    ['refuses the file', { end: 'failed' as const }, 'batch.failed'],
  ])('goes on one by one where the provider %s', async (_, faults, code) => {
    await tenant.put('/v1/budgets').send({ monthlyLimit: 100 });
    server.batches.faults = faults;
    const done = await ended(await begin({ batch: 'always' }));
    expect(done).toMatchObject({
      status: 'done',
      models: [{ failed: 0, batches: [{ outcome: 'failed', answered: 0, error: { code } }] }],
    });
    expect(server.completions().length).toBe(CALLS);
    expect(server.batches.left).toEqual([]);
    const { body } = await tenant.get('/v1/budgets');
    expect(body.items).toMatchObject([{ reserved: 0 }]);
    expect(body.items[0].spent).toBeCloseTo(sum(await ledger(), 'cost'), 6);
  });

  it('keeps what was answered by the time it expires', async () => {
    server.batches.faults = { end: 'expired' };
    const done = await finished(await begin({ batch: 'always' }));
    const half = CALLS / 2;
    expect(done).toMatchObject({
      status: 'done',
      models: [{ failed: 0, batches: [{ outcome: 'expired', answered: half, failed: half }] }],
    });
    expect(server.completions().length).toBe(half);
  });

  it('is handed over only when the budget has room for all of it', async () => {
    await tenant.put('/v1/budgets').send({ monthlyLimit: 0.01 });
    const done = await ended(await begin({ batch: 'always' }));
    expect(done.models).toMatchObject([
      { status: 'done', failed: CONTRACTS, batches: [{ outcome: 'failed', error: { code: 'budget.exceeded' } }] },
    ]);
    expect([server.batches.log, server.completions(), await ledger()]).toEqual([[], [], []]);
    expect((await tenant.get('/v1/budgets')).body.items).toMatchObject([{ spent: 0, reserved: 0 }]);

    await tenant.put('/v1/budgets').send({ monthlyLimit: 100 });
    const other = await ended(await begin({ batch: 'always' }));
    expect(other.models).toMatchObject([{ failed: 0, batches: [{ outcome: 'completed' }] }]);
    const { body } = await tenant.get('/v1/budgets');
    expect(body.items).toMatchObject([{ reserved: 0 }]);
    expect(body.items[0].spent).toBeCloseTo(batchCost(), 6);
  });

  it('shows how far it is, holds its budget meanwhile, and can be cancelled', async () => {
    await tenant.put('/v1/budgets').send({ monthlyLimit: 100 });
    server.batches.faults = { hold: true };
    const id = await begin({ batch: 'always' });
    const waiting = await eventually(
      () => contest(id),
      ({ models }) => models[0]!.batches[0]?.providerStatus === 'in_progress',
    );
    const [batch] = waiting.models[0]!.batches;
    expect(waiting).toMatchObject({ status: 'running', models: [{ status: 'running', failed: 0 }] });
    expect(batch).toMatchObject({ state: 'waiting', requests: CALLS, submittedAt: expect.any(String) });
    expect(Date.parse(batch!.deadline!) - Date.parse(batch!.submittedAt!)).toBe(24 * 3600 * 1000);
    expect((await tenant.get('/v1/budgets')).body.items[0].reserved).toBeGreaterThan(0);
    const { status, body } = await tenant.post(`/v1/batches/${batch!.id}/cancel`);
    expect([status, body.id]).toEqual([202, batch!.id]);
    const done = await ended(id);
    const cancelled = done.models[0]!;
    expect(cancelled.batches).toMatchObject([{ outcome: 'cancelled', answered: CALLS / 2, failed: CALLS / 2 }]);
    expect([cancelled.failed, server.completions().length]).toEqual([CONTRACTS / 2, 0]);
    expect(sum(await ledger(), 'cost')).toBeCloseTo(batchCost(), 9);
    expect((await tenant.get('/v1/budgets')).body.items).toMatchObject([{ reserved: 0 }]);
    expect((await tenant.post(`/v1/batches/${batch!.id}/cancel`)).body.outcome).toBe('cancelled');
  });

  it('takes no room from what is asked meanwhile', async () => {
    await addModel('narrow', { batch: {}, limits: { concurrency: 1, requestsPerMinute: 1 } });
    server.batches.faults = { hold: true };
    const id = await begin({ models: ['narrow'], batch: 'always' });
    await eventually(
      () => contest(id),
      ({ models }) => models[0]!.batches[0]?.providerStatus === 'in_progress',
    );
    server.respond(answerJson({ word: 'clause', length: 6 }));
    const { body } = await tenant.post('/v1/models/narrow/test');
    expect(body).toMatchObject({ ok: true, error: null });
    server.respond(ALL_TRUE);
    server.batches.faults = {};
    expect((await finished(id)).models).toMatchObject([{ failed: 0, batches: [{ outcome: 'completed' }] }]);
  });

  it('is cancelled by itself when its day is over, or nobody is left who asked', async () => {
    server.batches.faults = { hold: true };
    const [late, unwanted] = [await begin({ batch: 'always' }), await begin({ batch: 'always', limit: 2 })];
    for (const id of [late, unwanted]) {
      await eventually(
        () => contest(id),
        ({ models }) => models[0]!.batches[0]?.providerStatus === 'in_progress',
      );
    }
    await test.database.query(`UPDATE model_batches SET deadline = now() - interval '61 minutes' WHERE pool = $1`, [
      late,
    ]);
    await test.database.query('DELETE FROM runs WHERE contest_id = $1', [unwanted]);
    expect((await ended(late)).models[0]).toMatchObject({ failed: 0, batches: [{ outcome: 'cancelled' }] });
    const ends = await eventually(
      async () => (await tenant.get('/v1/batches?state=ended')).body.items as BatchView[],
      (items) => items.length === 2,
    );
    expect(ends.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
    const rows = (await ledger()).filter((row) => isBatch(row) && row.outcome === 'ok');
    expect([sum(rows, 'prompt'), sum(rows, 'completion')]).toEqual(Object.values(server.batches.reported));
  });
});

describe(BatchGatherer.name, () => {
  it('makes another batch of what one does not hold, and hands over neither before it is told to', async () => {
    const gatherer = test.app.get(BatchGatherer, { strict: false });
    const contestId = newId();
    const { workspaceId } = tenant;
    const work: BatchedWork = {
      account: { workspaceId, actor: 'system' },
      policy: 'always',
      owner: contestId,
      journal: 'j',
      pool: contestId,
      byItself: false,
      wake: { job: 'benchmark', data: { workspaceId, contestId } },
    };
    const requests = Array.from({ length: 2001 }, (_, index) => {
      const body = JSON.stringify({ model: 'solar-pro4', messages: [{ role: 'user', content: String(index) }] });
      return { key: String(index), task: 'test', body, outputTokens: 1, opensInTrace: false };
    });
    await gatherer.add(work, 'solar', requests);
    await gatherer.add(work, 'solar', requests.slice(0, 3));
    const batches = async () => ((await tenant.get('/v1/batches')).body.items as BatchView[]).toReversed();
    expect((await batches()).map(({ state, requests: count }) => [state, count])).toEqual([
      ['ready', 2000],
      ['gathering', 1],
    ]);
    server.respond(answer('OK'));
    server.batches.faults = { hold: true };
    await gatherer.handOver(tenant.scope, contestId);
    const waiting = await eventually(batches, (all) => all.every(({ state }) => state === 'waiting'));
    expect(waiting.map(({ requests: count }) => count)).toEqual([2000, 1]);
    await Promise.all(waiting.map(({ id }) => tenant.post(`/v1/batches/${id}/cancel`)));
    await eventually(batches, (all) => all.every(({ state }) => state === 'ended'));
  });
});

describe('analyses by batch', () => {
  const longText = Array.from({ length: 40 }, (_, index) => contractText(index)).join('\n\n');

  async function analysed(id: string) {
    return eventually(
      async () => (await tenant.get(`/v1/analyses/${id}`)).body,
      ({ status }) => status === 'done' || status === 'failed',
    );
  }

  it('are gathered into one, and make as many calls one after the other as they need', async () => {
    await addModel('short', { contextWindow: 3000, maxOutputTokens: 900, batch: { minimum: 2 } });
    const documents = [
      await uploadReady(tenant, 'a.txt', Buffer.from(contractText(1))),
      await uploadReady(tenant, 'b.txt', Buffer.from(contractText(2))),
      await uploadReady(tenant, 'long.txt', Buffer.from(longText)),
    ];
    server.batches.faults = { hold: true };
    const requests = documents.map((id, index) => {
      const [kind, more] = index === 2 ? ['summaries', { maxSentences: 2 }] : ['reviews', {}];
      return tenant.post(`/v1/documents/${id}/${kind}`).send({ model: 'short', batch: 'always', ...more });
    });
    const ids = (await Promise.all(requests)).map(({ body }) => String(body.id));
    const waiting = await eventually(
      async () => (await tenant.get(`/v1/analyses/${ids[0]!}`)).body,
      ({ progress }) => progress?.step === 'batch',
    );
    expect(waiting).toMatchObject({ status: 'running', parameters: { batch: 'always' } });
    server.batches.faults = {};
    const done = await Promise.all(ids.map(analysed));
    expect(done.map(({ status, error }) => [status, error])).toEqual(done.map(() => ['done', null]));
    expect(
      done[0].findings.find(({ clauseType }: { clauseType: string }) => clauseType === 'Governing Law'),
    ).toMatchObject({
      outcome: 'present',
      citations: [{ quote: CLAUSE }],
    });
    expect(done[2].sentences.length).toBeGreaterThan(0);
    expect(server.completions()).toEqual([]);
    // The summary reads its parts first, and then merges what it has of them.
    const batches = (await tenant.get('/v1/batches')).body.items as BatchView[];
    expect(batches.map(({ outcome }) => outcome)).toEqual(batches.map(() => 'completed'));
    expect(batches.length).toBeGreaterThanOrEqual(2);
    const rows = await ledger();
    expect([sum(rows, 'prompt'), sum(rows, 'completion')]).toEqual(Object.values(server.batches.reported));
    const costs = done.map(({ usage }) => usage.cost as number);
    expect(costs.reduce((total, cost) => total + cost, 0)).toBeCloseTo(batchCost(), 9);
    expect(await left()).toBe(0);
  });

  it('fall back to the next model of the route when neither way leads to an answer', async () => {
    server.respond((request) => (request.raw.includes('solar-pro4') ? answer(null) : ALL_TRUE(request)));
    await tenant.put('/v1/routes/review').send({ models: ['solar', 'keyword'] });
    const document = await uploadReady(tenant, 'c.txt', Buffer.from(contractText(3)));
    const { body } = await tenant.post(`/v1/documents/${document}/reviews`).send({ batch: 'always' });
    const done = await analysed(body.id);
    expect(done).toMatchObject({ status: 'done', provenance: { model: 'keyword', fallbacks: [{ model: 'solar' }] } });
    expect(await left()).toBe(0);
  });
});

describe(BatchesController.name, () => {
  it('lists batches page by page and tells no key', async () => {
    server.batches.faults = { createStatus: 401 };
    const id = await begin({ batch: 'always' });
    await ended(id);
    const { body } = await tenant.get('/v1/batches?limit=1');
    const [batch] = body.items as BatchView[];
    expect(batch).toMatchObject({ model: 'solar', state: 'ended', outcome: 'failed' });
    expect((await tenant.get(`/v1/batches/${batch!.id}`)).body).toEqual(batch);
    const unknown = await tenant.get('/v1/batches/01a208a8-e639-750a-949a-41306a7dadba');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'batch.not_found']);
    const told = JSON.stringify([body, await contest(id), test.logs]);
    const stored = JSON.stringify(await test.database.query('SELECT b.*, c.* FROM model_batches b, model_calls c'));
    expect(told + stored).not.toContain(KEY);
  });
});
