import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelsService } from '../src/models/models.service.js';
import { ProvidersController } from '../src/models/providers/providers.controller.js';
import { ResealService } from '../src/secrets/reseal.service.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';
import { answerJson, type ModelServer, startModelServer } from './support/model-server.js';

const KEY = 'sk-one-key-of-the-test';
const OTHER = 'sk-other-key-of-the-test';

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;

beforeAll(async () => {
  test = await createTestApp();
  server = await startModelServer({ respond: answerJson({ word: 'clause', length: 6 }), models: ['m-1', 'm-2'] });
});
afterAll(async () => {
  await test.close();
  await server.close();
});
beforeEach(async () => {
  tenant = await test.tenant();
  server.clear();
  server.respond(answerJson({ word: 'clause', length: 6 }));
});

const addModel = (name: string, more: object = {}) =>
  tenant.post('/v1/models').send({ name, modelId: 'm-1', baseUrl: server.url, ...more });
const addProvider = (more: object = {}) =>
  tenant.post('/v1/providers').send({ name: 'ours', baseUrl: server.url, apiKey: KEY, ...more });
const provider = async (name = 'ours') => (await tenant.get(`/v1/providers/${name}`).expect(200)).body;
const providers = async () => (await tenant.get('/v1/providers').expect(200)).body.items as { name: string }[];
const model = async (name: string) => (await tenant.get(`/v1/models/${name}`).expect(200)).body;
const endpoint = (name: string) => test.app.get(ModelsService, { strict: false }).endpoint(tenant.scope, name);
const keyOf = async (name: string) => (await endpoint(name)).apiKey;
/** What the model's server was shown of a key when the model was called. */
const keySent = async (name: string) => {
  server.clear();
  await tenant.post(`/v1/models/${name}/test`).expect(200);
  return server.completions().map(({ headers }) => headers.authorization);
};

