import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { packageRoot } from '../src/config/paths.js';
import { ExemptionsController } from '../src/models/masking/exemptions.controller.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { uploadReady } from './support/furnished-workspace.js';
import { type ModelServer, simulatedReviewer, startModelServer } from './support/model-server.js';

const PHONE = '010-1234-5678';
const EMAIL = 'kim@acme.co.kr';
const CONTRACT = `Supply agreement\n\n1. The laws of Korea govern. Notices go to ${PHONE} or ${EMAIL}.\n`;
const REASON = 'Agreement on data processing of 2026-03-01';

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;
let other: ModelServer;
let document: string;

beforeAll(async () => {
  test = await createTestApp();
  server = await startModelServer({ respond: simulatedReviewer() });
  other = await startModelServer({ respond: simulatedReviewer() });
});
afterAll(async () => {
  await test.close();
  await Promise.all([server.close(), other.close()]);
});
beforeEach(async () => {
  tenant = await test.tenant();
  server.clear();
  other.clear();
  await add('one', server);
  await add('two', server);
  await add('elsewhere', other);
  document = await uploadReady(tenant, 'contract.txt', Buffer.from(CONTRACT));
});

async function add(name: string, { url }: ModelServer): Promise<void> {
  const model = { name, modelId: name, baseUrl: url, settings: { contextWindow: 32_000 } };
  await tenant.post('/v1/models').send(model).expect(201);
}

async function review(model: string): Promise<AnalysisView> {
  const { body } = await tenant.post(`/v1/documents/${document}/reviews`).send({ model }).expect(202);
  return eventually(
    async () => (await tenant.get(`/v1/analyses/${body.id}`)).body as AnalysisView,
    ({ status }) => status === 'done' || status === 'failed',
  );
}

/** What of the personal data a review by the model sends. */
async function sent(model: string): Promise<string[]> {
  server.clear();
  other.clear();
  expect((await review(model)).status).toBe('done');
  const text = [...server.completions(), ...other.completions()].map(({ raw }) => raw).join('\n');
  expect(text).toContain('The laws of Korea govern');
  return [PHONE, EMAIL].filter((each) => text.includes(each));
}

const exempt = (body: object) => tenant.post('/v1/masking/exemptions').send({ reason: REASON, ...body });

const FROM_MODELS = join(packageRoot, 'migrations/1796600000001-masking-exemptions-of-models.sql');

describe('what was said before there were exemptions', () => {
  it('stays said: of a model whose settings turned masking off, where it was', async () => {
    await tenant
      .patch('/v1/models/one')
      .send({ settings: { masking: 'off' } })
      .expect(200);
    await test.database.query(`UPDATE models SET base_url = $2 WHERE workspace_id = $1 AND name = 'one'`, [
      tenant.workspaceId,
      'https://API.example.com:443/v1/',
    ]);
    await test.database.query(await readFile(FROM_MODELS, 'utf8'));
    const { body } = await tenant.get('/v1/masking/exemptions');
    expect(body.items).toMatchObject([
      { provider: 'https://api.example.com', model: 'one', types: null, inForce: true, createdBy: 'system' },
    ]);
  });
});

