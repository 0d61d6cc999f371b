import type { LookupAddress } from 'node:dns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, raw, startModelServer, type ModelServer } from '../../test/support/model-server.js';
import { classifyAddress } from './addresses.js';
import { Gateway } from './gateway.js';
import { createGuardedFetch } from './guarded-fetch.js';
import { assertUrlAllowed, type Resolver } from './url-guard.js';

function verdict(url: string, allowPrivateNetwork: boolean): string {
  try {
    assertUrlAllowed(url, { allowPrivateNetwork });
    return 'allowed';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

describe(assertUrlAllowed.name, () => {
  it.each([
    'http://169.254.169.254/v1',
    'http://169.254.0.1/v1',
    'http://2852039166/v1',
    'http://0xA9FEA9FE/v1',
    'http://0251.0376.0251.0376/v1',
    'http://169.254.43518/v1',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[::ffff:a9fe:a9fe]/v1',
    'http://[::169.254.169.254]/v1',
    'http://[64:ff9b::a9fe:a9fe]/v1',
    'http://[2002:a9fe:a9fe::1]/v1',
    'http://[fe80::1]/v1',
    'http://[febf::1]/v1',
    'http://[fd00:ec2::254]/v1',
    'http://100.100.100.200/v1',
    'http://168.63.129.16/v1',
    'http://224.0.0.1/v1',
    'http://255.255.255.255/v1',
    'http://[ff02::1]/v1',
    'http://metadata.google.internal/computeMetadata/v1',
    'http://METADATA.google.internal./v1',
    'http://metadata/v1',
    'http://instance-data/v1',
    'ftp://api.example.com/v1',
    'file:///etc/passwd',
    'https://user:password@api.example.com/v1',
    'not a url',
    '',
  ])('always refuses %s', (url) => {
    expect(verdict(url, true)).toBe('model.url_refused');
    expect(verdict(url, false)).toBe('model.url_refused');
  });

  it.each([
    'http://localhost:11434/v1',
    'http://vllm.localhost/v1',
    'http://127.0.0.1:8000/v1',
    'http://127.1/v1',
    'http://2130706433/v1',
    'http://[::1]/v1',
    'http://[::ffff:127.0.0.1]/v1',
    'http://0.0.0.0/v1',
    'http://[::]/v1',
    'http://10.1.2.3/v1',
    'http://172.16.0.1/v1',
    'http://172.31.255.255/v1',
    'http://192.168.0.10/v1',
    'http://100.64.0.1/v1',
    'http://[fd12:3456::1]/v1',
    'http://[64:ff9b::10.0.0.1]/v1',
  ])('takes leave for %s', (url) => {
    expect(verdict(url, true)).toBe('allowed');
    expect(verdict(url, false)).toBe('model.url_refused');
  });

  it.each([
    'https://api.openai.com/v1',
    'https://api.upstage.ai/v1',
    'http://8.8.8.8/v1',
    'http://172.32.0.1/v1',
    'http://169.253.0.1/v1',
    'http://[2606:4700::1111]/v1',
    'http://metadata.example.com/v1',
  ])('lets %s pass', (url) => {
    expect(verdict(url, false)).toBe('allowed');
  });

  it('judges what is no address as forbidden', () => {
    expect(classifyAddress('example.com')).toBe('forbidden');
  });
});

describe(createGuardedFetch.name, () => {
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer({ respond: answer('OK') });
  });
  afterAll(() => server.close());

  function resolver(...addresses: LookupAddress[]): Resolver {
    return (_host, _options, done) => done(null, addresses);
  }

  /** A gateway for which every name has the given addresses. */
  async function call(resolve: Resolver, allowPrivateNetwork = true): Promise<string> {
    const gateway = new Gateway({ fetch: createGuardedFetch({ allowPrivateNetwork, resolve }) });
    const endpoint = {
      name: 'test',
      modelId: 'm',
      baseUrl: `http://models.example.com:${new URL(server.url).port}/v1`,
      contextWindow: 1000,
      maxOutputTokens: 100,
      structuredOutput: 'prompt' as const,
      timeoutMs: 1000,
      allowPrivateNetwork,
    };
    return gateway
      .complete(endpoint, { task: 't', messages: [{ role: 'user', content: 'x' }], maxOutputTokens: 10 })
      .then(({ text }) => text)
      .catch((error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)));
  }

  const metadata = { address: '169.254.169.254', family: 4 };
  const loopback = { address: '127.0.0.1', family: 4 };

  it('connects to what a name resolves to when the policy allows it', async () => {
    expect(await call(resolver(loopback))).toBe('OK');
  });

  it('refuses a name that resolves to a metadata or private address', async () => {
    const before = server.requests.length;
    expect(await call(resolver(metadata))).toBe('model.url_refused');
    expect(await call(resolver({ address: 'fe80::1', family: 6 }))).toBe('model.url_refused');
    expect(await call(resolver(loopback, metadata))).toBe('model.url_refused');
    expect(await call(resolver(loopback), false)).toBe('model.url_refused');
    expect(server.requests).toHaveLength(before);
  });

  it('reports a name that does not resolve, without trying again', async () => {
    const failing: Resolver = (_host, _options, done) =>
      done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    expect(await call(failing)).toBe('model.unreachable');
  });

  it('breaks off an answer that is too long', async () => {
    const fetch = createGuardedFetch({ allowPrivateNetwork: true, maxResponseBytes: 1000 });
    server.enqueue(raw('x'.repeat(5000)));
    const body = JSON.stringify({ model: 'm', messages: [] });
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body });
    await expect(response.text()).rejects.toThrow('too long');
  });

  it('keeps connections alive', async () => {
    const fetch = createGuardedFetch({ allowPrivateNetwork: true });
    for (let time = 0; time < 3; time++) await (await fetch(`${server.url}/models`)).text();
    const ports = server.requests.slice(-3).map((request) => request.clientPort);
    expect(new Set(ports).size).toBe(1);
  });
});
