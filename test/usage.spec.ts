import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { type PlannedAttempt, UNBOUND } from '../src/models/ledger.js';
import { BudgetsController } from '../src/usage/budgets.controller.js';
import { LedgerService } from '../src/usage/ledger.service.js';
import { UsageController } from '../src/usage/usage.controller.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { plannedAttempt, settledAttempt } from './support/ledger.js';
import { type ModelServer, simulatedReviewer, startModelServer, status } from './support/model-server.js';

const CLAUSE = 'This Agreement is governed by the laws of Korea. Notices go to 010-1234-5678 or kim@acme.co.kr.';
const CONTRACT = `Supply agreement\n\n1. The Supplier, Hanbit Trading, delivers the goods.\n\n2. ${CLAUSE}\n`;
const PRICES = { inputPerMillion: 1, outputPerMillion: 10 };

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;

beforeAll(async () => {
  test = await createTestApp();
  server = await startModelServer();
});
afterAll(async () => {
  await test.close();
  await server.close();
});
beforeEach(async () => {
  tenant = await test.tenant();
  server.clear();
  server.respond(simulatedReviewer({ truth: [{ rule: 'governing-law', quote: CLAUSE }] }));
  await addModel('priced', { prices: PRICES });
});

async function addModel(name: string, settings: object): Promise<void> {
  const model = { name, modelId: `${name}-1`, baseUrl: server.url, settings: { contextWindow: 32_000, ...settings } };
  expect((await tenant.post('/v1/models').send(model)).status).toBe(201);
}

async function documentId(): Promise<string> {
  const { body } = await tenant.post('/v1/documents').attach('file', Buffer.from(CONTRACT), 'contract.txt');
  const { id } = body.documents[0];
  await eventually(
    async () => (await tenant.get(`/v1/documents/${id}`)).body.status as string,
    (state) => state === 'ready',
  );
  return id;
}

async function review(model: string): Promise<AnalysisView> {
  const { body } = await tenant.post(`/v1/documents/${await documentId()}/reviews`).send({ model });
  return eventually(
    async () => (await tenant.get(`/v1/analyses/${body.id}`)).body as AnalysisView,
    ({ status: state }) => state === 'done' || state === 'failed',
  );
}

const ledger = () => test.app.get(LedgerService, { strict: false });

const planned = (cost: number | null, more: Partial<PlannedAttempt> = {}) =>
  plannedAttempt(tenant.workspaceId, { cost, ...more });
const settled = (cost: number | null) => settledAttempt({ cost });

const setBudget = (monthlyLimit: number, actor: string | null = null) =>
  tenant.put('/v1/budgets').send({ monthlyLimit, actor });
const budgets = async () => (await tenant.get('/v1/budgets')).body.items as Record<string, unknown>[];

describe(UsageController.name, () => {
  it('tells what the model server counted, to the token, by model, document, actor and day', async () => {
    server.enqueue(status(500));
    const { usage, status: state, id, documentId: document } = await review('priced');
    expect(state).toBe('done');
    const calls = server.completions();
    const { body } = await tenant.get('/v1/usage?by=model').expect(200);
    expect(body.rows).toMatchObject([
      {
        key: 'priced',
        attempts: calls.length,
        failed: 1,
        promptTokens: calls.slice(1).reduce((sum, { promptTokens }) => sum + promptTokens, 0),
        completionTokens: usage?.completionTokens,
        unknownCost: 0,
        lapsed: 0,
      },
    ]);
    expect(body.total.cost).toBeCloseTo(usage?.cost ?? Number.NaN, 9);
    const keyOf = async (by: string) => (await tenant.get(`/v1/usage?by=${by}`)).body.rows[0].key;
    expect([await keyOf('document'), await keyOf('day')]).toEqual([document, new Date().toISOString().slice(0, 10)]);
    expect(await keyOf('actor')).toMatch(/^api_key:/);
    const [row] = await test.database.query(
      `SELECT analysis_id, state FROM model_calls WHERE workspace_id = $1 LIMIT 1`,
      [tenant.workspaceId],
    );
    expect(row).toEqual({ analysis_id: id, state: 'settled' });
  });

  it('answers CSV, and refuses dates that make no sense', async () => {
    await ledger().reserve(planned(null, { model: '=cmd, "x"' }));
    const csv = await tenant.get('/v1/usage?by=model&format=csv').expect(200);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text.split('\r\n')[1]).toMatch(/^"'=cmd, ""x""",1,1,/);
    expect((await tenant.get('/v1/usage?from=2026-02-01&until=2026-01-01')).body.code).toBe('request.invalid');
    expect((await tenant.get('/v1/usage?from=yesterday')).body.code).toBe('request.invalid');
  });
});

