import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import type { RouteEntry } from '../../src/auth/routes.js';

/** What a request of a route carries: JSON, a file, or nothing at all. */
type Payload = { json: object } | { file: Buffer } | 'nothing';

let made = 0;

/**
 * A valid payload for every route that takes one, a new one each time. Where a route is missing here the tests that call
 * every route fail: a new one is covered from its first day or not merged.
 */
export const payloads: Record<string, () => Payload> = {
  'POST /v1/sessions': () => ({
    json: { workspace: 'nowhere', email: 'nobody@example.com', password: 'not a password' },
  }),
  'POST /v1/users': () => ({
    json: { email: `user-${++made}@example.com`, name: 'U', role: 'viewer', password: 'ten characters' },
  }),
  'PATCH /v1/users/:id': () => ({ json: { name: `Renamed ${++made}` } }),
  'PATCH /v1/workspace': () => ({ json: { name: `Renamed ${++made}` } }),
  'POST /v1/api-keys': () => ({ json: { name: 'k', scopes: ['documents:read'] } }),
  'PATCH /v1/models/:name': () => ({ json: { settings: { timeoutMs: 1000 + ++made } } }),
  'POST /v1/models/:name/test': () => 'nothing',
  'POST /v1/models': () => ({ json: { name: `model-${++made}`, modelId: 'm', baseUrl: 'http://127.0.0.1:9/v1' } }),
  'POST /v1/catalogue/:kind': () => ({ json: { entry: catalogueEntry(`entry-${++made}`) } }),
  'PATCH /v1/catalogue/:kind/:name': () => ({ json: { set: { notes: [`Note ${++made}`] }, source: { from: 'test' } } }),
  'POST /v1/catalogue/models/:name/retire': () => ({ json: { on: '2099-12-31', source: { from: `test ${++made}` } } }),
  'POST /v1/providers': () => ({ json: { name: `provider-${++made}`, baseUrl: 'http://127.0.0.1:10/v1' } }),
  'PATCH /v1/providers/:name': () => ({ json: { limits: { requestsPerMinute: ++made } } }),
  'POST /v1/providers/:name/key': () => ({ json: { apiKey: `key ${++made}`, ownKeys: 'replace' } }),
  'POST /v1/providers/:name/test': () => 'nothing',
  'POST /v1/batches/:id/cancel': () => 'nothing',
  'PUT /v1/budgets': () => ({ json: { actor: `user:${randomUUID()}`, monthlyLimit: ++made } }),
  'POST /v1/dry-runs/reviews': () => ({ json: { model: 'keyword', documents: 1 } }),
  'POST /v1/dry-runs/summaries': () => ({ json: { model: 'keyword', documents: 1 } }),
  'PUT /v1/routes/:task': () => ({ json: { models: ['keyword'], reason: `Try ${++made}` } }),
  'POST /v1/routes/:task/rollback': () => ({ json: { reason: `Try ${++made}` } }),
  'POST /v1/masking/exemptions': () => ({
    json: { provider: `http://127.0.0.1:${1000 + ++made}/v1`, reason: 'An agreement' },
  }),
  'PUT /v1/masking': () => ({ json: { names: [`Name ${++made}`] } }),
  'POST /v1/documents': () => ({
    file: Buffer.from(`This agreement, number ${++made}, is made between two parties.\n`),
  }),
  'POST /v1/documents/:id/password': () => ({ json: { password: 'open sesame' } }),
  'POST /v1/documents/:id/reviews': () => ({ json: { model: 'keyword' } }),
  'POST /v1/documents/:id/summaries': () => ({ json: {} }),
  'POST /v1/suites/:name/contests': () => ({ json: { models: ['keyword'], limit: 1 } }),
  'POST /v1/jobs/:id/requeue': () => 'nothing',
};

/** A model of the catalogue of which little is known. */
export function catalogueEntry(name: string): object {
  return {
    name,
    label: name,
    team: 'A team',
    provider: 'self-hosted',
    modelId: `${name}-1`,
    released: null,
    contextWindow: null,
    maxOutputTokens: null,
    licence: null,
    dialect: 'plain',
    sources: [{ facts: 'all', from: 'test', read: '2026-11' }],
  };
}

export function routeName({ method, path }: Pick<RouteEntry, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

export function takesPayload({ method }: RouteEntry): boolean {
  return method === 'POST' || method === 'PATCH' || method === 'PUT';
}

/** Names that every workspace has, with a thing of its own behind them. */
const COMMON: Record<string, string[]> = { routes: ['review'], catalogue: ['models'] };

/** The segment before each parameter of a path: what kind of thing of a workspace it names. */
export function collectionsOf(path: string): string[] {
  const segments = path.split('/');
  return segments
    .flatMap((segment, index) => (segment.startsWith(':') ? [segments[index - 1] ?? ''] : []))
    .filter((collection) => !Object.hasOwn(COMMON, collection));
}

/** The path with every parameter replaced, one path for each name that fits. `names` by segment before the parameter. */
export function pathsTo(path: string, names: Record<string, string[]>): string[] {
  let paths = [''];
  let before = '';
  for (const segment of path.split('/').slice(1)) {
    const choices = segment.startsWith(':') ? (COMMON[before] ?? names[before]) : [segment];
    if (!choices?.length)
      throw new Error(`${path}: the tests hold no name of one of the ${before}: add it to the furnished workspace`);
    paths = paths.flatMap((start) => choices.map((choice) => `${start}/${encodeURIComponent(choice)}`));
    before = segment;
  }
  return paths;
}

/** The path with parameters that name nothing at all. */
export function pathToNothing(path: string): string {
  return path.replaceAll(/:[^/]+/g, () => randomUUID());
}

/** Calls a route as whoever holds the credential, with a valid payload where it takes one. */
export async function call(
  url: string,
  route: RouteEntry,
  path: string,
  credential?: string,
): Promise<supertest.Response> {
  const method = route.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
  const request = supertest(url)[method](path).buffer(true).redirects(0);
  if (credential) void request.set('authorization', `Bearer ${credential}`);
  const payload = payloads[routeName(route)]?.() ?? 'nothing';
  if (payload === 'nothing') return request;
  return 'file' in payload ? request.attach('file', payload.file, 'agreement.txt') : request.send(payload.json);
}
