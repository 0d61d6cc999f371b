import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { permissions, type Role, rolePermissions, roles } from '../src/auth/permissions.js';
import { type RouteEntry, routeTable } from '../src/auth/routes.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';
import {
  analyse,
  type FurnishedWorkspace,
  furnishWorkspace,
  importSuite,
  keyWithout,
  uploadReady,
} from './support/furnished-workspace.js';
import {
  call,
  collectionsOf,
  pathsTo,
  pathToNothing,
  payloads,
  routeName,
  takesPayload,
} from './support/route-calls.js';
import { tenantRows } from './support/tenant-tables.js';

let test: TestApp;
let url: string;
let routes: RouteEntry[];
let a: FurnishedWorkspace;
let b: Tenant;

beforeAll(async () => {
  test = await createTestApp();
  url = await test.app.getUrl();
  // A session that is ended is no use for the calls after it.
  const endsSession = ({ path }: RouteEntry) => Number(path === '/v1/sessions/current');
  routes = routeTable(test.app).sort((x, y) => endsSession(x) - endsSession(y));
  a = await furnishWorkspace(test);
  b = await test.tenant();
  // So that there is something to compare with.
  const own = await uploadReady(b, 'own.txt', Buffer.from('This agreement is made between two parties of its own.\n'));
  for (const kind of ['reviews', 'summaries']) await analyse(b, `/v1/documents/${own}/${kind}`);
  // And something to roll back.
  await b.put('/v1/routes/review').send({ models: ['keyword'] });
});
afterAll(() => test.close());

const isPublic = ({ requirement }: RouteEntry) => requirement !== undefined && 'public' in requirement;
const permissionOf = ({ requirement }: RouteEntry) =>
  requirement && 'permission' in requirement ? requirement.permission : undefined;
const codeOf = (answer: supertest.Response) => (answer.body as { code?: string }).code;

/** One line a call that did not go as it must; an empty list is a pass, and a long one says everything at once. */
async function failures(
  check: (route: RouteEntry) => Promise<string[]>,
  which: RouteEntry[] = routes,
): Promise<string[]> {
  const found: string[] = [];
  for (const route of which) found.push(...(await check(route)).map((problem) => `${routeName(route)}: ${problem}`));
  return found;
}

/** Everything the database holds of a workspace, as one hash; times of last use aside. */
async function state(workspaceId: string): Promise<string> {
  return createHash('sha256')
    .update(JSON.stringify(await tenantRows(test.database, workspaceId)))
    .digest('hex');
}

function leaks(answer: supertest.Response): string[] {
  const text = `${JSON.stringify(answer.headers)} ${answer.text ?? ''} ${Buffer.isBuffer(answer.body) ? answer.body.toString() : ''}`;
  const secrets = [
    a.tenant.workspaceId,
    a.tenant.slug,
    a.email,
    a.word,
    a.word.toLowerCase(),
    ...Object.values(a.names).flat(),
  ];
  return secrets.filter((secret) => text.includes(secret)).map((secret) => `answers with ${secret}`);
}

describe('the table of payloads', () => {
  it('has one for every route that takes one, and for no other', () => {
    expect(Object.keys(payloads).sort()).toEqual(routes.filter(takesPayload).map(routeName).sort());
  });
});

describe('without a credential', () => {
  it('every route that is not public answers 401, also with one that is wrong', async () => {
    const found = await failures(
      async (route) => {
        const problems: string[] = [];
        for (const credential of [undefined, 'jhk_wrong', 'jhs_wrong', a.names['api-keys']![0]!]) {
          for (const path of pathsTo(route.path, a.names)) {
            const answer = await call(url, route, path, credential);
            const code = credential ? 'auth.invalid' : 'auth.required';
            if (answer.status !== 401 || codeOf(answer) !== code) problems.push(`${answer.status} ${answer.text}`);
          }
        }
        return problems;
      },
      routes.filter((route) => !isPublic(route)),
    );
    expect(found).toEqual([]);
  });

  it('HEAD is no way around it', async () => {
    const found = await failures(
      async (route) => {
        const { status } = await supertest(url).head(pathsTo(route.path, a.names)[0]!);
        return status === 401 ? [] : [`HEAD answers ${status}`];
      },
      routes.filter((route) => route.method === 'GET' && !isPublic(route)),
    );
    expect(found).toEqual([]);
  });

  it('public routes tell nothing of any workspace', async () => {
    expect(await failures(async (route) => leaks(await call(url, route, route.path)), routes.filter(isPublic))).toEqual(
      [],
    );
  });
});

