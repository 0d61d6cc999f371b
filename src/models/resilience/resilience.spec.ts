import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answer, type ModelServer, startModelServer, status } from '../../../test/support/model-server.js';
import { Gateway } from '../gateway.js';
import type { ModelEndpoint } from '../types.js';
import { providerOf } from './provider.js';
import { healthOf, loadOf, Resilience } from './resilience.js';

const breaker = { failures: 3, spanMs: 0, openMs: 5000, longestMs: 60_000 };
const concurrency = { start: 2, least: 1, most: 4, backOff: 0.5 };

let server: ModelServer;
let endpoint: ModelEndpoint;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.clear();
  server.respond(answer('OK'));
  endpoint = {
    name: 'm',
    modelId: 'm-1',
    baseUrl: server.url,
    apiKey: 'sk-one',
    contextWindow: 8192,
    maxOutputTokens: 1024,
    structuredOutput: 'prompt',
    timeoutMs: 5000,
    allowPrivateNetwork: true,
  };
});

describe(providerOf.name, () => {
  it('is the address and whose account, without the key', () => {
    const { baseUrl } = endpoint;
    expect(providerOf(endpoint)).toBe(providerOf({ ...endpoint, name: 'other', baseUrl: `${baseUrl}/` }));
    expect(providerOf(endpoint)).not.toBe(providerOf({ ...endpoint, apiKey: 'sk-two' }));
    expect(providerOf(endpoint)).not.toBe(providerOf({ ...endpoint, apiKey: undefined }));
    expect(providerOf(endpoint)).not.toContain('sk-one');
  });
});

describe(Resilience.name, () => {
  it.each([
    ['ok', 200, false, 'alive', 'fine'],
    ['model.rate_limited', 429, false, 'alive', 'overloaded'],
    ['model.failed', 500, false, 'down', 'unknown'],
    ['model.failed', 200, false, 'alive', 'unknown'],
    ['model.unreachable', null, false, 'down', 'unknown'],
    ['model.timeout', null, false, 'down', 'overloaded'],
    ['model.timeout', null, true, 'unknown', 'unknown'],
    ['model.unauthorized', 401, false, 'alive', 'unknown'],
    ['cancelled', null, false, 'unknown', 'unknown'],
  ] as const)('takes %s with status %s for what it is', (outcome, code, cutShort, health, load) => {
    const ending = { outcome, status: code, cutShort };
    expect([healthOf(ending), loadOf(ending)]).toEqual([health, load]);
  });
});

describe(Gateway.name, () => {
  let now = 0;
  const ask = (gateway: Gateway, more: Partial<ModelEndpoint> = {}, signal?: AbortSignal) =>
    gateway.complete(
      { ...endpoint, ...more },
      {
        task: 't',
        messages: [{ role: 'user', content: 'Hello' }],
        maxOutputTokens: 10,
        signal,
      },
    );
  const create = () =>
    new Gateway({
      resilience: { breaker, concurrency },
      clock: { now: () => now, sleep: () => Promise.resolve() },
      retry: { maxAttempts: 3 },
    });

  it('asks a provider that is down no more, says when it is worth another try, and asks again', async () => {
    const gateway = create();
    now = 1_000_000;
    server.respond(status(500));
    await expect(ask(gateway)).rejects.toMatchObject({ code: 'model.failed' });
    expect(server.completions()).toHaveLength(3);
    await expect(ask(gateway)).rejects.toMatchObject({ code: 'model.unavailable', retryAfter: 5, status: 503 });
    await expect(ask(gateway, { name: 'sibling' })).rejects.toMatchObject({ code: 'model.unavailable' });
    expect(server.completions()).toHaveLength(3);
    // Another account at the same address is another matter.
    server.respond(answer('OK'));
    expect((await ask(gateway, { apiKey: 'sk-two' })).text).toBe('OK');
    now += 5000;
    expect((await ask(gateway)).text).toBe('OK');
    expect((await ask(gateway)).text).toBe('OK');
  });

  it('has only so many calls under way at a provider, and a cancelled one makes room', async () => {
    const gateway = create();
    let most = 0;
    server.respond(async () => {
      most = Math.max(most, server.completions().filter(({ outcome }) => outcome === 'open').length);
      await new Promise((done) => setTimeout(done, 5));
      return answer('OK');
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    const cancelled = Promise.allSettled([1, 2, 3].map(() => ask(gateway, {}, controller.signal)));
    const answers = Promise.all(Array.from({ length: 10 }, () => ask(gateway)));
    controller.abort(reason);
    expect(await cancelled).toMatchObject([{ reason }, { reason }, { reason }]);
    expect((await answers).map(({ text }) => text)).toEqual(Array.from({ length: 10 }, () => 'OK'));
    expect(most).toBeLessThanOrEqual(4);
    expect(most).toBeGreaterThan(1);
  });
});