describe(ProvidersController.name, () => {
  it('makes a provider along with a model, which others share, and takes it away with the last', async () => {
    const { body } = await addModel('one', { apiKey: KEY }).expect(201);
    const { port } = new URL(server.url);
    expect(body).toMatchObject({ provider: `127.0.0.1-${port}`, hasApiKey: true });
    expect(await model('one')).toEqual(body);
    await addModel('two').expect(201);
    await addModel('three', { apiKey: KEY }).expect(201);
    expect(await providers()).toMatchObject([
      {
        name: body.provider,
        baseUrl: server.url,
        hasApiKey: true,
        revision: 1,
        models: ['one', 'three', 'two'].map((name) => ({ name, key: 'provider' })),
      },
    ]);
    for (const name of ['one', 'two', 'three']) expect(await keySent(name)).toEqual([`Bearer ${KEY}`]);
    const inUse = await tenant.delete(`/v1/providers/${body.provider}`).expect(409);
    expect(inUse.body.code).toBe('provider.in_use');
    for (const name of ['one', 'two', 'three']) await tenant.delete(`/v1/models/${name}`).expect(204);
    expect(await providers()).toEqual([]);
  });

  it('tells apart by the key who has the same address', async () => {
    await addModel('one', { apiKey: KEY }).expect(201);
    await addModel('two', { apiKey: OTHER }).expect(201);
    const [one, two] = [await model('one'), await model('two')];
    expect(two.provider).toBe(`${one.provider}-2`);
    expect((await addModel('three').expect(422)).body.code).toBe('provider.ambiguous');
    await addModel('three', { baseUrl: undefined, provider: two.provider }).expect(201);
    expect([await keyOf('one'), await keyOf('two'), await keyOf('three')]).toEqual([KEY, OTHER, OTHER]);
    expect((await addModel('four', { baseUrl: undefined, provider: 'nobody' }).expect(404)).body.code).toBe(
      'provider.not_found',
    );
    await addModel('four', { provider: two.provider }).expect(400);
  });

  it('calls an address of the catalogue by its name there, and lets it live in public only', async () => {
    const { body } = await tenant.post('/v1/models').send({ name: 'solar', catalogueEntry: 'solar-pro4', apiKey: KEY });
    expect(body.provider).toBe('upstage');
    expect(await provider('upstage')).toMatchObject({ allowPrivateNetwork: false, enabled: true, limits: null });
    expect((await endpoint('solar')).allowPrivateNetwork).toBe(false);
  });

  it('changes one key for all its models', async () => {
    await addProvider().expect(201);
    for (const name of ['one', 'two']) await addModel(name).expect(201);
    await tenant.post('/v1/providers/ours/key').send({ apiKey: OTHER }).expect(200);
    for (const name of ['one', 'two']) expect(await keySent(name)).toEqual([`Bearer ${OTHER}`]);
    expect(await provider()).toMatchObject({ revision: 2, hasApiKey: true });
    await tenant.post('/v1/providers/ours/key').send({ apiKey: null }).expect(200);
    expect(await model('one')).toMatchObject({ hasApiKey: false });
    expect(await keySent('one')).toEqual([undefined]);
  });

  it('replaces keys of models with that of their provider only where they were the old one, or it is said', async () => {
    await addProvider().expect(201);
    for (const [name, apiKey] of Object.entries({ same: KEY, own: 'sk-own' })) {
      await addModel(name).expect(201);
      await tenant.patch(`/v1/models/${name}`).send({ apiKey }).expect(200);
    }
    await addModel('plain').expect(201);
    expect((await provider()).models).toEqual([
      { name: 'own', key: 'own' },
      { name: 'plain', key: 'provider' },
      { name: 'same', key: 'own' },
    ]);
    const rotate = (more: object) => tenant.post('/v1/providers/ours/key').send({ apiKey: OTHER, ...more });
    const { body } = await rotate({}).expect(409);
    expect([body.code, body.detail]).toEqual(['provider.keys_differ', 'own of ours have keys of their own']);
    expect(await keyOf('plain')).toBe(KEY);
    await rotate({ ownKeys: 'keep' }).expect(200);
    expect([await keyOf('own'), await keyOf('plain'), await keyOf('same')]).toEqual(['sk-own', OTHER, OTHER]);
    await rotate({ ownKeys: 'replace' }).expect(200);
    expect(await keyOf('own')).toBe(OTHER);
  });

  it('takes over the one key that models had before it had any', async () => {
    await addProvider({ apiKey: undefined }).expect(201);
    for (const name of ['one', 'two']) await addModel(name, { apiKey: KEY }).expect(201);
    expect((await provider()).models.map(({ key }: { key: string }) => key)).toEqual(['own', 'own']);
    await tenant.post('/v1/providers/ours/key').send({ apiKey: OTHER }).expect(200);
    expect((await provider()).models.map(({ key }: { key: string }) => key)).toEqual(['provider', 'provider']);
    expect([await keyOf('one'), await keyOf('two')]).toEqual([OTHER, OTHER]);
  });

  it('gives a key away to no other host', async () => {
    await addProvider().expect(201);
    await addModel('one').expect(201);
    const elsewhere = 'http://127.0.0.2:9/v1';
    const asked = await tenant.patch('/v1/models/one').send({ baseUrl: elsewhere }).expect(422);
    expect(asked.body.code).toBe('provider.key_needed');
    const change = (body: object) => tenant.patch('/v1/providers/ours').send(body);
    expect((await change({ baseUrl: elsewhere }).expect(422)).body.code).toBe('provider.key_needed');
    await change({ apiKey: OTHER }).expect(400);
    await change({ baseUrl: elsewhere, apiKey: OTHER }).expect(200);
    expect(await endpoint('one')).toMatchObject({ baseUrl: elsewhere, apiKey: OTHER });
    await tenant.patch('/v1/models/one').send({ apiKey: 'sk-own' }).expect(200);
    expect((await change({ baseUrl: server.url, apiKey: KEY }).expect(422)).body.code).toBe('provider.key_needed');
    expect(await endpoint('one')).toMatchObject({ baseUrl: elsewhere, apiKey: 'sk-own' });
  });

  it('moves a model: with its key on the same host, to a provider and its key by name', async () => {
    await addModel('one', { apiKey: KEY }).expect(201);
    const longer = `${server.url}/two`;
    await tenant.patch('/v1/models/one').send({ baseUrl: longer }).expect(200);
    expect(await endpoint('one')).toMatchObject({ baseUrl: longer, apiKey: KEY });
    expect(await providers()).toHaveLength(1);
    await addProvider({ name: 'far', baseUrl: 'http://127.0.0.2:9/v1', apiKey: OTHER }).expect(201);
    await tenant.patch('/v1/models/one').send({ provider: 'far' }).expect(200);
    expect(await endpoint('one')).toMatchObject({ baseUrl: 'http://127.0.0.2:9/v1', apiKey: OTHER });
    await tenant.patch('/v1/models/one').send({ apiKey: null }).expect(200);
    expect(await keyOf('one')).toBeUndefined();
    expect((await provider('far')).models).toEqual([{ name: 'one', key: 'none' }]);
    await tenant.patch('/v1/models/one').send({ provider: 'far' }).expect(200);
    expect(await keyOf('one')).toBe(OTHER);
  });

  it('is asked no address that it may not have', async () => {
    const codes = await Promise.all(
      [
        addProvider({ baseUrl: 'http://169.254.169.254/v1' }),
        addProvider({ baseUrl: 'http://10.0.0.1/v1', allowPrivateNetwork: false }),
        addProvider({ baseUrl: 'ftp://x' }),
      ].map(async (request) => (await request).body.code),
    );
    expect(codes).toEqual(['model.url_refused', 'model.url_refused', 'request.invalid']);
    await addProvider().expect(201);
    await addModel('one').expect(201);
    await tenant.patch('/v1/providers/ours').send({ allowPrivateNetwork: false }).expect(422);
    // What a name leads to is found out when it is called.
    await addProvider({ name: 'named', baseUrl: 'http://johang.invalid/v1', allowPrivateNetwork: false }).expect(201);
    await addModel('two', { baseUrl: undefined, provider: 'named' }).expect(201);
    expect((await endpoint('two')).allowPrivateNetwork).toBe(false);
  });

  it('is followed to no other address', async () => {
    const redirecting = createServer((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/v1/models' }).end();
    }).listen(0, '127.0.0.1');
    await once(redirecting, 'listening');
    try {
      const { port } = redirecting.address() as AddressInfo;
      await addProvider({ baseUrl: `http://127.0.0.1:${port}/v1` }).expect(201);
      const { body } = await tenant.post('/v1/providers/ours/test').expect(200);
      expect(body).toMatchObject({ ok: false, models: null, error: { code: 'model.url_refused' } });
    } finally {
      redirecting.close();
    }
  });

  it('says what its server does otherwise; what a model says itself wins', async () => {
    await addProvider({ defaults: { structuredOutput: 'prompt', timeoutMs: 5000 } }).expect(201);
    await tenant
      .post('/v1/models')
      .send({ name: 'one', catalogueEntry: 'ax-k2', provider: 'ours', settings: { timeoutMs: 9000 } })
      .expect(201);
    expect((await model('one')).settings).toMatchObject({
      structuredOutput: 'prompt',
      timeoutMs: 9000,
      contextWindow: 262_144,
    });
    await tenant.patch('/v1/providers/ours').send({ defaults: {} }).expect(200);
    expect((await model('one')).settings).toMatchObject({ structuredOutput: 'json_schema' });
  });

  it('is switched off with all its models', async () => {
    await addProvider().expect(201);
    await addModel('one').expect(201);
    await tenant.patch('/v1/providers/ours').send({ enabled: false }).expect(200);
    expect((await model('one')).warnings).toMatchObject([{ code: 'model.disabled' }]);
    const route = await tenant
      .put('/v1/routes/review')
      .send({ models: ['one'] })
      .expect(200);
    expect(route.body.warnings).toMatchObject([{ model: 'one', code: 'model.disabled' }]);
    expect((await tenant.post('/v1/models/one/test').expect(409)).body.code).toBe('model.disabled');
    expect(server.completions()).toEqual([]);
    await tenant.patch('/v1/providers/ours').send({ enabled: true }).expect(200);
    expect((await tenant.post('/v1/models/one/test').expect(200)).body.ok).toBe(true);
  });

  it('refuses a change of somebody who had not read the last one, and a name that is taken', async () => {
    await addProvider().expect(201);
    expect((await addProvider().expect(409)).body.code).toBe('provider.exists');
    const change = (revision: number) =>
      tenant.patch('/v1/providers/ours').send({ revision, limits: { concurrency: 2 } });
    await change(1).expect(200);
    expect((await change(1).expect(409)).body.code).toBe('provider.changed');
    await tenant.delete('/v1/providers/ours').expect(204);
    expect((await tenant.delete('/v1/providers/ours').expect(404)).body.code).toBe('provider.not_found');
  });

  it('tells whether it can be reached, takes the key, and serves the models', async () => {
    const guarded = await startModelServer({ models: ['m-1', KEY], apiKey: KEY });
    try {
      await addProvider({ baseUrl: guarded.url }).expect(201);
      await addModel('one', { baseUrl: guarded.url }).expect(201);
      await addModel('two', { baseUrl: guarded.url, modelId: 'm-9' }).expect(201);
      const report = async () => (await tenant.post('/v1/providers/ours/test').expect(200)).body;
      expect(await report()).toMatchObject({ ok: true, models: ['m-1'], missing: ['m-9'], error: null });
      // As it is with models that came before their providers: the key is theirs.
      await tenant.patch('/v1/models/one').send({ apiKey: KEY }).expect(200);
      await tenant.post('/v1/providers/ours/key').send({ apiKey: null, ownKeys: 'keep' }).expect(200);
      expect(await report()).toMatchObject({ ok: false, error: { code: 'model.unauthorized' } });
      await tenant.patch('/v1/models/one').send({ apiKey: KEY }).expect(200);
      expect(await report()).toMatchObject({ ok: true });
      await tenant.post('/v1/providers/ours/key').send({ apiKey: OTHER }).expect(200);
      expect(await report()).toMatchObject({ ok: false, models: null, error: { code: 'model.unauthorized' } });
      await guarded.close();
      expect(await report()).toMatchObject({ ok: false, error: { code: 'model.unreachable' } });
    } finally {
      await guarded.close();
    }
  });

  it('seals its key anew with the others', async () => {
    await addProvider().expect(201);
    await addModel('one').expect(201);
    const sealed = async () =>
      (
        await test.database.query(
          'SELECT api_key_sealed AS sealed FROM providers WHERE name = $1 AND workspace_id = $2',
          ['ours', tenant.workspaceId],
        )
      )[0]!.sealed;
    const before = await sealed();
    expect(before).not.toContain(KEY);
    expect((await test.app.get(ResealService, { strict: false }).rotate()).unreadable).toBe(0);
    expect(await sealed()).not.toBe(before);
    expect(await keyOf('one')).toBe(KEY);
  });
});
