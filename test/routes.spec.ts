import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { BenchmarksService } from '../src/benchmarks/benchmarks.service.js';
import { RoutesController } from '../src/models/routes/routes.controller.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { type ModelServer, simulatedReviewer, startModelServer, status } from './support/model-server.js';

const QUOTE = 'This Agreement is governed by the laws of Ontario.';
const TEXT = `Supply agreement\n\n1. The Supplier delivers the goods.\n\n2. ${QUOTE}\n`;

let test: TestApp;
let tenant: Tenant;
let good: ModelServer;
let bad: ModelServer;
let document: string;
/** A suite of one contract. */
let suite: string;

beforeAll(async () => {
  suite = await mkdtemp(join(tmpdir(), 'johang-gate-'));
  await mkdir(join(suite, 'contracts'));
  await writeFile(join(suite, 'contracts', 'a.txt'), TEXT);
  const start = TEXT.indexOf(QUOTE);
  const labels = { 'Governing Law': [{ text: QUOTE, start, end: start + QUOTE.length }] };
  await writeFile(join(suite, 'labels.jsonl'), JSON.stringify({ title: 'a', file: 'a.txt', labels }));
  test = await createTestApp();
  good = await startModelServer();
  bad = await startModelServer({ respond: status(400, { body: { error: { message: 'no' } } }) });
});
afterAll(async () => {
  await test.close();
  await Promise.all([good.close(), bad.close(), rm(suite, { recursive: true })]);
});
beforeEach(async () => {
  tenant = await test.tenant();
  good.clear();
  good.respond(simulatedReviewer({ truth: [{ rule: 'governing-law', quote: QUOTE }] }));
  for (const [name, server] of Object.entries({ good, bad })) {
    const model = { name, modelId: `${name}-1`, baseUrl: server.url, settings: { contextWindow: 32_000 } };
    expect((await tenant.post('/v1/models').send(model)).status).toBe(201);
  }
  const { body } = await tenant.post('/v1/documents').attach('file', Buffer.from(TEXT), 'contract.txt');
  document = body.documents[0].id;
  await eventually(
    async () => (await tenant.get(`/v1/documents/${document}`)).body.status as string,
    (state) => state === 'ready',
  );
});

const route = (models: string[], more: object = {}) => tenant.put('/v1/routes/review').send({ models, ...more });
const current = async () => (await tenant.get('/v1/routes/review')).body;

async function start(body: object = {}): Promise<AnalysisView> {
  const answer = await tenant.post(`/v1/documents/${document}/reviews`).send(body);
  expect(answer.status).toBe(202);
  return answer.body;
}

async function ended(id: string): Promise<AnalysisView> {
  return eventually(
    async () => (await tenant.get(`/v1/analyses/${id}`)).body as AnalysisView,
    ({ status: state }) => state === 'done' || state === 'failed',
  );
}

async function review(body: object = {}): Promise<AnalysisView> {
  return ended((await start(body)).id);
}