describe(ExemptionsController.name, () => {
  it('lets personal data go to one provider, with the reason in what comes of it, until it is ended', async () => {
    expect(await sent('one')).toEqual([]);
    const { body: made } = await exempt({ provider: server.url }).expect(201);
    expect(made).toMatchObject({ provider: new URL(server.url).origin, model: null, inForce: true, reason: REASON });
    expect([await sent('one'), await sent('two'), await sent('elsewhere')]).toEqual([
      [PHONE, EMAIL],
      [PHONE, EMAIL],
      [],
    ]);
    const { provenance } = await review('one');
    expect(provenance?.masked).toBeUndefined();
    expect(provenance?.shown).toEqual({
      types: 'all',
      by: 'exemption',
      exemptions: [{ id: made.id, reason: REASON, createdBy: made.createdBy }],
    });
    await tenant.delete(`/v1/masking/exemptions/${made.id}`).expect(204);
    expect(await sent('one')).toEqual([]);
    const { body: list } = await tenant.get('/v1/masking/exemptions').expect(200);
    expect(list.items).toMatchObject([
      { id: made.id, inForce: false, createdBy: made.createdBy, endedBy: made.createdBy, endedAt: expect.any(String) },
    ]);
    expect((await tenant.delete(`/v1/masking/exemptions/${made.id}`)).body.code).toBe('exemption.not_found');
  });

  it('is of one model, at the address that it had, and of the kinds that are named', async () => {
    await exempt({ model: 'one', types: ['email'] }).expect(201);
    expect([await sent('one'), await sent('two')]).toEqual([[EMAIL], []]);
    const { provenance } = await review('one');
    expect(provenance).toMatchObject({ shown: { types: ['email'] }, masked: { phone: { entities: 1 } } });
    await tenant.patch('/v1/models/one').send({ baseUrl: other.url }).expect(200);
    expect(await sent('one')).toEqual([]);
  });

  it('counts for nothing where the model is always masked, and after its time', async () => {
    await exempt({ provider: server.url, until: new Date(Date.now() + 3_600_000).toISOString() }).expect(201);
    await tenant
      .patch('/v1/models/one')
      .send({ settings: { masking: 'on' } })
      .expect(200);
    expect([await sent('one'), await sent('two')]).toEqual([[], [PHONE, EMAIL]]);
    await test.database.query(
      `UPDATE masking_exemptions SET until = now() - interval '1 minute' WHERE workspace_id = $1`,
      [tenant.workspaceId],
    );
    expect(await sent('two')).toEqual([]);
    await exempt({ provider: server.url }).expect(201);
    const { body } = await tenant.get('/v1/masking/exemptions');
    expect(body.items).toMatchObject([{ inForce: true }, { inForce: false, endedBy: 'system' }]);
  });

  it('takes the name of a provider for where it is now', async () => {
    const { body: model } = await tenant.get('/v1/models/one').expect(200);
    const { body } = await exempt({ provider: model.provider }).expect(201);
    expect(body.provider).toBe(new URL(server.url).origin);
    expect(await sent('two')).toEqual([PHONE, EMAIL]);
  });

  it('needs a reason and somebody to exempt, once', async () => {
    const codes = [
      await exempt({ provider: server.url, reason: ' ' }),
      await exempt({}),
      await exempt({ provider: 'Not a name' }),
      await exempt({ provider: 'file:///etc' }),
      await exempt({ provider: 'nobody' }),
      await exempt({ model: 'nobody' }),
      await exempt({ provider: server.url, until: '2020-01-01T00:00:00Z' }),
      await exempt({ provider: server.url, types: [] }),
    ].map(({ body }) => body.code);
    expect(codes).toEqual([
      'request.invalid',
      'request.invalid',
      'request.invalid',
      'request.invalid',
      'provider.not_found',
      'model.not_found',
      'request.invalid',
      'request.invalid',
    ]);
    await exempt({ provider: server.url }).expect(201);
    expect((await exempt({ provider: `${server.url}/other` })).body.code).toBe('exemption.exists');
    await exempt({ model: 'one' }).expect(201);
  });

  it('is the only way for what leaves the own network: settings do not do', async () => {
    const away = { modelId: 'm', baseUrl: 'https://models.example.com/v1', settings: { masking: 'off' } };
    expect((await tenant.post('/v1/models').send({ name: 'away', ...away })).body.code).toBe('masking.needs_exemption');
    await tenant
      .post('/v1/models')
      .send({ name: 'away', ...away, settings: {} })
      .expect(201);
    const patched = await tenant.patch('/v1/models/away').send({ settings: { masking: 'off' } });
    expect(patched.body.code).toBe('masking.needs_exemption');
    await tenant
      .patch('/v1/models/one')
      .send({ settings: { masking: 'off' } })
      .expect(200);
    expect(await sent('one')).toEqual([PHONE, EMAIL]);
    expect((await review('one')).provenance?.shown).toEqual({ types: 'all', by: 'settings', exemptions: [] });
  });
});
