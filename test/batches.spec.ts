import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BatchView } from '../src/models/batch/batch.schema.js';
import { BatchesController } from '../src/models/batch/batches.controller.js';
import { eventually } from './support/app.js';
import { ALL_TRUE, BatchScene, CALLS, CONTRACTS, isBatch, KEY, SUITE, sum } from './support/batch-scene.js';
import { CLAUSE, PERSONAL } from './support/batch-suite.js';
import { answerJson } from './support/model-server.js';

let scene: BatchScene;

beforeAll(async () => {
  scene = await BatchScene.open();
});
afterAll(() => scene.close());
beforeEach(() => scene.renew());

describe('a contest by batch', () => {
  it('answers as one without, at half the price, exact to the token, and leaves nothing behind', async () => {
    const plain = await scene.finished(await scene.begin({}));
    const before = await scene.ledger();
    scene.server.clear();
    const done = await scene.ended(await scene.begin({ batch: 'always' }));
    const [run] = done.models;
    expect(done).toMatchObject({ status: 'done', settings: { batch: 'always' } });
    expect(run).toMatchObject({ status: 'done', failed: 0, metrics: plain.models[0]!.metrics });
    expect(run!.metrics.aupr!.value).toBe(1);
    expect(run!.batches).toMatchObject([
      { state: 'ended', outcome: 'completed', requests: CALLS, answered: CALLS, failed: 0, error: null },
    ]);
    expect(scene.server.completions()).toEqual([]);
    const rows = (await scene.ledger()).filter(isBatch);
    expect(rows.map(({ state, outcome }) => `${state} ${outcome}`)).toEqual(rows.map(() => 'settled ok'));
    expect(rows.length).toBe(CALLS);
    expect([sum(rows, 'prompt'), sum(rows, 'completion')]).toEqual(Object.values(scene.server.batches.reported));
    expect(sum(rows, 'cost')).toBeCloseTo(scene.batchCost(), 9);
    expect(sum(rows, 'cost')).toBeCloseTo(sum(before, 'cost') / 2, 9);
    expect(run!.usage).toMatchObject({ calls: CALLS, promptTokens: scene.server.batches.reported.prompt });
    expect(run!.usage!.cost).toBeCloseTo(scene.batchCost(), 9);
    expect(scene.server.batches.left).toEqual([]);
    expect(await scene.left()).toBe(0);
  });

  it('hands over nothing personal, and gives it back in what is quoted', async () => {
    const done = await scene.finished(await scene.begin({ batch: 'always' }));
    const [sent] = scene.server.batches.files.values();
    expect(sent!.content).toContain('[EMAIL_1]');
    for (const personal of PERSONAL) expect(sent!.content).not.toContain(personal);
    const outputs = await scene.test.database.query(
      'SELECT output::text AS output FROM run_outputs WHERE run_id = $1',
      [done.models[0]!.runId],
    );
    expect(outputs.length).toBe(CONTRACTS);
    for (const { output } of outputs) expect(String(output)).toContain(CLAUSE);
  });

  it('asks one by one where there is too little to ask, or nothing that takes batches', async () => {
    await scene.addModel('local', {});
    const done = await scene.finished(
      await scene.begin({ models: ['solar', 'local', 'keyword'], batch: 'auto', limit: 1 }),
    );
    expect(done.models.map(({ status, batches }) => [status, batches.map(({ outcome }) => outcome)])).toEqual([
      ['done', ['passed_over']],
      ['done', []],
      ['done', []],
    ]);
    expect(scene.server.batches.log).toEqual([]);
    expect((await scene.ledger()).filter(isBatch)).toEqual([]);
    const refused = await scene.tenant
      .post(`/v1/suites/${SUITE}/contests`)
      .send({ models: ['local'], batch: 'always' });
    expect([refused.status, refused.body.code]).toEqual([422, 'batch.not_offered']);
  });

  it('takes lines as they come, and asks one by one for what they do not answer', async () => {
    const wrong = answerJson({ clauses: [{ rule: 'no such rule' }] });
    scene.server.respond((request) =>
      request.index < 0 && request.raw.includes('number 5') ? wrong : ALL_TRUE(request),
    );
    scene.server.batches.faults = {
      line: (index) => (['missing', 'failed', 'expired'] as const)[index] ?? null,
      mangle: (lines) => {
        const stranger = {
          custom_id: '01a208a8-e639-750a-949a-41306a7dadba',
          response: { status_code: 200, body: {} },
        };
        return [...lines.toReversed(), lines[0]!, '{"custom_id": 7', 'null', JSON.stringify(stranger), '{}'];
      },
    };
    const done = await scene.ended(await scene.begin({ batch: 'always' }));
    const [run] = done.models;
    expect(run).toMatchObject({ status: 'done', failed: 0, metrics: { aupr: { value: 1 } } });
    expect(run!.batches).toMatchObject([{ outcome: 'completed', requests: CALLS, answered: CALLS - 3, failed: 3 }]);
    const rows = await scene.ledger();
    const codes = rows.filter(isBatch).map(({ outcome }) => outcome);
    expect(codes.filter((code) => code !== 'ok').toSorted()).toEqual([
      'batch.expired',
      'batch.incomplete',
      'model.failed',
    ]);
    // The three that were not answered, and those of the contract that was answered in the wrong form.
    expect(scene.server.completions().length).toBe(3 + 4);
    expect(new Set(scene.server.completions().map(({ raw }) => raw)).size).toBe(7);
    const answered = rows.filter((row) => isBatch(row) && row.outcome === 'ok');
    expect([sum(answered, 'prompt'), sum(answered, 'completion')]).toEqual(
      Object.values(scene.server.batches.reported),
    );
    expect(run!.usage!.promptTokens).toBe(sum(rows, 'prompt'));
    expect(run!.usage!.completionTokens).toBe(sum(rows, 'completion'));
    expect(run!.usage!.cost).toBeCloseTo(sum(rows, 'cost'), 9);
  });

  it('finds again what was made although nobody said so', async () => {
    scene.server.batches.faults = { lostUploads: 1, lostCreations: 1 };
    const done = await scene.ended(await scene.begin({ batch: 'always' }));
    expect(done).toMatchObject({ status: 'done', models: [{ failed: 0, batches: [{ outcome: 'completed' }] }] });
    expect(scene.server.batches.batches.size).toBe(1);
    expect(scene.server.batches.log.filter((what) => what === 'POST /files')).toHaveLength(1);
    expect(scene.server.batches.log.filter((what) => what === 'POST /batches')).toHaveLength(1);
    expect(scene.server.completions()).toEqual([]);
    expect(scene.server.batches.left).toEqual([]);
  });

  it.each([
    ['refuses to make one', { createStatus: 400 }, 'model.rejected'],
    ['refuses the file', { end: 'failed' as const }, 'batch.failed'],
  ])('goes on one by one where the provider %s', async (_, faults, code) => {
    await scene.tenant.put('/v1/budgets').send({ monthlyLimit: 100 });
    scene.server.batches.faults = faults;
    const done = await scene.ended(await scene.begin({ batch: 'always' }));
    expect(done).toMatchObject({
      status: 'done',
      models: [{ failed: 0, batches: [{ outcome: 'failed', answered: 0, error: { code } }] }],
    });
    expect(scene.server.completions().length).toBe(CALLS);
    expect(scene.server.batches.left).toEqual([]);
    const { body } = await scene.tenant.get('/v1/budgets');
    expect(body.items).toMatchObject([{ reserved: 0 }]);
    expect(body.items[0].spent).toBeCloseTo(sum(await scene.ledger(), 'cost'), 6);
  });

  it('is given up when the provider has said nothing of it that can be read, often and long enough', async () => {
    scene.server.batches.faults = { hold: true };
    const id = await scene.begin({ batch: 'always' });
    const batchOf = async () => (await scene.contest(id)).models[0]!.batches[0];
    await eventually(batchOf, (batch) => batch?.providerStatus === 'in_progress');
    scene.server.batches.faults = { garbled: true };
    const unusable = async () => {
      const sql = 'SELECT unusable FROM model_batches WHERE workspace_id = $1';
      return Number((await scene.test.database.query(sql, [scene.tenant.workspaceId]))[0]!.unusable);
    };
    await eventually(unusable, (count) => count >= 10);
    expect(await batchOf()).toMatchObject({ state: 'waiting', error: null });
    // An answer in between, and the count begins anew.
    scene.server.batches.faults = { hold: true };
    await eventually(unusable, (count) => count === 0);
    scene.server.batches.faults = { garbled: true };
    await eventually(unusable, (count) => count >= 1);
    // Again and again, since whoever holds the batch at the moment writes down the hour that he read.
    const backdate = `UPDATE model_batches SET unusable_since = now() - interval '30 minutes' WHERE unusable > 0 AND workspace_id = $1`;
    await eventually(
      () => scene.test.database.query(backdate, [scene.tenant.workspaceId]).then(() => scene.contest(id)),
      ({ status }) => status === 'done' || status === 'failed',
    );
    const done = await scene.ended(id);
    expect(done).toMatchObject({
      status: 'done',
      models: [{ failed: 0, batches: [{ outcome: 'failed', answered: 0, error: { code: 'batch.failed' } }] }],
    });
    expect(done.models[0]!.batches[0]!.error!.message).toMatch(/^solar: the last \d+ answers .+ is not JSON/);
    expect(scene.server.completions().length).toBe(CALLS);
    expect([...scene.server.batches.batches.values()].map(({ status }) => status)).toEqual(['cancelling']);
    expect(scene.server.batches.left).toEqual([]);
  });

  it('keeps what was answered by the time it expires', async () => {
    scene.server.batches.faults = { end: 'expired' };
    const done = await scene.finished(await scene.begin({ batch: 'always' }));
    const half = CALLS / 2;
    expect(done).toMatchObject({
      status: 'done',
      models: [{ failed: 0, batches: [{ outcome: 'expired', answered: half, failed: half }] }],
    });
    expect(scene.server.completions().length).toBe(half);
  });

  it('is handed over only when the budget has room for all of it', async () => {
    await scene.tenant.put('/v1/budgets').send({ monthlyLimit: 0.01 });
    const done = await scene.ended(await scene.begin({ batch: 'always' }));
    expect(done.models).toMatchObject([
      { status: 'done', failed: CONTRACTS, batches: [{ outcome: 'failed', error: { code: 'budget.exceeded' } }] },
    ]);
    expect([scene.server.batches.log, scene.server.completions(), await scene.ledger()]).toEqual([[], [], []]);
    expect((await scene.tenant.get('/v1/budgets')).body.items).toMatchObject([{ spent: 0, reserved: 0 }]);

    await scene.tenant.put('/v1/budgets').send({ monthlyLimit: 100 });
    const other = await scene.ended(await scene.begin({ batch: 'always' }));
    expect(other.models).toMatchObject([{ failed: 0, batches: [{ outcome: 'completed' }] }]);
    const { body } = await scene.tenant.get('/v1/budgets');
    expect(body.items).toMatchObject([{ reserved: 0 }]);
    expect(body.items[0].spent).toBeCloseTo(scene.batchCost(), 6);
  });

  it('shows how far it is, holds its budget meanwhile, and can be cancelled', async () => {
    await scene.tenant.put('/v1/budgets').send({ monthlyLimit: 100 });
    scene.server.batches.faults = { hold: true };
    const id = await scene.begin({ batch: 'always' });
    const waiting = await eventually(
      () => scene.contest(id),
      ({ models }) => models[0]!.batches[0]?.providerStatus === 'in_progress',
    );
    const [batch] = waiting.models[0]!.batches;
    expect(waiting).toMatchObject({ status: 'running', models: [{ status: 'running', failed: 0 }] });
    expect(batch).toMatchObject({ state: 'waiting', requests: CALLS, submittedAt: expect.any(String) });
    expect(Date.parse(batch!.deadline!) - Date.parse(batch!.submittedAt!)).toBe(24 * 3600 * 1000);
    expect((await scene.tenant.get('/v1/budgets')).body.items[0].reserved).toBeGreaterThan(0);
    const { status, body } = await scene.tenant.post(`/v1/batches/${batch!.id}/cancel`);
    expect([status, body.id]).toEqual([202, batch!.id]);
    const done = await scene.ended(id);
    const cancelled = done.models[0]!;
    expect(cancelled.batches).toMatchObject([{ outcome: 'cancelled', answered: CALLS / 2, failed: CALLS / 2 }]);
    expect([cancelled.failed, scene.server.completions().length]).toEqual([CONTRACTS / 2, 0]);
    expect(sum(await scene.ledger(), 'cost')).toBeCloseTo(scene.batchCost(), 9);
    expect((await scene.tenant.get('/v1/budgets')).body.items).toMatchObject([{ reserved: 0 }]);
    expect((await scene.tenant.post(`/v1/batches/${batch!.id}/cancel`)).body.outcome).toBe('cancelled');
  });

  it('takes no room from what is asked meanwhile', async () => {
    await scene.addModel('narrow', { batch: {}, limits: { concurrency: 1, requestsPerMinute: 1 } });
    scene.server.batches.faults = { hold: true };
    const id = await scene.begin({ models: ['narrow'], batch: 'always' });
    await eventually(
      () => scene.contest(id),
      ({ models }) => models[0]!.batches[0]?.providerStatus === 'in_progress',
    );
    scene.server.respond(answerJson({ word: 'clause', length: 6 }));
    const { body } = await scene.tenant.post('/v1/models/narrow/test');
    expect(body).toMatchObject({ ok: true, error: null });
    scene.server.respond(ALL_TRUE);
    scene.server.batches.faults = {};
    expect((await scene.finished(id)).models).toMatchObject([{ failed: 0, batches: [{ outcome: 'completed' }] }]);
  });

  it('is cancelled by itself when its day is over, or nobody is left who asked', async () => {
    scene.server.batches.faults = { hold: true };
    const [late, unwanted] = [await scene.begin({ batch: 'always' }), await scene.begin({ batch: 'always', limit: 2 })];
    for (const id of [late, unwanted]) {
      await eventually(
        () => scene.contest(id),
        ({ models }) => models[0]!.batches[0]?.providerStatus === 'in_progress',
      );
    }
    await scene.test.database.query(
      `UPDATE model_batches SET deadline = now() - interval '61 minutes' WHERE pool = $1`,
      [late],
    );
    await scene.test.database.query('DELETE FROM runs WHERE contest_id = $1', [unwanted]);
    expect((await scene.ended(late)).models[0]).toMatchObject({ failed: 0, batches: [{ outcome: 'cancelled' }] });
    const ends = await eventually(
      async () => (await scene.tenant.get('/v1/batches?state=ended')).body.items as BatchView[],
      (items) => items.length === 2,
    );
    expect(ends.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
    const rows = (await scene.ledger()).filter((row) => isBatch(row) && row.outcome === 'ok');
    expect([sum(rows, 'prompt'), sum(rows, 'completion')]).toEqual(Object.values(scene.server.batches.reported));
  });
});

describe(BatchesController.name, () => {
  it('lists batches page by page and tells no key', async () => {
    scene.server.batches.faults = { createStatus: 401 };
    const id = await scene.begin({ batch: 'always' });
    await scene.ended(id);
    const { body } = await scene.tenant.get('/v1/batches?limit=1');
    const [batch] = body.items as BatchView[];
    expect(batch).toMatchObject({ model: 'solar', state: 'ended', outcome: 'failed' });
    expect((await scene.tenant.get(`/v1/batches/${batch!.id}`)).body).toEqual(batch);
    const unknown = await scene.tenant.get('/v1/batches/01a208a8-e639-750a-949a-41306a7dadba');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'batch.not_found']);
    const told = JSON.stringify([body, await scene.contest(id), scene.test.logs]);
    const stored = JSON.stringify(
      await scene.test.database.query('SELECT b.*, c.* FROM model_batches b, model_calls c'),
    );
    expect(told + stored).not.toContain(KEY);
  });
});
