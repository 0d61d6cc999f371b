import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogueController } from '../src/models/catalogue/catalogue.controller.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';
import { answerJson, type ModelServer, startModelServer } from './support/model-server.js';

const DAY_MS = 86_400_000;
const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
const SOURCE = { from: 'https://example.com/prices', read: '2026-11-20' };

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;

beforeAll(async () => {
  test = await createTestApp();
  server = await startModelServer({ respond: answerJson({ word: 'clause', length: 6 }) });
});
afterAll(async () => {
  await test.close();
  await server.close();
});
beforeEach(async () => {
  tenant = await test.tenant();
});

const own = (more: object = {}) => ({
  name: 'vendor-one',
  label: 'Vendor One',
  team: 'Vendor',
  provider: 'self-hosted',
  modelId: 'one-2026-11',
  released: '2026-11-01',
  contextWindow: 100_000,
  maxOutputTokens: 8000,
  licence: null,
  dialect: 'plain',
  sources: [{ facts: 'all', from: 'https://example.com', read: '2026-11' }],
  ...more,
});
const add = (entry: object = own(), more: object = {}) => tenant.post('/v1/catalogue/models').send({ entry, ...more });
const edit = (name: string, body: object) =>
  tenant.patch(`/v1/catalogue/models/${name}`).send({ source: SOURCE, ...body });
const entry = async (name: string) => (await tenant.get(`/v1/catalogue/models/${name}`).expect(200)).body;
const model = async (name: string) => (await tenant.get(`/v1/models/${name}`).expect(200)).body;
const fields = (answer: { body: { errors?: { field: string }[] } }) => answer.body.errors?.map(({ field }) => field);

