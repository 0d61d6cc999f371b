import type supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthController } from '../src/auth/auth.controller.js';
import { permissions, rolePermissions } from '../src/auth/permissions.js';
import { WorkspacesController } from '../src/workspaces/workspaces.controller.js';
import { WorkspacesService } from '../src/workspaces/workspaces.service.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
});
afterAll(() => test.close());

const PASSWORD = 'correct horse battery';
let users = 0;

async function createUser(role: string, to = tenant): Promise<{ id: string; email: string }> {
  users += 1;
  const email = `user${users}@example.com`;
  const { body, status } = await to.post('/v1/users').send({ email, name: `User ${users}`, role, password: PASSWORD });
  expect(status).toBe(201);
  return { id: body.id, email };
}

async function logIn(email: string, password = PASSWORD, workspace = tenant.slug) {
  return test.anonymous.post('/v1/sessions').send({ workspace, email, password });
}

async function token(role: string): Promise<string> {
  return (await logIn((await createUser(role)).email)).body.token;
}

describe(AuthController.name, () => {
  it('lets nobody in without a credential, with a made-up one, or with one in another form', async () => {
    const me = (authorization?: string) => {
      const request = test.anonymous.get('/v1/me');
      return authorization === undefined ? request : request.set('authorization', authorization);
    };
    expect((await me()).body.code).toBe('auth.required');
    expect((await me()).headers['www-authenticate']).toBe('Bearer');
    expect((await me('Basic abc')).body.code).toBe('auth.required');
    expect((await me(`Bearer ${tenant.key} x`)).body.code).toBe('auth.required');
    expect((await me('Bearer jhk_made-up')).body.code).toBe('auth.invalid');
    expect((await me('Bearer jhs_made-up')).body.code).toBe('auth.invalid');
    expect((await me(`bearer ${tenant.key}`)).status).toBe(200);
  });

  it('shows a key once and keeps only its hash', async () => {
    const { body } = await tenant.post('/v1/api-keys').send({ name: 'ci', scopes: ['documents:read'] });
    expect(body.key).toMatch(/^jhk_[\w-]{43}$/);
    const dump = JSON.stringify(await test.database.query('SELECT * FROM api_keys'));
    expect(dump).not.toContain(body.key);
    expect(JSON.stringify((await tenant.get('/v1/api-keys')).body)).not.toContain(body.key.slice(8));
    const me = await test.anonymous.get('/v1/me').set('authorization', `Bearer ${body.key}`);
    expect(me.body).toMatchObject({ workspaceId: tenant.workspaceId, permissions: ['documents:read'] });
  });

  it('ends a key when it is revoked or has expired', async () => {
    const { body } = await tenant.post('/v1/api-keys').send({ name: 'short', scopes: ['documents:read'] });
    const use = () => test.anonymous.get('/v1/documents').set('authorization', `Bearer ${body.key}`);
    expect((await use()).status).toBe(200);
    expect((await tenant.delete(`/v1/api-keys/${body.id}`)).status).toBe(204);
    expect((await use()).body.code).toBe('auth.invalid');
    const past = await tenant
      .post('/v1/api-keys')
      .send({ name: 'past', scopes: ['documents:read'], expiresAt: '2020-01-01T00:00:00Z' });
    const expired = await test.anonymous.get('/v1/me').set('authorization', `Bearer ${past.body.key}`);
    expect(expired.body.code).toBe('auth.invalid');
  });

  it('gives a key no scope that its maker lacks', async () => {
    const limited = await test.tenant(['api_keys:write', 'documents:read']);
    const refused = await limited
      .post('/v1/api-keys')
      .send({ name: 'more', scopes: ['documents:read', 'models:write'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.forbidden']);
    expect(refused.body.detail).toContain('models:write');
    expect((await limited.post('/v1/api-keys').send({ name: 'same', scopes: ['documents:read'] })).status).toBe(201);
  });

  it('logs a person in with just the permissions of the role, and out again', async () => {
    for (const role of ['viewer', 'reviewer', 'admin', 'owner'] as const) {
      const session = await token(role);
      const me = await test.anonymous.get('/v1/me').set('authorization', `Bearer ${session}`);
      expect(me.body.permissions).toEqual([...rolePermissions(role)].sort());
      expect(
        (await test.anonymous.delete('/v1/sessions/current').set('authorization', `Bearer ${session}`)).status,
      ).toBe(204);
      expect((await test.anonymous.get('/v1/me').set('authorization', `Bearer ${session}`)).body.code).toBe(
        'auth.invalid',
      );
    }
    expect([...rolePermissions('owner')].sort()).toEqual([...permissions].sort());
  });

  it('does not say whether workspace, e-mail or password was wrong, and stops guessing', async () => {
    const { email } = await createUser('viewer');
    const wrong = [
      await logIn(email, 'wrong password'),
      await logIn('nobody@example.com'),
      await logIn(email, PASSWORD, 'no-such-place'),
    ];
    expect(wrong.map(({ status, body }) => [status, body.code, body.detail])).toEqual(
      wrong.map(() => [401, 'auth.login_failed', 'Workspace, e-mail or password is wrong']),
    );
    for (let attempt = 0; attempt < 9; attempt += 1) await logIn(email, 'wrong password');
    const stopped = await logIn(email);
    expect([stopped.status, stopped.body.code]).toEqual([429, 'auth.too_many_attempts']);
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(60);
  });
});

describe(WorkspacesController.name, () => {
  it('ends sessions with a change of password or role, and with disabling', async () => {
    for (const change of [{ password: 'another good password' }, { role: 'reviewer' }, { disabled: true }]) {
      const { id, email } = await createUser('viewer');
      const { token: session } = (await logIn(email)).body;
      expect((await tenant.patch(`/v1/users/${id}`).send(change)).status).toBe(200);
      expect((await test.anonymous.get('/v1/me').set('authorization', `Bearer ${session}`)).body.code).toBe(
        'auth.invalid',
      );
    }
  });

  it('refuses a second user of one e-mail, whatever its case, but not in another workspace', async () => {
    const { email } = await createUser('viewer');
    const again = await tenant
      .post('/v1/users')
      .send({ email: email.toUpperCase(), name: 'Again', role: 'viewer', password: PASSWORD });
    expect([again.status, again.body.code]).toEqual([409, 'user.exists']);
    const elsewhere = await test.tenant();
    expect(
      (await elsewhere.post('/v1/users').send({ email, name: 'Else', role: 'viewer', password: PASSWORD })).status,
    ).toBe(201);
  });

  it('keeps one owner, and lets only an owner make or unmake owners', async () => {
    const own = await test.tenant();
    const owner = await createUser('owner', own);
    const session = (await logIn(owner.email, PASSWORD, own.slug)).body.token as string;
    const asOwner = (request: supertest.Test) => request.set('authorization', `Bearer ${session}`);
    const path = `/v1/users/${owner.id}`;
    for (const answer of [
      await asOwner(test.anonymous.patch(path)).send({ role: 'admin' }),
      await asOwner(test.anonymous.patch(path)).send({ disabled: true }),
      await asOwner(test.anonymous.delete(path)),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'workspace.last_owner']);
    }
    // A key made the first owner; from then on no key makes or changes one, whoever made the key.
    for (const answer of [
      await own.patch(path).send({ password: 'taken over by a key' }),
      await own.delete(path),
      await own.post('/v1/users').send({ email: 'two@example.com', name: 'Two', role: 'owner', password: PASSWORD }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'auth.forbidden']);
    }
    const admin = await token('admin');
    const asAdmin = await test.anonymous
      .post('/v1/users')
      .set('authorization', `Bearer ${admin}`)
      .send({ email: 'new-owner@example.com', name: 'New', role: 'owner', password: PASSWORD });
    expect([asAdmin.status, asAdmin.body.code]).toEqual([403, 'auth.forbidden']);
  });

  it('makes the default workspace and its first key once, also when many start at once', async () => {
    const workspaces = test.app.get(WorkspacesService);
    const made = await Promise.all(Array.from({ length: 8 }, () => workspaces.ensureDefault()));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const keys = await Promise.all(Array.from({ length: 8 }, () => workspaces.firstAdminKey(made[0]!.id)));
    expect(keys.filter(Boolean)).toHaveLength(1);
  });

  it('names each field that is wrong', async () => {
    const { status, body } = await tenant
      .post('/v1/users')
      .send({ email: 'x', name: '', role: 'king', password: 'short', age: 3 });
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'body',
      'email',
      'name',
      'password',
      'role',
    ]);
  });
});
