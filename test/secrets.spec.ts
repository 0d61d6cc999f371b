import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { ModelsService } from '../src/models/models.service.js';
import { beginRotation, configuredRing } from '../src/secrets/key-ring.js';
import { ResealService, SEALED } from '../src/secrets/reseal.service.js';
import { SecretBox } from '../src/secrets/secret-box.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import {
  answer,
  type Behaviour,
  type ModelServer,
  raw,
  reset,
  simulatedReviewer,
  startModelServer,
  status,
} from './support/model-server.js';
import { makePdf } from './support/pdf.js';

const KEY = 'provider-key/QmFkIGlkZWE+4711-zebra';
const PASSWORD = 'Päss word & 비밀 0815-giraffe';

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;
/** Every answer the server gave, headers included. */
const answers: string[] = [];

beforeAll(async () => {
  test = await createTestApp();
  server = await startModelServer({ apiKey: KEY });
});
afterAll(async () => {
  await test.close();
  await server.close();
});
beforeEach(async () => {
  tenant = await test.tenant();
  server.respond(answer('OK'));
});

async function ask(request: ReturnType<Tenant['get']>) {
  const answered = await request;
  answers.push(JSON.stringify(answered.headers) + answered.text);
  return answered;
}

const model = (name: string, apiKey = KEY) => ({
  name,
  modelId: 'm-1',
  baseUrl: server.url,
  apiKey,
  settings: { contextWindow: 32_000 },
});

async function upload(name: string, content: Buffer, password?: string): Promise<string> {
  const request = tenant.post('/v1/documents').attach('file', content, name);
  if (password !== undefined) void request.field('password', password);
  const { body } = await ask(request);
  const { id } = body.documents[0];
  await eventually(
    async () => (await ask(tenant.get(`/v1/documents/${id}`))).body.status as string,
    (state) => state === 'ready' || state === 'failed',
  );
  return id;
}

async function review(documentId: string, name: string): Promise<AnalysisView> {
  const { body } = await ask(tenant.post(`/v1/documents/${documentId}/reviews`).send({ model: name }));
  return eventually(
    async () => (await ask(tenant.get(`/v1/analyses/${body.id}`))).body as AnalysisView,
    ({ status: state }) => state === 'done' || state === 'failed',
  );
}

/** The ways in which a text may be written down. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift + 2, -4),
  );
  const whole = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), bytes.toString('hex')];
  return [...whole, ...base64, secret.slice(-10)];
}

/** Every row of every table of every schema, as the database's superuser sees them. */
async function dump(): Promise<string> {
  const tables = await test.database.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await test.database.query(`SELECT t::text AS row FROM ${String(name)} t`);
      return `${String(name)}\n${rows.map(({ row }) => String(row)).join('\n')}`;
    }),
  );
  return texts.join('\n');
}

/** Everything that can be asked of a provider, and what goes wrong with it. */
async function askOfProviders(): Promise<void> {
  const provider = { name: 'ours', baseUrl: server.url, apiKey: KEY };
  expect((await ask(tenant.post('/v1/providers').send(provider))).status).toBe(201);
  expect((await ask(tenant.post('/v1/providers').send(provider))).status).toBe(409);
  await ask(tenant.post('/v1/providers').send({ ...provider, limits: KEY }));
  await ask(tenant.post('/v1/providers').send({ ...provider, name: 'away', baseUrl: 'http://169.254.169.254/v1' }));
  await ask(tenant.patch('/v1/providers/ours').send({ apiKey: KEY }));
  await ask(tenant.patch('/v1/providers/ours').send({ baseUrl: 'http://127.0.0.2:9/v1' }));
  await ask(tenant.patch('/v1/providers/ours').send({ limits: { concurrency: 5 } }));
  await ask(tenant.post('/v1/models').send({ name: 'shared', modelId: 'm-1', provider: 'ours' }));
  await ask(tenant.patch('/v1/models/shared').send({ apiKey: KEY }));
  expect((await ask(tenant.post('/v1/providers/ours/key').send({ apiKey: `${KEY}!` }))).status).toBe(200);
  expect((await ask(tenant.post('/v1/providers/ours/key').send({ apiKey: KEY }))).status).toBe(200);
  await ask(tenant.post('/v1/providers/ours/key').send({ apiKey: [KEY] }));
  for (const path of ['ours', '', 'ours/test']) {
    await ask(path.endsWith('test') ? tenant.post(`/v1/providers/${path}`) : tenant.get(`/v1/providers/${path}`));
  }
  await ask(tenant.delete('/v1/providers/ours'));
  const entry = { name: 'mine', label: KEY.slice(0, 3), baseUrl: KEY };
  await ask(tenant.post('/v1/catalogue/providers').send({ entry }));
  await ask(tenant.get('/v1/catalogue'));
}