describe(BudgetsController.name, () => {
  it('lets no call pass that the budget has no room for, and says so', async () => {
    await setBudget(0.000_01).expect(200);
    const failed = await review('priced');
    expect([failed.status, failed.error?.code]).toEqual(['failed', 'budget.exceeded']);
    expect(server.completions()).toEqual([]);
    await setBudget(10);
    expect((await review('priced')).status).toBe('done');
    const [budget] = await budgets();
    expect(budget).toMatchObject({ actor: null, monthlyLimit: 10, reserved: 0 });
    const { body } = await tenant.get('/v1/usage');
    expect(budget?.spent).toBeCloseTo(body.total.cost, 9);
  });

  it('lets pass what costs nothing, and not what nobody knows the price of', async () => {
    await addModel('free', { prices: { inputPerMillion: 0, outputPerMillion: 0 } });
    await addModel('unknown', {});
    await setBudget(0);
    expect((await review('free')).status).toBe('done');
    expect((await review('unknown')).error?.code).toBe('budget.price_unknown');
  });

  it('is exact under concurrency: of calls for more than there is, as many pass as fit', async () => {
    await setBudget(1);
    const tries = Array.from({ length: 40 }, () => planned(0.07));
    const results = await Promise.allSettled(tries.map((attempt) => ledger().reserve(attempt)));
    const passed = tries.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(passed).toHaveLength(14);
    expect(await budgets()).toMatchObject([{ spent: 0, reserved: 0.98 }]);
    await Promise.all(passed.map(({ account, id }) => ledger().settle(account, id, settled(0.01))));
    // A second outcome of the same attempt changes nothing.
    await ledger().settle(passed[0]!.account, passed[0]!.id, settled(5));
    expect(await budgets()).toMatchObject([{ spent: 0.14, reserved: 0 }]);
  });

  it("holds every budget that is meant: an actor's own and that of all", async () => {
    const actor = `user:${randomUUID()}`;
    await setBudget(1);
    await setBudget(0.1, actor);
    const account = { workspaceId: tenant.workspaceId, actor };
    await expect(ledger().reserve(planned(0.2, { account }))).rejects.toMatchObject({ code: 'budget.exceeded' });
    await ledger().reserve(planned(0.2));
    await ledger().reserve(planned(0.05, { account }));
    expect(await budgets()).toMatchObject([
      { actor: null, reserved: 0.25 },
      { actor, reserved: 0.05 },
    ]);
  });

  it('heals what a process that died had reserved', async () => {
    await setBudget(1);
    const dead = planned(0.9, { lifetimeMs: 1 });
    await ledger().reserve(dead);
    await new Promise((done) => setTimeout(done, 20));
    await ledger().reserve(planned(0.8));
    expect(await budgets()).toMatchObject([{ spent: 0, reserved: 0.8 }]);
    expect((await tenant.get('/v1/usage')).body.total).toMatchObject({ attempts: 2, lapsed: 1 });
    // It was not dead after all: what it used counts.
    await ledger().settle(dead.account, dead.id, settled(0.3));
    expect(await budgets()).toMatchObject([{ spent: 0.3, reserved: 0.8 }]);
    expect((await tenant.get('/v1/usage')).body.total).toMatchObject({ lapsed: 0, cost: 0.3 });
  });

  it('holds the most that a call may cost until its outcome is written down, behind the answer', async () => {
    await setBudget(1);
    const attempt = planned(0.6);
    expect(await ledger().reserve(attempt)).toBe(UNBOUND);
    const written = ledger().settleSoon(attempt.account, attempt.id, settled(0.1));
    expect(await budgets()).toMatchObject([{ spent: 0, reserved: 0.6 }]);
    await written;
    expect(await budgets()).toMatchObject([{ spent: 0.1, reserved: 0 }]);
  });

  it('refuses nothing that fits as soon as what is known is written down', async () => {
    await setBudget(1);
    const attempt = planned(0.9);
    await ledger().reserve(attempt);
    const written = ledger().settleSoon(attempt.account, attempt.id, settled(0.1));
    expect(await ledger().reserve(planned(0.9))).toBe(UNBOUND);
    await written;
    expect(await budgets()).toMatchObject([{ spent: 0.1, reserved: 0.9 }]);
    await expect(ledger().reserve(planned(0.9))).rejects.toMatchObject({ code: 'budget.exceeded' });
  });

  it('counts what was asked before it was set and is written down after', async () => {
    const attempts = [planned(0.2), planned(0.2), planned(0.2, { lifetimeMs: 1 })];
    for (const attempt of attempts) expect(await ledger().reserve(attempt)).toBe(UNBOUND);
    await setBudget(1);
    await ledger().reserve(planned(0.5));
    const [first, second, dead] = attempts.map(({ account, id }) => ({ account, id }));
    await Promise.all([first, second].map((one) => ledger().settleSoon(one!.account, one!.id, settled(0.1))));
    expect(await budgets()).toMatchObject([{ spent: 0.2, reserved: 0.5 }]);
    // The process died before the third was written down: it lapses like one that had no answer, and nothing stays reserved.
    await test.database.query('SELECT johang_lapse()');
    expect((await tenant.get('/v1/usage')).body.total).toMatchObject({ attempts: 4, lapsed: 1, cost: 0.2 });
    await ledger().settleSoon(dead!.account, dead!.id, settled(0.3));
    expect(await budgets()).toMatchObject([{ spent: 0.5, reserved: 0.5 }]);
  });

  it('has an outcome that cannot be stored spoil none that is written with it', async () => {
    const [good, bad] = [planned(0.2), planned(0.2)];
    for (const attempt of [good, bad]) await ledger().reserve(attempt);
    const tooMany = { promptTokens: 3e9, completionTokens: 0, reasoningTokens: 0, cachedTokens: 0 };
    const results = await Promise.allSettled([
      ledger().settleSoon(good.account, good.id, settled(0.1)),
      ledger().settleSoon(bad.account, bad.id, settledAttempt({ usage: tooMany })),
    ]);
    expect(results.map(({ status: state }) => state)).toEqual(['fulfilled', 'rejected']);
    expect((await tenant.get('/v1/usage')).body.total).toMatchObject({ cost: 0.1, promptTokens: 10 });
  });

  it('counts what was spent this month before it was set, and is removed', async () => {
    const before = planned(0.4);
    await ledger().reserve(before);
    await ledger().settle(before.account, before.id, settled(0.4));
    const { body } = await setBudget(0.5);
    expect(body).toMatchObject({ spent: 0.4 });
    await expect(ledger().reserve(planned(0.2))).rejects.toMatchObject({ code: 'budget.exceeded' });
    await tenant.delete(`/v1/budgets/${body.id}`).expect(204);
    await ledger().reserve(planned(0.2));
    expect((await tenant.delete(`/v1/budgets/${body.id}`)).body.code).toBe('budget.not_found');
  });
});

