import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Gateway } from '../src/models/gateway.js';
import type { PlannedAttempt } from '../src/models/ledger.js';
import type { ModelEndpoint, ModelLimits } from '../src/models/types.js';
import { LedgerService } from '../src/usage/ledger.service.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';
import { plannedAttempt, settledAttempt } from './support/ledger.js';
import { answer, type ModelServer, startModelServer } from './support/model-server.js';

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;
beforeAll(async () => {
  test = await createTestApp();
  server = await startModelServer();
});
afterAll(async () => {
  await server.close();
  await test.close();
});
beforeEach(async () => {
  tenant = await test.tenant();
  server.clear();
  server.respond(answer('OK'));
});

const ledger = () => test.app.get(LedgerService, { strict: false });

const planned = (limits: ModelLimits & { tokens: number }, more: Partial<PlannedAttempt> = {}) =>
  plannedAttempt(tenant.workspaceId, { model: 'limited', limits, ...more });

/** Null: nothing is known of what it used. */
const settled = (tokens: number | null) =>
  settledAttempt({
    usage: tokens === null ? null : { promptTokens: tokens, completionTokens: 0, reasoningTokens: 0, cachedTokens: 0 },
  });

/** As if what was admitted had been so many seconds ago. */
const age = (seconds: number) =>
  test.database.query('UPDATE model_seconds SET second = second - $2 WHERE workspace_id = $1', [
    tenant.workspaceId,
    seconds,
  ]);

describe('limits of a model', () => {
  it('admit exactly as many requests as a minute may have, however many ask at once', async () => {
    const waits = await Promise.all(
      Array.from({ length: 60 }, () => ledger().reserve(planned({ requestsPerMinute: 25, tokens: 1 }))),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(25);
    const [least, most] = [Math.min(...waits.filter(Boolean)), Math.max(...waits)];
    expect([least > 30_000, most <= 61_000]).toEqual([true, true]);
    const [row] = await test.database.query('SELECT count(*)::int AS rows FROM model_calls WHERE workspace_id = $1', [
      tenant.workspaceId,
    ]);
    expect(row).toEqual({ rows: 25 });
  });

  it('admit again when the minute has passed, and not before', async () => {
    const limits = { requestsPerMinute: 1, tokens: 1 };
    expect(await ledger().reserve(planned(limits))).toBe(0);
    await age(30);
    expect(await ledger().reserve(planned(limits))).toBeLessThanOrEqual(31_000);
    expect(await ledger().reserve(planned(limits))).toBeGreaterThan(0);
    await age(31);
    expect(await ledger().reserve(planned(limits))).toBe(0);
  });

  it('count tokens as held, and once they are known as used', async () => {
    const limits = { tokensPerMinute: 100, tokens: 60 };
    const first = planned(limits);
    expect(await ledger().reserve(first)).toBe(0);
    expect(await ledger().reserve(planned(limits))).toBeGreaterThan(0);
    await ledger().settle(first.account, first.id, settled(40));
    const second = planned(limits);
    expect(await ledger().reserve(second)).toBe(0);
    // Nothing is known of what it used: it counts as held.
    await ledger().settle(second.account, second.id, settled(null));
    expect(await ledger().reserve(planned({ ...limits, tokens: 1 }))).toBeGreaterThan(0);
  });

  it('let pass alone what is more than a minute may have', async () => {
    const limits = { tokensPerMinute: 100, tokens: 5000 };
    expect(await ledger().reserve(planned(limits))).toBe(0);
    expect(await ledger().reserve(planned({ ...limits, tokens: 1 }))).toBeGreaterThan(0);
  });

  it('hold attempts under way to a number, of which a dead process keeps none for ever', async () => {
    const limits = { concurrency: 2, tokens: 1 };
    const attempts = Array.from({ length: 10 }, () => planned(limits, { lifetimeMs: 60_000 }));
    const waits = await Promise.all(attempts.map((attempt) => ledger().reserve(attempt)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(2);
    const { account, id } = attempts[waits.indexOf(0)]!;
    await ledger().settle(account, id, settled(1));
    expect(await ledger().reserve(planned(limits))).toBe(0);
    expect(await ledger().reserve(planned(limits))).toBeGreaterThan(0);
    await test.database.query(`UPDATE model_calls SET expires_at = now() WHERE workspace_id = $1`, [
      tenant.workspaceId,
    ]);
    expect(await ledger().reserve(planned(limits))).toBe(0);
  });

  it("are a workspace's and a model's own, and take nothing for a call that a budget refuses", async () => {
    const limits = { requestsPerMinute: 1, tokens: 1 };
    await tenant.put('/v1/budgets').send({ monthlyLimit: 1, actor: null }).expect(200);
    await expect(ledger().reserve(planned(limits, { cost: 2 }))).rejects.toMatchObject({ code: 'budget.exceeded' });
    expect(await ledger().reserve(planned(limits))).toBe(0);
    expect(await ledger().reserve(planned(limits, { model: 'another' }))).toBe(0);
    tenant = await test.tenant();
    expect(await ledger().reserve(planned(limits))).toBe(0);
  });
});

describe(Gateway.name, () => {
  const endpoint = (limits: ModelLimits): ModelEndpoint => ({
    name: 'limited',
    modelId: 'limited-1',
    baseUrl: server.url,
    contextWindow: 8192,
    maxOutputTokens: 1024,
    structuredOutput: 'prompt',
    timeoutMs: 5000,
    allowPrivateNetwork: true,
    limits,
  });
  const ask = (limits: ModelLimits, more: { signal?: AbortSignal; deadline?: number } = {}) =>
    test.app.get(Gateway, { strict: false }).complete(endpoint(limits), {
      task: 't',
      messages: [{ role: 'user', content: 'Hello' }],
      maxOutputTokens: 10,
      account: { workspaceId: tenant.workspaceId, actor: 'system' },
      ...more,
    });

  it('waits for room, in order, instead of failing', async () => {
    const most = { value: 0 };
    server.respond(async () => {
      most.value = Math.max(most.value, server.completions().filter(({ outcome }) => outcome === 'open').length);
      await new Promise((done) => setTimeout(done, 10));
      return answer('OK');
    });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ concurrency: 2 })));
    expect(answers.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(most.value).toBeLessThanOrEqual(2);
    expect(server.completions()).toHaveLength(6);
  });

  it('waits no longer than the deadline or the caller', async () => {
    const limits = { requestsPerMinute: 1 };
    await ask(limits);
    await expect(ask(limits, { deadline: Date.now() + 100 })).rejects.toMatchObject({
      code: 'model.rate_limited',
      retryAfter: expect.any(Number),
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = [ask(limits, { signal: controller.signal }), ask(limits, { signal: controller.signal })];
    setTimeout(() => controller.abort(reason), 50);
    expect(await Promise.allSettled(waiting)).toMatchObject([{ reason }, { reason }]);
    expect(server.completions()).toHaveLength(1);
  });

  it('takes limits as a setting of the model', async () => {
    const model = { name: 'm', modelId: 'm-1', baseUrl: server.url, settings: { limits: { requestsPerMinute: 60 } } };
    const { body } = await tenant.post('/v1/models').send(model).expect(201);
    expect(body.settings.limits).toEqual({ requestsPerMinute: 60 });
    const wrong = { ...model, name: 'n', settings: { limits: { requestsPerMinute: 0 } } };
    expect((await tenant.post('/v1/models').send(wrong)).body.code).toBe('request.invalid');
  });
});
