import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { PlannedAttempt } from '../src/models/ledger.js';
import type { ModelLimits } from '../src/models/types.js';
import { LedgerService } from '../src/usage/ledger.service.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { plannedAttempt, settledAttempt } from './support/ledger.js';
import { answerJson, startModelServer } from './support/model-server.js';

let test: TestApp;
let tenant: Tenant;
let providerId: string;

beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());
beforeEach(async () => {
  tenant = await test.tenant();
  providerId = randomUUID();
});

const ledger = () => test.app.get(LedgerService, { strict: false });
const planned = (limits: ModelLimits, more: Partial<PlannedAttempt> = {}, tokens = 1) =>
  plannedAttempt(tenant.workspaceId, { shared: { ...limits, providerId, tokens }, ...more });
const reserve = (...args: Parameters<typeof planned>) => ledger().reserve(planned(...args));
const settled = (tokens: number) =>
  settledAttempt({ usage: { promptTokens: tokens, completionTokens: 0, reasoningTokens: 0, cachedTokens: 0 } });

describe('limits of a provider', () => {
  it('admit exactly as many requests of all its models as a minute may have, however many ask at once', async () => {
    const waits = await Promise.all(
      Array.from({ length: 60 }, (_, index) => reserve({ requestsPerMinute: 25 }, { model: `model-${index % 4}` })),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(25);
    expect(Math.min(...waits.filter(Boolean))).toBeGreaterThan(30_000);
    const [row] = await test.database.query(
      'SELECT count(*)::int AS rows, count(DISTINCT model)::int AS models FROM model_calls WHERE provider_id = $1',
      [providerId],
    );
    expect(row).toEqual({ rows: 25, models: 4 });
  });

  it('count tokens of all its models as held, and once they are known as used', async () => {
    const limits = { tokensPerMinute: 100 };
    const first = planned(limits, { model: 'a' }, 60);
    expect(await ledger().reserve(first)).toBe(0);
    expect(await reserve(limits, { model: 'b' }, 60)).toBeGreaterThan(0);
    await ledger().settle(first.account, first.id, settled(40));
    expect(await reserve(limits, { model: 'b' }, 60)).toBe(0);
    expect(await reserve(limits, { model: 'c' }, 1)).toBeGreaterThan(0);
  });

  it('hold attempts under way at all its models to a number', async () => {
    const limits = { concurrency: 2 };
    const attempts = Array.from({ length: 10 }, (_, index) => planned(limits, { model: `model-${index % 3}` }));
    const waits = await Promise.all(attempts.map((attempt) => ledger().reserve(attempt)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(2);
    const { account, id } = attempts[waits.indexOf(0)]!;
    await ledger().settle(account, id, settled(1));
    expect(await reserve(limits, { model: 'other' })).toBe(0);
    expect(await reserve(limits, { model: 'other' })).toBeGreaterThan(0);
  });

  it('take nothing for a call for which its model or a budget has no room', async () => {
    const limits = { requestsPerMinute: 2, tokensPerMinute: 100 };
    const narrow = { model: 'narrow', limits: { requestsPerMinute: 1, tokens: 1 } };
    expect(await reserve(limits, narrow, 40)).toBe(0);
    for (let time = 0; time < 3; time++) expect(await reserve(limits, narrow, 40)).toBeGreaterThan(0);
    await tenant.put('/v1/budgets').send({ monthlyLimit: 1 }).expect(200);
    await expect(reserve(limits, { model: 'dear', cost: 2 }, 40)).rejects.toMatchObject({ code: 'budget.exceeded' });
    expect(await reserve(limits, { model: 'wide' }, 60)).toBe(0);
    expect(await reserve(limits, { model: 'wide' }, 1)).toBeGreaterThan(0);
  });

  it('are a provider’s own, in a workspace of its own', async () => {
    expect(await reserve({ requestsPerMinute: 1 })).toBe(0);
    expect(await reserve({ requestsPerMinute: 1 })).toBeGreaterThan(0);
    providerId = randomUUID();
    expect(await reserve({ requestsPerMinute: 1 })).toBe(0);
    tenant = await test.tenant();
    expect(await reserve({ requestsPerMinute: 1 })).toBe(0);
  });

  it('hold calls of two models that go through the gateway', async () => {
    const server = await startModelServer({ respond: answerJson({ word: 'clause', length: 6 }) });
    try {
      await tenant
        .post('/v1/providers')
        .send({ name: 'ours', baseUrl: server.url, limits: { requestsPerMinute: 2 } })
        .expect(201);
      for (const name of ['one', 'two']) {
        await tenant.post('/v1/models').send({ name, modelId: 'm-1', provider: 'ours' }).expect(201);
      }
      const calls = Promise.all(
        ['one', 'two', 'one', 'two'].map(
          async (name) => (await tenant.post(`/v1/models/${name}/test`)).body.ok as boolean,
        ),
      );
      await eventually(
        async () => server.completions().length,
        (count) => count === 2,
      );
      // Makes room, as if a minute had passed; until then nobody else was let through.
      const [row] = await test.database.query(
        'SELECT sum(requests)::int AS requests FROM model_seconds WHERE workspace_id = $1',
        [tenant.workspaceId],
      );
      expect([row, server.completions().length]).toEqual([{ requests: 2 }, 2]);
      await test.database.query('UPDATE model_seconds SET second = second - 61 WHERE workspace_id = $1', [
        tenant.workspaceId,
      ]);
      expect(await calls).toEqual([true, true, true, true]);
      expect(server.completions()).toHaveLength(4);
    } finally {
      await server.close();
    }
  });
});