describe('with a full key of another workspace', () => {
  let before: string;

  beforeAll(async () => {
    before = await state(a.tenant.workspaceId);
  });

  it('what has an id or a name is not there', async () => {
    const found = await failures(
      async (route) => {
        const problems: string[] = [];
        for (const path of pathsTo(route.path, a.names)) {
          const answer = await call(url, route, path, b.key);
          if (answer.status !== 404 || !/^[a-z_]+\.not_found$/.test(codeOf(answer) ?? '')) {
            problems.push(`${path} answers ${answer.status} ${answer.text}`);
          }
          // A name that was asked for may stand in the message; nothing else of the thing.
          const asked = decodeURIComponent(path);
          problems.push(...leaks(answer).filter((leak) => !asked.includes(leak.replace('answers with ', ''))));
        }
        return problems;
      },
      routes.filter(({ path }) => collectionsOf(path).length > 0),
    );
    expect(found).toEqual([]);
  });

  it('everything else answers, and holds nothing of the first workspace', async () => {
    const found = await failures(
      async (route) => {
        const answer = await call(url, route, pathsTo(route.path, {})[0]!, b.key);
        return [...(answer.status < 300 ? [] : [`answers ${answer.status} ${answer.text}`]), ...leaks(answer)];
      },
      routes.filter((route) => !isPublic(route) && collectionsOf(route.path).length === 0),
    );
    expect(found).toEqual([]);
  });

  it('filters and searches find nothing of it', async () => {
    const [documentId] = a.names.documents!;
    for (const path of [
      `/v1/analyses?documentId=${documentId}`,
      `/v1/documents?q=${a.word}`,
      '/v1/jobs?state=failed',
    ]) {
      const { body, status } = await b.get(path);
      expect({ path, status, items: (body as { items: unknown[] }).items }).toEqual({ path, status: 200, items: [] });
      const own = await a.tenant.get(path);
      expect((own.body as { items: unknown[] }).items).not.toEqual([]);
    }
  });

  it('names in a body reach its own things only', async () => {
    const upload = await b.post('/v1/documents').attach('file', a.file, 'same.txt');
    const [document] = (upload.body as { documents: { id: string; duplicate: boolean }[] }).documents;
    expect(document).toMatchObject({ duplicate: false });
    expect(a.names.documents).not.toContain(document!.id);
    const model = a.names.models![0]!;
    const reviewed = await reviewWhenReady(b, document!.id, model);
    expect([reviewed.status, codeOf(reviewed)]).toEqual([404, 'model.not_found']);
    await importSuite(test, b, 'suite-of-b');
    const contested = await b.post('/v1/suites/suite-of-b/contests').send({ models: ['keyword', model] });
    expect([contested.status, codeOf(contested)]).toEqual([404, 'model.not_found']);
  });

  it('an Idempotency-Key of the first workspace is its own', async () => {
    const body = { name: 'model-of-b', modelId: 'm', baseUrl: 'http://127.0.0.1:9/v1' };
    const answer = await b.post('/v1/models').set('idempotency-key', `${a.word}-1`).send(body);
    expect([answer.status, (answer.body as { name: string }).name]).toEqual([201, 'model-of-b']);
  });

  it('leaves the first workspace as it was', async () => {
    expect(await state(a.tenant.workspaceId)).toBe(before);
  });

  it('while its own key finds every one of the things', async () => {
    const found = await failures(
      async (route) => {
        const statuses = await Promise.all(
          pathsTo(route.path, a.names).map(async (path) => (await call(url, route, path, a.tenant.key)).status),
        );
        return statuses.every((status) => status === 200) ? [] : [`answers ${statuses.join(', ')}`];
      },
      routes.filter(({ method, path }) => method === 'GET' && collectionsOf(path).length > 0),
    );
    expect(found).toEqual([]);
    const download = await fetch(`${url}/v1/documents/${a.names.documents![0]}/file`, {
      headers: { authorization: `Bearer ${a.tenant.key}` },
    });
    expect(Buffer.from(await download.arrayBuffer()).equals(a.file)).toBe(true);
    const requeued = await a.tenant.post(`/v1/jobs/${a.names.jobs![0]}/requeue`);
    expect(requeued.status).toBe(202);
  });
});

describe('with a key that lacks the permission', () => {
  it('the answer is 403, and nothing happens', async () => {
    const keys = new Map<string, string>();
    for (const permission of permissions) keys.set(permission, await keyWithout(test, a.tenant, permission));
    const before = await state(a.tenant.workspaceId);
    const found = await failures(async (route) => {
      const problems: string[] = [];
      for (const path of pathsTo(route.path, a.names)) {
        const answer = await call(url, route, path, keys.get(permissionOf(route)!));
        if (answer.status !== 403 || codeOf(answer) !== 'auth.forbidden')
          problems.push(`${answer.status} ${answer.text}`);
        problems.push(...leaks(answer));
      }
      return problems;
    }, routes.filter(permissionOf));
    expect(found).toEqual([]);
    expect(await state(a.tenant.workspaceId)).toBe(before);
  });
});

describe.each(roles)('as %s', (role: Role) => {
  it('403 exactly where the role may not', async () => {
    const c = await test.tenant();
    const person = { email: `${role}@example.com`, password: 'a long password' };
    await c
      .post('/v1/users')
      .send({ ...person, name: role, role })
      .expect(201);
    const login = await test.anonymous.post('/v1/sessions').send({ workspace: c.slug, ...person });
    const { token } = login.body as { token: string };
    const found = await failures(
      async (route) => {
        const permission = permissionOf(route);
        const may = !permission || rolePermissions(role).has(permission);
        const answer = await call(url, route, pathToNothing(route.path), token);
        if (answer.status === 401 || answer.status >= 500) return [`${answer.status} ${answer.text}`];
        return (answer.status === 403) === may
          ? [`${may ? 'may' : 'may not'}, but ${answer.status} ${answer.text}`]
          : [];
      },
      routes.filter((route) => !isPublic(route)),
    );
    expect(found).toEqual([]);
  });
});

async function reviewWhenReady(tenant: Tenant, documentId: string, model: string): Promise<supertest.Response> {
  for (;;) {
    const answer = await tenant.post(`/v1/documents/${documentId}/reviews`).send({ model });
    if (codeOf(answer) !== 'document.not_ready') return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
}