describe(CatalogueController.name, () => {
  it('adds an entry that models are made from', async () => {
    const { body } = await add(own(), { reason: 'Asked for by legal' }).expect(201);
    expect(body).toMatchObject({ kind: 'models', name: 'vendor-one', origin: 'own', revision: 1, models: [] });
    expect(body.entry).toMatchObject({ modelId: 'one-2026-11', licence: null, aliases: [], prices: [], retires: null });
    expect(body.facts.contextWindow).toMatchObject({
      by: expect.stringMatching(/^api_key:/),
      reason: 'Asked for by legal',
    });
    const { body: whole } = await tenant.get('/v1/catalogue').expect(200);
    expect(whole.models.at(-1)).toEqual(body.entry);
    await tenant
      .post('/v1/models')
      .send({ name: 'mine', catalogueEntry: 'vendor-one', baseUrl: server.url })
      .expect(201);
    expect(await model('mine')).toMatchObject({ modelId: 'one-2026-11', settings: { contextWindow: 100_000 } });
    expect((await entry('vendor-one')).models).toEqual(['mine']);
    expect((await add().expect(409)).body.code).toBe('catalogue.exists');
    expect((await add(own({ name: 'solar-pro4' })).expect(409)).body.code).toBe('catalogue.exists');
  });

  it('adds providers and dialects, which entries then refer to', async () => {
    const provider = {
      name: 'vendor',
      label: 'Vendor',
      kind: 'hosted',
      baseUrl: 'https://api.vendor.example/v1',
      batch: null,
    };
    await tenant
      .post('/v1/catalogue/providers')
      .send({ entry: { ...provider, source: 'its documentation' } })
      .expect(201);
    const dialect = {
      name: 'vendor-dialect',
      label: 'Vendor',
      reasoning: null,
      trace: 'none',
      structuredOutput: 'prompt',
      unknownParameters: 'refused',
    };
    expect(fields(await tenant.post('/v1/catalogue/dialects').send({ entry: dialect }).expect(400))).toEqual([
      'source.from',
    ]);
    await tenant.post('/v1/catalogue/dialects').send({ entry: dialect, source: SOURCE }).expect(201);
    await add(own({ provider: 'vendor', dialect: 'vendor-dialect' })).expect(201);
    const { body } = await tenant.post('/v1/models').send({ name: 'mine', catalogueEntry: 'vendor-one' }).expect(201);
    expect(body).toMatchObject({ baseUrl: 'https://api.vendor.example/v1', settings: { structuredOutput: 'prompt' } });
    for (const path of ['providers/vendor', 'dialects/vendor-dialect']) {
      expect((await tenant.delete(`/v1/catalogue/${path}`).expect(409)).body.code).toBe('catalogue.in_use');
    }
  });

  it('is another one in another workspace', async () => {
    await add().expect(201);
    await edit('solar-pro4', { set: { contextWindow: 1000 } }).expect(200);
    const other = await test.tenant();
    expect((await other.get('/v1/catalogue/models/vendor-one').expect(404)).body.code).toBe('catalogue.not_found');
    expect((await other.get('/v1/catalogue/models/solar-pro4')).body).toMatchObject({ origin: 'shipped', revision: 0 });
  });

  it('changes fields of a shipped entry, says who, when, why and from where, and sets them back', async () => {
    const before = await entry('solar-pro4');
    expect(before).toMatchObject({ origin: 'shipped', revision: 0, facts: {}, warnings: [] });
    const { body } = await edit('solar-pro4', {
      set: { contextWindow: 400_000, licence: null },
      reason: 'Measured',
      revision: 0,
    }).expect(200);
    expect(body).toMatchObject({ origin: 'edited', revision: 1 });
    expect(body.entry).toMatchObject({ contextWindow: 400_000, licence: null, maxOutputTokens: 131_072 });
    expect(body.entry.sources.at(-1)).toEqual({ facts: 'contextWindow, licence', ...SOURCE });
    expect(body.facts).toEqual({
      contextWindow: {
        by: expect.stringMatching(/^api_key:/),
        at: expect.any(String),
        reason: 'Measured',
        source: SOURCE,
        shipped: 524_288,
        shippedChanged: false,
      },
      licence: expect.objectContaining({ shipped: 'proprietary' }),
    });
    const partly = await edit('solar-pro4', { reset: ['licence'], source: undefined }).expect(200);
    expect(partly.body.entry).toMatchObject({ contextWindow: 400_000, licence: 'proprietary' });
    await tenant.delete('/v1/catalogue/models/solar-pro4').expect(204);
    expect(await entry('solar-pro4')).toEqual(before);
    const { body: history } = await tenant.get('/v1/catalogue/models/solar-pro4/changes').expect(200);
    expect(history.items).toMatchObject([
      {
        action: 'reset',
        revision: 3,
        fields: [{ field: 'contextWindow', from: 400_000, to: 524_288 }, { field: 'sources' }],
      },
      { action: 'edited', revision: 2, fields: [{ field: 'licence', from: null, to: 'proprietary' }] },
      { action: 'edited', revision: 1, reason: 'Measured', source: SOURCE },
    ]);
  });

  it('tells when what ships has moved since a field was changed', async () => {
    await edit('solar-pro4', { set: { contextWindow: 400_000, licence: 'ours' } }).expect(200);
    await test.database.query(
      `UPDATE catalogue_entries SET facts = jsonb_set(facts, '{contextWindow,shippedWas}', '262144') WHERE workspace_id = $1`,
      [tenant.workspaceId],
    );
    const { facts, warnings, entry: inForce } = await entry('solar-pro4');
    expect(inForce.contextWindow).toBe(400_000);
    expect(facts).toMatchObject({
      contextWindow: { shipped: 524_288, shippedChanged: true },
      licence: { shippedChanged: false },
    });
    expect(warnings).toMatchObject([{ code: 'catalogue.shipped_changed' }]);
  });

  it('refuses a change of somebody who had not read the last one', async () => {
    await edit('solar-pro4', { set: { contextWindow: 400_000 }, revision: 0 }).expect(200);
    const late = await edit('solar-pro4', { set: { contextWindow: 300_000 }, revision: 0 }).expect(409);
    expect(late.body.code).toBe('catalogue.changed');
    await tenant.delete('/v1/catalogue/models/solar-pro4').expect(204);
    await edit('solar-pro4', { set: { contextWindow: 300_000 }, revision: 0 }).expect(200);
    const older = await edit('solar-pro4', { set: { contextWindow: 200_000 }, revision: 1 }).expect(409);
    expect(older.body.detail).toContain('revision 3');
  });

  it('lets one of several at once change a revision', async () => {
    const answers = await Promise.all(
      [1000, 2000, 3000, 4000].map((contextWindow) => edit('solar-pro4', { set: { contextWindow }, revision: 0 })),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  it('refuses what does not fit, field by field', async () => {
    const refused = async (body: object) => fields(await edit('solar-pro4', body).expect(400));
    expect(await refused({ set: { contextWindow: 'large', colour: 'red' } })).toEqual(['set.contextWindow', 'set']);
    expect(await refused({ set: { released: '2026-13' } })).toEqual(['set.released']);
    expect(await refused({ set: { released: '2026-02-30' } })).toEqual(['set.released']);
    expect(await refused({ set: { prices: [{ from: '2026', inputPerMillion: -1, outputPerMillion: 1 }] } })).toEqual([
      'set.prices.0.inputPerMillion',
    ]);
    expect(await refused({ set: { name: 'other' } })).toEqual(['set']);
    expect(await refused({ set: { contextWindow: 1000 }, source: undefined })).toEqual(['source.from']);
    expect(await refused({ reset: ['contextWindow'] })).toEqual(['reset']);
    expect(await refused({})).toEqual(['body']);
    expect(fields(await add({ ...own(), dialect: undefined }).expect(400))).toEqual(['entry.dialect']);
    expect((await edit('nobody', { set: { licence: null } }).expect(404)).body.code).toBe('catalogue.not_found');
    expect((await tenant.get('/v1/catalogue/things/solar-pro4').expect(404)).body.code).toBe('catalogue.not_found');
  });

  it('refuses a catalogue that would not hold together', async () => {
    const refused = async (set: object) => {
      const { body } = await edit('solar-pro4', { set }).expect(422);
      expect(body.code).toBe('catalogue.invalid');
      return body.detail as string;
    };
    const price = (from: string, until: string | null) => ({ from, until, inputPerMillion: 1, outputPerMillion: 2 });
    expect(await refused({ aliases: ['gpt-4.1'] })).toContain('the alias gpt-4.1 leads to gpt-4.1 already');
    expect(await refused({ provider: 'nobody' })).toContain('there is no provider nobody');
    expect(await refused({ dialect: 'nothing' })).toContain('there is no dialect nothing');
    expect(await refused({ prices: [price('2026-06', null), price('2026-11', null)] })).toContain(
      '2026-06 is still valid',
    );
    expect(await refused({ prices: [price('2026-11-15', null), price('2026-06', '2026-11')] })).toContain(
      'still valid',
    );
    expect(await refused({ prices: [price('2026-11', '2026-10')] })).toContain('ends before it begins');
    await edit('solar-pro4', { set: { prices: [price('2026-06', '2026-10'), price('2026-11', null)] } }).expect(200);
    expect((await entry('solar-pro4')).revision).toBe(1);
  });

  it('does not let go of an entry that a model was made from', async () => {
    await add().expect(201);
    await tenant
      .post('/v1/models')
      .send({ name: 'mine', catalogueEntry: 'vendor-one', baseUrl: server.url })
      .expect(201);
    const { body } = await tenant.delete('/v1/catalogue/models/vendor-one').expect(409);
    expect([body.code, body.detail]).toEqual(['catalogue.in_use', 'vendor-one is used by mine']);
    await tenant.delete('/v1/models/mine').expect(204);
    await tenant.delete('/v1/catalogue/models/vendor-one').expect(204);
    await tenant.get('/v1/catalogue/models/vendor-one').expect(404);
    const { body: history } = await tenant.get('/v1/catalogue/models/vendor-one/changes').expect(200);
    expect(history.items.map(({ action }: { action: string }) => action)).toEqual(['removed', 'added']);
  });

  it('answers a repeated addition as the first time', async () => {
    const once = () => add().set('idempotency-key', 'a');
    const [first, second] = [await once().expect(201), await once().expect(201)];
    expect(second.body).toEqual(first.body);
  });
});

describe('a model that was made from an entry', () => {
  const make = (body: object = {}) =>
    tenant.post('/v1/models').send({ name: 'mine', catalogueEntry: 'vendor-one', baseUrl: server.url, ...body });
  const cost = async () => (await tenant.post('/v1/models/mine/test').expect(200)).body.cost as number | null;
  const price = (from: string, until: string | null, usd: number) => ({
    from,
    until,
    inputPerMillion: usd,
    outputPerMillion: usd,
  });

  beforeEach(async () => {
    await add().expect(201);
  });

  it('follows it, but for what the admin gave', async () => {
    await make({ settings: { maxOutputTokens: 2000 } }).expect(201);
    await edit('vendor-one', { set: { contextWindow: 200_000, maxOutputTokens: 16_000 } }).expect(200);
    expect(await model('mine')).toMatchObject({
      settings: { contextWindow: 200_000, maxOutputTokens: 2000 },
      ownSettings: ['maxOutputTokens'],
    });
    const both = { settings: { maxOutputTokens: 1 }, follow: ['maxOutputTokens'] };
    await tenant.patch('/v1/models/mine').send(both).expect(400);
    await tenant
      .patch('/v1/models/mine')
      .send({ follow: ['maxOutputTokens'] })
      .expect(200);
    expect(await model('mine')).toMatchObject({ settings: { maxOutputTokens: 16_000 }, ownSettings: [] });
  });

  it('costs what is valid on the day, in the ledger too', async () => {
    await make().expect(201);
    expect(await cost()).toBeNull();
    const prices = [price('2026-01', day(-1), 1000), price(day(0), day(0), 2000), price(day(1), null, 9000)];
    await edit('vendor-one', { set: { prices } }).expect(200);
    const today = await cost();
    const { body } = await tenant.get('/v1/usage?by=model').expect(200);
    const { promptTokens, completionTokens, cost: booked } = body.total;
    expect(today).toBeCloseTo((promptTokens / 2 + completionTokens / 2) * 0.002, 9);
    expect(booked).toBeCloseTo(today!, 9);
    await edit('vendor-one', { set: { prices: [price('2020', '2020', 1)] } }).expect(200);
    expect(await cost()).toBeNull();
    await tenant
      .patch('/v1/models/mine')
      .send({ settings: { prices: { inputPerMillion: 0, outputPerMillion: 0 } } })
      .expect(200);
    expect(await cost()).toBe(0);
  });

  it('is not called at a price that nobody knows when there is a budget', async () => {
    await make().expect(201);
    await tenant.put('/v1/budgets').send({ monthlyLimit: 100 }).expect(200);
    await edit('vendor-one', { set: { prices: [price(day(1), null, 1)] } }).expect(200);
    const { body } = await tenant.post('/v1/models/mine/test').expect(200);
    expect(body.error).toMatchObject({ code: 'budget.price_unknown' });
  });

  it('stays with its snapshot and its settings when the entry goes on to another', async () => {
    await make().expect(201);
    await edit('vendor-one', { set: { contextWindow: 150_000 } }).expect(200);
    await edit('vendor-one', { set: { modelId: 'one-2027-01', contextWindow: 900_000 } }).expect(200);
    expect(await model('mine')).toMatchObject({
      modelId: 'one-2026-11',
      settings: { contextWindow: 150_000 },
      warnings: [{ code: 'model.other_snapshot' }],
    });
    await tenant.patch('/v1/models/mine').send({ modelId: 'one-2027-01' }).expect(200);
    expect(await model('mine')).toMatchObject({ settings: { contextWindow: 900_000 }, warnings: [] });
  });

  it('reasons as much as was asked for, in the words of its entry', async () => {
    await tenant.post('/v1/models').send({ name: 'hcx', catalogueEntry: 'hcx-007', effort: 'high' }).expect(201);
    expect((await model('hcx')).settings.reasoning).toMatchObject({ effort: 'high', lowerEffort: 'medium' });
    await tenant.patch('/v1/models/hcx').send({ effort: null }).expect(200);
    expect((await model('hcx')).settings.reasoning).toMatchObject({ effort: 'low' });
    const { body } = await tenant.patch('/v1/models/hcx').send({ effort: 'ultra' }).expect(422);
    expect(body.code).toBe('catalogue.unknown_effort');
  });

  it('warns from two months before it is retired, wherever it serves', async () => {
    await make().expect(201);
    const retire = (on: string) =>
      tenant.post('/v1/catalogue/models/vendor-one/retire').send({ on, source: SOURCE }).expect(200);
    const codes = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code);
    const routed = async () => (await tenant.get('/v1/routes/review').expect(200)).body;
    const route = (more: object = {}) =>
      tenant.put('/v1/routes/review').send({ models: ['mine', 'embedded'], ...more });

    await retire(day(90));
    expect((await route().expect(200)).body.warnings).toEqual([]);
    const later = await route({ startsAt: new Date(Date.now() + 60 * DAY_MS).toISOString() }).expect(200);
    expect(later.body.warnings).toMatchObject([{ model: 'mine', code: 'model.retires_soon' }]);
    expect(codes(await routed())).toEqual(['model.retires_soon']);
    expect(codes(await model('mine'))).toEqual([]);

    const { body } = await retire(day(30));
    expect(codes(body)).toEqual(['model.retires_soon']);
    expect(codes(await model('mine'))).toEqual(['model.retires_soon']);
    expect((await route().expect(200)).body.warnings).toMatchObject([{ model: 'mine', code: 'model.retires_soon' }]);

    await retire(day(-1));
    const { body: list } = await tenant.get('/v1/models').expect(200);
    expect(codes(list.items.at(-1))).toEqual(['model.retired']);
    expect(codes(await routed())).toContain('model.retired');
    const { body: changes } = await tenant.get('/v1/catalogue/models/vendor-one/changes').expect(200);
    expect(changes.items[0]).toMatchObject({ action: 'retired', fields: [{ field: 'retires', to: day(-1) }] });
  });
});