describe(SecretBox.name, () => {
  it('keeps keys and passwords out of every answer, log line and row', async () => {
    const text = 'Supply agreement\n\n1. This Agreement is governed by the laws of Korea.\n';
    const id = await upload('plain.txt', Buffer.from(text));
    const pdf = makePdf([{ lines: ['A confidential agreement.'] }], { encrypt: { user: PASSWORD, owner: 'o' } });
    expect((await ask(tenant.get(`/v1/documents/${await upload('wrong.pdf', pdf, `${PASSWORD}!`)}`))).body.status).toBe(
      'failed',
    );
    const locked = await upload('locked.pdf', Buffer.concat([pdf, Buffer.from('\n')]));
    await ask(tenant.post(`/v1/documents/${locked}/password`).send({ password: PASSWORD }));
    await ask(tenant.post(`/v1/documents/${id}/password`).send({ password: PASSWORD }));
    expect((await ask(tenant.post('/v1/models').send(model('good')))).status).toBe(201);
    expect((await ask(tenant.post('/v1/models').send(model('good')))).status).toBe(409);
    await ask(tenant.post('/v1/models').send({ ...model('wrong'), contextWindow: KEY }));
    await ask(tenant.post('/v1/models').send({ ...model('metadata'), baseUrl: 'http://169.254.169.254/v1' }));
    await ask(tenant.post('/v1/models').send(model('refused', `${KEY}-other`)));
    server.respond(simulatedReviewer({ truth: [] }));
    expect((await review(id, 'good')).status).toBe('done');
    expect((await review(id, 'refused')).error?.code).toBe('model.unauthorized');
    const echo = { error: { message: `The key ${KEY} (Bearer ${KEY}) is over its quota`, code: KEY, type: KEY } };
    const bad: Behaviour[] = [
      status(400, { body: echo, headers: { 'x-request-id': KEY } }),
      status(401, { body: `Incorrect API key provided: ${KEY}` }),
      raw(JSON.stringify(echo)),
      raw(KEY, { contentType: 'text/html' }),
      status(302, { headers: { location: `http://127.0.0.1/?key=${encodeURIComponent(KEY)}` } }),
      { ...reset('request') },
    ];
    for (const behaviour of bad) {
      server.respond(behaviour);
      expect((await review(id, 'good')).status).toBe('failed');
    }
    await ask(tenant.post('/v1/models/good/test').send({}));
    await askOfProviders();
    for (const path of ['models', 'models/good', 'usage?by=model', 'documents', 'audit', 'routes', 'jobs', 'nowhere']) {
      await ask(tenant.get(`/v1/${path}`));
    }
    await ask(test.anonymous.get('/metrics'));
    await ask(tenant.delete('/v1/models/refused'));

    const places = { answers: answers.join('\n'), logs: test.logs.join('\n'), database: await dump() };
    for (const secret of [KEY, PASSWORD]) {
      for (const [place, content] of Object.entries(places)) {
        expect(content.length).toBeGreaterThan(1000);
        const found = spellings(secret).filter((spelling) => content.includes(spelling));
        expect({ place, found }).toEqual({ place, found: [] });
      }
    }
    // The search finds what is there, and the key is there for the one who needs it.
    expect(places.database).toContain('governed by the laws of Korea');
    expect(
      spellings(KEY).some((spelling) =>
        server.completions().some(({ headers }) => headers.authorization?.includes(spelling)),
      ),
    ).toBe(true);
  });
});

