import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelsController } from '../src/models/models.controller.js';
import { answerJson, startModelServer, status } from './support/model-server.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
});
afterAll(() => test.close());

const add = (body: object) => tenant.post('/v1/models').send(body);

describe(ModelsController.name, () => {
  it('shows the catalogue, in which what is not known is null', async () => {
    const { body } = await tenant.get('/v1/catalogue').expect(200);
    const byName = new Map(body.models.map((model: { name: string }) => [model.name, model]));
    expect(byName.get('solar-pro4')).toMatchObject({ modelId: 'solar-pro4-260806', contextWindow: 524_288 });
    expect(byName.get('motif')).toMatchObject({ modelId: null, contextWindow: null });
  });

  it('adds a model of the catalogue by its name alone', async () => {
    const { body } = await add({ name: 'solar', catalogueEntry: 'solar-pro4', effort: 'high', apiKey: 'k' }).expect(
      201,
    );
    expect(body).toMatchObject({
      modelId: 'solar-pro4-260806',
      baseUrl: 'https://api.upstage.ai/v1',
      catalogueEntry: 'solar-pro4',
      hasApiKey: true,
      settings: { contextWindow: 524_288, reasoning: { effort: 'high' } },
      warnings: [],
    });
    expect((await tenant.get('/v1/models/solar')).body).toEqual(body);
  });

  it('warns of a model that was retired', async () => {
    const { body } = await add({ name: 'old', catalogueEntry: 'solar-pro2' }).expect(201);
    expect(body.warnings).toMatchObject([{ code: 'model.retired' }]);
  });

  it('changes a model, and takes its key away', async () => {
    await add({ name: 'change', modelId: 'a', baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k' }).expect(201);
    const change = (body: object) => tenant.patch('/v1/models/change').send(body);
    const { body } = await change({ modelId: 'b', apiKey: null, settings: { timeoutMs: 5000 } }).expect(200);
    expect(body).toMatchObject({
      modelId: 'b',
      hasApiKey: false,
      settings: { timeoutMs: 5000, contextWindow: 32_768 },
    });
    expect((await change({ baseUrl: 'http://169.254.169.254/v1' })).body.code).toBe('model.url_refused');
    expect((await tenant.patch('/v1/models/nobody').send({})).body.code).toBe('model.not_found');
  });

  it('tests a connection: what it answered, or why it does not', async () => {
    const server = await startModelServer({ respond: answerJson({ word: 'clause', length: 6 }) });
    try {
      await add({ name: 'there', modelId: 'm-1', baseUrl: server.url }).expect(201);
      const { body } = await tenant.post('/v1/models/there/test').expect(200);
      expect(body).toMatchObject({ ok: true, snapshot: 'm-1', attempts: 1, cost: null, error: null });
      expect(body.usage.promptTokens).toBeGreaterThan(5);
      server.respond(status(401));
      const { body: refused } = await tenant.post('/v1/models/there/test').expect(200);
      expect(refused).toMatchObject({ ok: false, error: { code: 'model.unauthorized' } });
    } finally {
      await server.close();
    }
  });

  it('says what it cannot make a model of', async () => {
    const answers = await Promise.all([
      add({ name: 'a', catalogueEntry: 'solar-pro9' }),
      add({ name: 'b', catalogueEntry: 'ax-k2' }),
      add({ name: 'c', catalogueEntry: 'solar-pro4', effort: 'ultra' }),
      add({ name: 'd' }),
      add({ name: 'e', catalogueEntry: 'ax-k2', baseUrl: 'http://169.254.169.254/v1' }),
    ]);
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
      '404 catalogue.unknown_model',
      '422 catalogue.not_callable',
      '422 catalogue.unknown_effort',
      '400 request.invalid',
      '422 model.url_refused',
    ]);
  });
});
