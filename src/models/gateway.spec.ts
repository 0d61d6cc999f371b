import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  answer,
  hang,
  raw,
  reset,
  startModelServer,
  status,
  type ModelServer,
} from '../../test/support/model-server.js';
import { AppError } from '../common/errors/app-error.js';
import type { AttemptRecord } from './attempts.js';
import { ModelCallError } from './errors.js';
import { Gateway } from './gateway.js';
import type { ModelAnswer, ModelEndpoint, ModelRequest } from './types.js';

const KEY = 'sk-very-secret-key-1234567890';
const SECRET = 'The remuneration of the licensee amounts to 4,711 gold doubloons.';

describe(Gateway.name, () => {
  let server: ModelServer;
  let slept: number[];
  let attempts: AttemptRecord[];
  let gateway: Gateway;

  beforeAll(async () => {
    server = await startModelServer();
  });

  beforeEach(() => {
    server.clear();
    server.respond(answer('OK'));
    slept = [];
    attempts = [];
    gateway = new Gateway({
      clock: { sleep: async (ms) => void slept.push(ms), random: () => 0 },
      recorder: (attempt) => void attempts.push(attempt),
    });
  });

  afterAll(() => server.close());

  function endpoint(more: Partial<ModelEndpoint> = {}): ModelEndpoint {
    return {
      name: 'test',
      modelId: 'vendor/model-1',
      baseUrl: server.url,
      apiKey: KEY,
      contextWindow: 8192,
      maxOutputTokens: 2048,
      structuredOutput: 'json_schema',
      prices: { inputPerMillion: 1, outputPerMillion: 2 },
      timeoutMs: 2_000,
      allowPrivateNetwork: true,
      ...more,
    };
  }

  function ask(more: Partial<ModelRequest> = {}, entry: Partial<ModelEndpoint> = {}): Promise<ModelAnswer> {
    const messages = [{ role: 'user' as const, content: SECRET }];
    return gateway.complete(endpoint(entry), { task: 'test', messages, maxOutputTokens: 100, ...more });
  }

  async function failure(
    more: Partial<ModelRequest> = {},
    entry: Partial<ModelEndpoint> = {},
  ): Promise<ModelCallError> {
    const error: unknown = await ask(more, entry).then(
      () => new Error('It succeeded'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ModelCallError)) throw error;
    return error;
  }

  it('answers with text, usage, cost, snapshot and request id', async () => {
    server.respond(
      answer('Fine.', {
        model: 'vendor/model-1-0826',
        usage: { promptTokens: 1000, completionTokens: 50, cachedTokens: 200, reasoningTokens: 10 },
      }),
    );
    const result = await ask({}, { prices: { inputPerMillion: 1, outputPerMillion: 2, cachedPerMillion: 0.5 } });
    expect(result).toMatchObject({
      text: 'Fine.',
      finishReason: 'stop',
      modelSnapshot: 'vendor/model-1-0826',
      requestId: 'req-0',
      attempts: 1,
      usage: { promptTokens: 1000, completionTokens: 50, reasoningTokens: 10, cachedTokens: 200 },
    });
    expect(result.cost).toBeCloseTo((800 + 100 + 100) / 1e6, 12);
    expect(attempts).toHaveLength(1);
    expect(attempts[0]).toMatchObject({
      outcome: 'ok',
      attempt: 1,
      kind: 'first',
      status: 200,
      task: 'test',
      streamed: false,
    });
    expect(attempts[0]?.cost).toBeCloseTo(0.001, 12);
  });

  it('sends the key to the provider and nothing that the environment adds', async () => {
    const leaky = { OPENAI_CUSTOM_HEADERS: 'x-leak: environment', OPENAI_ORG_ID: 'org-leak' };
    const environment = jest.replaceProperty(process, 'env', leaky);
    try {
      await ask();
      await ask({}, { apiKey: undefined });
    } finally {
      environment.restore();
    }
    const [first, second] = server.requests;
    expect(first?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(Object.keys(first?.headers ?? {}).sort()).toEqual(
      ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'user-agent'].sort(),
    );
    expect(second?.headers.authorization).toBeUndefined();
  });

  it('knows no price as no cost and a price of zero as zero', async () => {
    expect((await ask({}, { prices: null })).cost).toBeNull();
    expect((await ask({}, { prices: { inputPerMillion: 0, outputPerMillion: 0 } })).cost).toBe(0);
  });

  it.each([408, 409, 429, 500, 503])('tries again after status %d, by doubling pauses', async (code) => {
    server.enqueue(status(code), status(code), status(code));
    expect(await ask()).toMatchObject({ text: 'OK', attempts: 4 });
    expect(slept).toEqual([500, 1000, 2000]);
    expect(attempts.map((attempt) => attempt.kind)).toEqual(['first', 'retry', 'retry', 'retry']);
    expect(attempts.map((attempt) => attempt.status)).toEqual([code, code, code, 200]);
    expect(new Set(attempts.map((attempt) => attempt.callId)).size).toBe(1);
  });

  it.each([
    [400, 'model.rejected'],
    [401, 'model.unauthorized'],
    [403, 'model.unauthorized'],
    [404, 'model.rejected'],
    [422, 'model.rejected'],
  ] as const)('does not try again after status %d', async (code, expected) => {
    server.enqueue(status(code));
    expect(await failure()).toMatchObject({ code: expected, report: { status: code, requestId: 'req-0' } });
    expect(server.requests).toHaveLength(1);
    expect(attempts).toMatchObject([{ outcome: expected, usage: null, cost: null }]);
  });

  it.each([
    [429, 'model.rate_limited'],
    [408, 'model.timeout'],
    [500, 'model.failed'],
    [504, 'model.timeout'],
  ] as const)('gives up after four times status %d', async (code, expected) => {
    server.respond(status(code, { headers: { 'retry-after': '3' } }));
    const error = await failure();
    expect(error).toMatchObject({ code: expected, retryAfter: 3, call: { attempts: 4 } });
    expect(error.message).toContain(`status ${code}`);
    expect(error.message).toContain('req-3');
    expect(slept).toEqual([3000, 3000, 3000]);
  });

  it('obeys x-should-retry before the status', async () => {
    server.enqueue(status(500, { headers: { 'x-should-retry': 'false' } }));
    expect((await failure()).code).toBe('model.failed');
    server.enqueue(status(400, { headers: { 'x-should-retry': 'true' } }));
    expect((await ask()).text).toBe('OK');
  });

  it('waits as long as it is asked to, up to a minute', async () => {
    server.enqueue(
      status(429, { headers: { 'retry-after-ms': '1234', 'retry-after': '9' } }),
      status(429, { headers: { 'retry-after': '60' } }),
      status(429, { headers: { 'retry-after': '61' } }),
    );
    await ask();
    expect(slept).toEqual([1234, 60_000, 2000]);
  });

  it('does not begin a pause that would outlast the deadline', async () => {
    server.respond(status(429, { headers: { 'retry-after': '30' } }));
    expect(await failure({ deadline: Date.now() + 5_000 })).toMatchObject({
      code: 'model.rate_limited',
      retryAfter: 30,
    });
    expect(server.requests).toHaveLength(1);
    expect((await failure({ deadline: Date.now() - 1 })).code).toBe('model.timeout');
    expect(server.requests).toHaveLength(1);
  });

  it.each([hang(), hang('headers'), hang('body')])('times out on a server that hangs: %j', async (behaviour) => {
    server.enqueue(behaviour);
    expect(await ask({}, { timeoutMs: 60 })).toMatchObject({ text: 'OK', attempts: 2 });
    expect(attempts[0]).toMatchObject({ outcome: 'model.timeout', usage: null });
    expect(server.requests[0]?.outcome).toBe('aborted');
  });

  it('ends with model.timeout at the deadline', async () => {
    server.respond(hang());
    const error = await failure({ deadline: Date.now() + 60 }, { timeoutMs: 10_000 });
    expect(error.code).toBe('model.timeout');
  });

  it.each([reset(), reset('body')])('tries again after a lost connection: %j', async (behaviour) => {
    server.enqueue(behaviour);
    expect(await ask()).toMatchObject({ text: 'OK', attempts: 2 });
    expect(attempts[0]?.outcome).toBe(behaviour.after === 'body' ? 'model.failed' : 'model.unreachable');
  });

  it('reports a server that is not there', async () => {
    const error = await failure({}, { baseUrl: 'http://127.0.0.1:1/v1' });
    expect(error.code).toBe('model.unreachable');
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.call.attempts).toBe(4);
  });

  it('tries a broken body again, and not a page of another server', async () => {
    server.enqueue(raw('{"choices": [{"mess'));
    expect((await ask()).attempts).toBe(2);
    server.enqueue(raw('<html>Sign in</html>', { contentType: 'text/html' }));
    const error = await failure();
    expect(error).toMatchObject({ code: 'model.failed', call: { attempts: 1 } });
    expect(error.message).toContain('base URL');
    server.enqueue(raw('{"hello": "world"}'));
    expect(await failure()).toMatchObject({ code: 'model.failed', call: { attempts: 1 } });
  });

  it('accepts a completion under a wrong content type', async () => {
    server.enqueue(answer('Fine.', { contentType: 'text/plain' }));
    expect((await ask()).text).toBe('Fine.');
  });

  it('reads an error inside an answer of status 200', async () => {
    server.enqueue(raw('{"error": {"message": "overloaded", "code": 529}}'));
    expect((await ask()).attempts).toBe(2);
    server.enqueue(raw('{"error": {"message": "no such model", "code": 404}}'));
    const error = await failure();
    expect(error).toMatchObject({ code: 'model.rejected', report: { status: 404 } });
    expect(error.message).toContain('no such model');
  });

  it('never repeats the key or the prompt in an error', async () => {
    for (const message of [
      `Incorrect API key provided: ${KEY}. Check it.`,
      `Your input "${SECRET}" violates the policy`,
      `Invalid header Bearer ${KEY}`,
    ]) {
      server.enqueue(status(400, { body: { error: { message, code: 'bad_request', type: KEY } } }));
      const error = await failure();
      const shown = `${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(attempts)}`;
      expect(shown).not.toContain(KEY);
      expect(shown).not.toContain('doubloons');
      expect(error.message).toContain('bad_request');
    }
  });

  it('reports a refusal as a rejection', async () => {
    server.enqueue(answer(null, { refusal: 'I cannot do that' }), answer('', { finishReason: 'content_filter' }));
    expect((await failure()).code).toBe('model.rejected');
    expect((await failure()).code).toBe('model.rejected');
  });

  it('closes the socket when it is cancelled, and says why', async () => {
    for (const behaviour of [hang(), hang('body')]) {
      server.enqueue(behaviour);
      const controller = new AbortController();
      const seen = server.requests.length;
      const call = ask({ signal: controller.signal });
      await server.until(() => server.requests.length > seen);
      controller.abort(new Error('enough'));
      await expect(call).rejects.toThrow('enough');
      await server.until(() => server.requests[seen]?.outcome === 'aborted');
    }
    expect(attempts.map((attempt) => attempt.outcome)).toEqual(['cancelled', 'cancelled']);
    await expect(ask({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
    expect(server.requests).toHaveLength(2);
  });

  it('is cancelled within a pause too', async () => {
    const controller = new AbortController();
    gateway = new Gateway({ clock: { now: () => Date.now() } });
    server.respond(status(500, { headers: { 'retry-after': '50' } }));
    const call = ask({ signal: controller.signal });
    await server.until(() => server.requests[0]?.outcome === 'answered');
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(call).rejects.toThrow('enough');
  });

  it('refuses addresses before anything is sent, and redirects after', async () => {
    await expect(ask({}, { allowPrivateNetwork: false })).rejects.toMatchObject({ code: 'model.url_refused' });
    await expect(ask({}, { baseUrl: 'http://169.254.169.254/v1' })).rejects.toMatchObject({
      code: 'model.url_refused',
    });
    expect(server.requests).toHaveLength(0);
    server.enqueue(raw('', { status: 302, headers: { location: `${server.url}/models` } }));
    await expect(ask()).rejects.toMatchObject({ code: 'model.url_refused' });
    expect(server.requests).toHaveLength(1);
  });

  it('fails when the attempt cannot be recorded', async () => {
    gateway = new Gateway({ recorder: () => Promise.reject(new AppError('database.unavailable')) });
    await expect(ask()).rejects.toMatchObject({ code: 'database.unavailable' });
  });
});