describe(ResealService.name, () => {
  const file = () => join(test.config.dataDir, 'secret.key');
  const service = () => test.app.get(ResealService, { strict: false });
  const keyOfModel = async (owner: Tenant, name: string) =>
    (await test.app.get(ModelsService, { strict: false }).endpoint(owner.scope, name)).apiKey;
  const sealedValues = async () =>
    (
      await test.database.query(
        `SELECT sealed FROM (SELECT api_key_sealed FROM models UNION ALL SELECT api_key_sealed FROM providers) AS keys(sealed)
         WHERE sealed IS NOT NULL`,
      )
    ).map(({ sealed }) => String(sealed));

  it('seals every secret of every workspace anew, and running processes go on', async () => {
    const other = await test.tenant();
    await ask(tenant.post('/v1/models').send(model('one', 'key-of-one')));
    await ask(tenant.post('/v1/models').send(model('own')));
    await ask(tenant.patch('/v1/models/own').send({ apiKey: 'key-of-its-own' }));
    await ask(other.post('/v1/models').send(model('two', 'key-of-two')));
    const documentId = await upload('plain.txt', Buffer.from('A plain text.'));
    const running = new SecretBox(() => configuredRing(file(), {}));
    const context = `document-password:${documentId}`;
    await test.database.query('UPDATE documents SET password_sealed = $1 WHERE id = $2', [
      running.seal(PASSWORD, context),
      documentId,
    ]);
    const [before, oldKey] = [await sealedValues(), readFileSync(file(), 'utf8')];

    const { resealed, unreadable } = await service().rotate();

    expect([resealed, unreadable]).toEqual([before.length + 1, 0]);
    expect(readFileSync(file(), 'utf8')).not.toBe(oldKey);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(() => readFileSync(`${file()}.previous`)).toThrow('ENOENT');
    expect([await keyOfModel(tenant, 'one'), await keyOfModel(other, 'two')]).toEqual(['key-of-one', 'key-of-two']);
    expect(await keyOfModel(tenant, 'own')).toBe('key-of-its-own');
    const [row] = await test.database.query('SELECT password_sealed AS sealed FROM documents WHERE id = $1', [
      documentId,
    ]);
    expect(running.open(String(row?.sealed), context)).toBe(PASSWORD);
    const old = new SecretBox(oldKey);
    for (const sealed of [...(await sealedValues()), String(row?.sealed)]) {
      expect(before).not.toContain(sealed);
      expect(() => old.open(sealed, context)).toThrow('does not open');
    }
    await test.database.query('UPDATE documents SET password_sealed = NULL');
  });

  it('goes on where it was when it was cut short', async () => {
    await ask(tenant.post('/v1/models').send(model('old', 'sealed-before')));
    // Cut short after the new key was made and before anything was sealed with it; meanwhile everything works.
    beginRotation(file());
    const newKey = readFileSync(file(), 'utf8');
    await ask(tenant.post('/v1/models').send(model('new', 'sealed-meanwhile')));
    expect([await keyOfModel(tenant, 'old'), await keyOfModel(tenant, 'new')]).toEqual([
      'sealed-before',
      'sealed-meanwhile',
    ]);
    const unchanged = (await sealedValues()).length - 1;

    expect(await service().rotate()).toEqual({ resealed: unchanged, unreadable: 0 });

    expect(readFileSync(file(), 'utf8')).toBe(newKey);
    expect([await keyOfModel(tenant, 'old'), await keyOfModel(tenant, 'new')]).toEqual([
      'sealed-before',
      'sealed-meanwhile',
    ]);
  });

  it('leaves what opens with no key as it is, says so, and keeps the old key', async () => {
    await ask(tenant.post('/v1/models').send(model('lost', 'lost-key')));
    const lost = new SecretBox('some other key that nobody has any more').seal('lost-key', 'x');
    await test.database.query(
      `UPDATE providers SET api_key_sealed = $1 WHERE id = (SELECT provider_id FROM models WHERE name = 'lost')`,
      [lost],
    );
    const { unreadable } = await service().rotate();
    expect(unreadable).toBe(1);
    expect(await sealedValues()).toContain(lost);
    expect(readFileSync(`${file()}.previous`, 'utf8')).toHaveLength(64);
  });

  it('knows every column that holds sealed values', async () => {
    const columns = await test.database.query(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed' ORDER BY 1`,
    );
    expect(SEALED.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(columns.map(({ name }) => name));
  });

  it('lists workspaces to the owner of the schema only', async () => {
    const policies = await test.database.query(
      `SELECT roles::text[] AS roles FROM pg_policies WHERE tablename = 'workspaces' AND policyname = 'owner'`,
    );
    expect(policies).toHaveLength(1);
    expect(policies[0]?.roles).not.toContain('johang_app');
    expect(policies[0]?.roles).not.toContain('public');
  });
});