describe(RoutesController.name, () => {
  it('serves every task by the embedded analyst until somebody switches', async () => {
    const { body } = await tenant.get('/v1/routes').expect(200);
    expect(body.items).toMatchObject(
      ['summary', 'review', 'judge', 'teach'].map((task) => ({
        task,
        models: ['embedded'],
        switch: null,
        upcoming: [],
      })),
    );
    expect(await review()).toMatchObject({ model: 'embedded', route: { switchId: null, models: ['embedded'] } });
  });

  it('sends new work to what it was switched to, and work with a model of its own to that', async () => {
    const { body: made } = await route(['good'], { reason: 'It is better' }).expect(200);
    expect(await review()).toMatchObject({
      status: 'done',
      model: 'good',
      route: { switchId: made.id, models: ['good'] },
      provenance: { model: 'good' },
    });
    expect(await review({ model: 'keyword' })).toMatchObject({ model: 'keyword', route: null });
    expect((await tenant.get('/v1/routes/review/switches')).body.items).toMatchObject([
      { kind: 'switch', models: ['good'], reason: 'It is better', createdBy: expect.stringMatching(/^api_key:/) },
    ]);
  });

  it('rolls back one switch at a time, and no further than to the beginning', async () => {
    await route(['keyword']);
    await route(['good']);
    const rollback = () => tenant.post('/v1/routes/review/rollback').send({});
    expect((await rollback().expect(200)).body).toMatchObject({ kind: 'rollback', models: ['keyword'] });
    expect((await rollback().expect(200)).body).toMatchObject({ kind: 'rollback', models: ['embedded'] });
    expect((await current()).models).toEqual(['embedded']);
    const [other] = [await test.tenant()];
    const none = await other.post('/v1/routes/review/rollback').send({});
    expect(none.body.code).toBe('switch.nothing_to_roll_back');
  });

  it('begins when it shall', async () => {
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    await route(['good'], { startsAt }).expect(200);
    expect(await current()).toMatchObject({ models: ['embedded'], upcoming: [{ models: ['good'], startsAt }] });
    await test.database.query(
      `UPDATE route_switches SET starts_at = now() - interval '1 second' WHERE workspace_id = $1`,
      [tenant.workspaceId],
    );
    expect(await current()).toMatchObject({ models: ['good'], upcoming: [] });
  });

  it('takes a share of new work, and leaves the rest where it was', async () => {
    await route(['keyword']);
    await route(['embedded'], { share: 50 });
    const models = await Promise.all(Array.from({ length: 40 }, async () => (await start()).model));
    const taken = models.filter((model) => model === 'embedded').length;
    expect(new Set(models)).toEqual(new Set(['embedded', 'keyword']));
    // Of 40 fair coins, fewer than 6 or more than 34 heads come once in a million tries.
    expect(taken).toBeGreaterThanOrEqual(6);
    expect(taken).toBeLessThanOrEqual(34);
  });

  it('asks the next model of the route when one cannot answer, and says why', async () => {
    await route(['bad', 'good']);
    const done = await review();
    expect(done).toMatchObject({ status: 'done', provenance: { model: 'good' } });
    expect(done.provenance?.fallbacks).toMatchObject([{ model: 'bad', code: 'model.rejected' }]);
  });

  it('rolls itself back when too much of its work fails', async () => {
    await route(['good']);
    await route(['bad'], { rollbackAbove: 0.2 });
    for (let count = 0; count < 5; count += 1) expect((await review()).status).toBe('failed');
    await eventually(current, ({ models }) => models[0] === 'good');
    expect((await current()).switch).toMatchObject({ kind: 'automatic_rollback', createdBy: 'system' });
    expect((await review()).status).toBe('done');
  });

  it('lets no model through a gate that it has not met, but with a reason', async () => {
    const suites = test.app.get(BenchmarksService, { strict: false }).suites;
    await suites.import(tenant.scope, { format: 'cuad', paths: [suite], name: 'gate' });
    const gate = { suite: 'gate', minimum: 0.9 };
    const switchTo = (model: string, more: object = {}) => route([model], { gate, ...more });
    expect((await switchTo('good')).body).toMatchObject({
      code: 'switch.gate_failed',
      detail: expect.stringContaining('it has no whole run there'),
    });
    const { body: contest } = await tenant.post('/v1/suites/gate/contests').send({ models: ['good', 'bad'] });
    await eventually(
      async () => (await tenant.get(`/v1/contests/${contest.id}`)).body.status as string,
      (state) => state === 'done',
    );
    expect((await switchTo('bad')).body.code).toBe('switch.gate_failed');
    const { body: passed } = await switchTo('good').expect(200);
    expect(passed.gate).toMatchObject({ passed: true, value: 1, minimum: 0.9, metric: 'aupr' });
    expect((await switchTo('bad', { override: true })).body.code).toBe('request.invalid');
    const { body: forced } = await switchTo('bad', { override: true, reason: 'A demonstration' }).expect(200);
    expect(forced).toMatchObject({ gate: { passed: false }, reason: 'A demonstration' });
    expect((await route(['good'], { gate: { suite: 'none', minimum: 0 } })).body.code).toBe('suite.not_found');
  });

  it('tries a candidate on recent documents before anything is switched', async () => {
    const dry = (body: object) => tenant.post('/v1/dry-runs/reviews').send(body);
    expect((await dry({ model: 'good' })).body.code).toBe('dry_run.nothing_to_compare');
    await review({ model: 'keyword' });
    const { body: made } = await dry({ model: 'good' }).expect(202);
    const done = await eventually(
      async () => (await tenant.get(`/v1/dry-runs/${made.id}`)).body,
      ({ status: state }) => state === 'done',
    );
    expect(done).toMatchObject({
      task: 'review',
      model: 'good',
      current: { done: 1, failed: 0, cost: 0 },
      candidate: { done: 1, failed: 0, cost: null, milliseconds: expect.any(Number) },
      documents: [{ documentId: document, current: { model: 'keyword' }, candidate: { model: 'good' } }],
    });
    expect(done.agreement).toBeGreaterThan(0);
    expect(done.agreement).toBeLessThanOrEqual(1);
    expect((await current()).models).toEqual(['embedded']);
    const { body: failing } = await dry({ model: 'bad' }).expect(202);
    const ended = await eventually(
      async () => (await tenant.get(`/v1/dry-runs/${failing.id}`)).body,
      ({ status: state }) => state === 'done',
    );
    expect(ended.candidate).toMatchObject({ done: 0, failed: 1 });
    expect(ended.documents[0].candidate.error.code).toBe('model.rejected');
  });

  it('refuses tasks and models that are not there', async () => {
    expect((await tenant.get('/v1/routes/dance')).body.code).toBe('route.not_found');
    expect((await route(['nobody'])).body.code).toBe('model.not_found');
    expect((await route([])).body.code).toBe('request.invalid');
    expect((await route(['good', 'good'])).body.code).toBe('request.invalid');
  });

  it('fails no analysis and mixes no routes in 100 switches and rollbacks under load', async () => {
    const started: Promise<AnalysisView>[] = [];
    for (let turn = 0; turn < 50; turn += 1) {
      await route([turn % 2 ? 'good' : 'keyword']).expect(200);
      if (turn % 5 === 0) started.push(start());
      await tenant.post('/v1/routes/review/rollback').send({}).expect(200);
      if (turn % 5 === 3) started.push(start());
    }
    const all = await Promise.all(started.map(async (each) => ended((await each).id)));
    expect(all.map((each) => [each.status, each.provenance?.model])).toEqual(
      all.map((each) => ['done', each.route?.models[0]]),
    );
  });
});