describe('masking', () => {
  it('keeps personal data from the model, and cites the document as it is', async () => {
    await tenant
      .put('/v1/masking')
      .send({ names: ['Hanbit Trading'] })
      .expect(200);
    const masked = CLAUSE.replace('010-1234-5678', '[PHONE_1]').replace('kim@acme.co.kr', '[EMAIL_1]');
    server.respond(simulatedReviewer({ truth: [{ rule: 'governing-law', quote: masked }] }));
    const { status: state, findings, provenance } = await review('priced');
    expect(state).toBe('done');
    const sent = server
      .completions()
      .map(({ raw }) => raw)
      .join('\n');
    expect(sent).toContain('[PHONE_1]');
    for (const secret of ['010-1234-5678', 'kim@acme.co.kr', 'Hanbit']) expect(sent).not.toContain(secret);
    const quotes = findings?.flatMap(({ citations }) => citations.map(({ quote }) => quote));
    expect(quotes).toContain(CLAUSE);
    expect(provenance?.masked).toMatchObject({ phone: { entities: 1 }, email: { entities: 1 }, name: { entities: 1 } });
    expect(JSON.stringify(provenance)).not.toContain('acme');
  });

  it('is off only where an admin says so of that model', async () => {
    await addModel('own', { masking: 'off' });
    expect((await review('own')).status).toBe('done');
    expect(server.completions().some(({ raw }) => raw.includes('010-1234-5678'))).toBe(true);
  });

  it('refuses patterns that cannot be used', async () => {
    const answered = await tenant.put('/v1/masking').send({ patterns: [{ name: 'x', pattern: '(a)\\1' }] });
    expect(answered.body.code).toBe('masking.invalid_pattern');
    expect((await tenant.get('/v1/masking')).body).toEqual({ except: [], names: [], patterns: [] });
  });
});
