import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProblemFilter } from '../src/common/http/problem.filter.js';
import { Database } from '../src/database/database.service.js';
import { HealthController } from '../src/health/health.controller.js';
import { openApiDocument } from '../src/openapi.js';
import { createTestApp, type Tenant, type TestApp } from './support/app.js';

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
});
afterAll(() => test.close());

describe(HealthController.name, () => {
  it('lives, is ready, and is measured', async () => {
    expect((await test.anonymous.get('/health/live')).body.status).toBe('ok');
    expect((await test.anonymous.get('/health/ready')).body.status).toBe('ok');
    const metrics = await test.anonymous.get('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.text).toMatch(
      /johang_http_request_seconds_count\{method="GET",route="\/health\/ready",status="200"\} \d+/,
    );
  });

  it('is not ready while the database does not answer, and says nothing of why', async () => {
    const database = test.app.get(Database);
    const ping = database.ping.bind(database);
    database.ping = () => Promise.reject(new Error('password authentication failed for secret-host'));
    const { status, body } = await test.anonymous.get('/health/ready');
    database.ping = ping;
    expect([status, body.code]).toEqual([503, 'database.unavailable']);
    expect(JSON.stringify(body)).not.toContain('secret-host');
    expect(body.errorId).toMatch(/^[0-9a-f-]{36}$/);
    expect(test.logs.some((line) => line.includes(body.errorId) && line.includes('secret-host'))).toBe(true);
  });
});

describe(ProblemFilter.name, () => {
  it.each([
    ['a path that is not there', () => tenant.get('/v1/nothing'), 404, 'request.not_found'],
    [
      'JSON cut short',
      () => tenant.post('/v1/users').set('content-type', 'application/json').send('{"a":'),
      400,
      'request.malformed_json',
    ],
    [
      'JSON of another type',
      () => tenant.post('/v1/users').set('content-type', 'text/xml').send('<a/>'),
      415,
      'request.unsupported_media_type',
    ],
    [
      'a body that is too large',
      () => tenant.post('/v1/users').send({ name: 'x'.repeat(1_100_000) }),
      413,
      'request.too_large',
    ],
    ['an id that is none', () => tenant.get('/v1/documents/1'), 404, 'document.not_found'],
    [
      'an id of nothing',
      () => tenant.get('/v1/documents/01a208a8-e639-750a-949a-41306a7dadba'),
      404,
      'document.not_found',
    ],
    ['an id with a NUL', () => tenant.get('/v1/documents/%00'), 404, 'document.not_found'],
    [
      'a prototype key',
      () => tenant.post('/v1/users').set('content-type', 'application/json').send('{"__proto__":{"x":1}}'),
      400,
      'request.malformed_json',
    ],
  ])('answers %s as a problem', async (_, ask, status, code) => {
    const response = await ask();
    expect([response.status, response.body.code]).toEqual([status, code]);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.body).toMatchObject({
      type: `urn:johang:error:${code}`,
      status,
      requestId: response.headers['x-request-id'],
    });
  });

  it('takes a request id that is given and fit, and makes one otherwise', async () => {
    expect((await test.anonymous.get('/health/live').set('x-request-id', 'abc-1')).headers['x-request-id']).toBe(
      'abc-1',
    );
    expect((await test.anonymous.get('/health/live').set('x-request-id', 'a b')).headers['x-request-id']).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });
});

describe(openApiDocument.name, () => {
  it('describes every route in OpenAPI 3.1, with schemas that resolve', async () => {
    const { body } = await test.anonymous.get('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/documents', '/v1/documents/{id}/reviews', '/v1/analyses/{id}/events']),
    );
    const references = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    const missing = [...new Set(references)].filter((name) => !Object.hasOwn(body.components.schemas, name ?? ''));
    expect(missing).toEqual([]);
    expect(references).toEqual(expect.arrayContaining(['Document', 'Analysis', 'CreateReview', 'Problem']));
    expect((await test.anonymous.get('/docs')).text).toContain('swagger-ui');
  });
});
