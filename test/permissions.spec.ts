import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions, rolePermissions, roles } from '../src/auth/permissions.js';
import type { Requirement } from '../src/auth/requires.decorator.js';
import { type RouteEntry, routeTable } from '../src/auth/routes.js';
import { createTestApp, type TestApp } from './support/app.js';
import { registeredRoutes } from './support/registered-routes.js';

let test: TestApp;
let table: RouteEntry[];

beforeAll(async () => {
  test = await createTestApp();
  table = routeTable(test.app);
});
afterAll(() => test.close());

function describeRequirement(requirement: Requirement | undefined): string {
  if (!requirement) return 'NOBODY SAID';
  if ('permission' in requirement) return requirement.permission;
  return 'authenticated' in requirement ? '(any credential)' : '(public)';
}

describe(routeTable.name, () => {
  it('says of every route who may use it', () => {
    expect(table.filter(({ requirement }) => !requirement)).toEqual([]);
  });

  it('names each route once', () => {
    const names = table.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });

  // A change here is a change of who may do what: review it as one.
  it('is the reviewed one', () => {
    const lines = table.map(
      ({ method, path, requirement }) => `${method.padEnd(6)} ${path.padEnd(34)} ${describeRequirement(requirement)}`,
    );
    expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
     "
     GET    /health/live                       (public)
     GET    /health/ready                      (public)
     GET    /metrics                           (public)
     GET    /v1/analyses/:id/events            analyses:read
     GET    /v1/analyses/:id                   analyses:read
     GET    /v1/analyses                       analyses:read
     DELETE /v1/api-keys/:id                   api_keys:write
     GET    /v1/api-keys                       api_keys:read
     POST   /v1/api-keys                       api_keys:write
     POST   /v1/batches/:id/cancel             models:write
     GET    /v1/batches/:id                    models:read
     GET    /v1/batches                        models:read
     DELETE /v1/budgets/:id                    usage:write
     GET    /v1/budgets                        usage:read
     PUT    /v1/budgets                        usage:write
     GET    /v1/catalogue/:kind/:name/changes  models:read
     DELETE /v1/catalogue/:kind/:name          models:write
     GET    /v1/catalogue/:kind/:name          models:read
     PATCH  /v1/catalogue/:kind/:name          models:write
     POST   /v1/catalogue/:kind                models:write
     POST   /v1/catalogue/models/:name/retire  models:write
     GET    /v1/catalogue                      models:read
     GET    /v1/contests/:id                   benchmarks:read
     GET    /v1/documents/:id/comparison       documents:read
     GET    /v1/documents/:id/facts            documents:read
     GET    /v1/documents/:id/file             documents:read
     POST   /v1/documents/:id/password         documents:write
     POST   /v1/documents/:id/reviews          analyses:write
     POST   /v1/documents/:id/summaries        analyses:write
     GET    /v1/documents/:id/text             documents:read
     DELETE /v1/documents/:id                  documents:delete
     GET    /v1/documents/:id                  documents:read
     GET    /v1/documents                      documents:read
     POST   /v1/documents                      documents:write
     GET    /v1/dry-runs/:id                   models:read
     POST   /v1/dry-runs/reviews               models:write
     POST   /v1/dry-runs/summaries             models:write
     POST   /v1/jobs/:id/requeue               jobs:write
     GET    /v1/jobs                           jobs:read
     DELETE /v1/masking/exemptions/:id         models:write
     GET    /v1/masking/exemptions             models:read
     POST   /v1/masking/exemptions             models:write
     GET    /v1/masking                        models:read
     PUT    /v1/masking                        models:write
     GET    /v1/me                             (any credential)
     POST   /v1/models/:name/test              models:write
     DELETE /v1/models/:name                   models:write
     GET    /v1/models/:name                   models:read
     PATCH  /v1/models/:name                   models:write
     GET    /v1/models                         models:read
     POST   /v1/models                         models:write
     POST   /v1/providers/:name/key            models:write
     POST   /v1/providers/:name/test           models:write
     DELETE /v1/providers/:name                models:write
     GET    /v1/providers/:name                models:read
     PATCH  /v1/providers/:name                models:write
     GET    /v1/providers                      models:read
     POST   /v1/providers                      models:write
     POST   /v1/routes/:task/rollback          models:write
     GET    /v1/routes/:task/switches          models:read
     GET    /v1/routes/:task                   models:read
     PUT    /v1/routes/:task                   models:write
     GET    /v1/routes                         models:read
     DELETE /v1/sessions/current               (any credential)
     POST   /v1/sessions                       (public)
     POST   /v1/suites/:name/contests          benchmarks:write
     GET    /v1/suites/:name/leaderboard       benchmarks:read
     GET    /v1/suites/:name                   benchmarks:read
     GET    /v1/suites                         benchmarks:read
     GET    /v1/usage                          usage:read
     DELETE /v1/users/:id                      users:write
     GET    /v1/users/:id                      users:read
     PATCH  /v1/users/:id                      users:write
     GET    /v1/users                          users:read
     POST   /v1/users                          users:write
     GET    /v1/workspace                      workspace:read
     PATCH  /v1/workspace                      workspace:write
     "
    `);
  });

  it('knows every route that the server answers, but for the published reference', () => {
    const known = new Set(table.map(({ method, path }) => `${method} ${path}`));
    const registered = registeredRoutes(test.app);
    const unknown = registered.filter(
      ({ method, path }) => !known.has(`${method === 'HEAD' ? 'GET' : method} ${path}`),
    );
    expect([...new Set(unknown.map(({ path }) => path))].sort()).toMatchInlineSnapshot(`
     [
       "/docs",
       "/docs/",
       "/docs/*",
       "/docs/LICENSE",
       "/docs/docs/swagger-ui-init.js",
       "/docs/index.html",
       "/docs/swagger-ui-init.js",
       "/openapi.json",
       "/openapi.yaml",
     ]
    `);
    expect([...new Set(unknown.map(({ method }) => method))].sort()).toEqual(['GET', 'HEAD']);
    const answered = new Set(registered.map(({ method, path }) => `${method} ${path}`));
    expect([...known].filter((route) => !answered.has(route))).toEqual([]);
  });
});

describe(rolePermissions.name, () => {
  it('is the reviewed one', () => {
    const byRole = Object.fromEntries(roles.map((role) => [role, [...rolePermissions(role)].sort()]));
    expect(byRole).toMatchInlineSnapshot(`
     {
       "admin": [
         "analyses:read",
         "analyses:write",
         "api_keys:read",
         "api_keys:write",
         "benchmarks:read",
         "benchmarks:write",
         "documents:delete",
         "documents:read",
         "documents:write",
         "jobs:read",
         "jobs:write",
         "models:read",
         "models:write",
         "usage:read",
         "usage:write",
         "users:read",
         "users:write",
         "workspace:read",
         "workspace:write",
       ],
       "owner": [
         "analyses:read",
         "analyses:write",
         "api_keys:read",
         "api_keys:write",
         "benchmarks:read",
         "benchmarks:write",
         "documents:delete",
         "documents:read",
         "documents:write",
         "jobs:read",
         "jobs:write",
         "models:read",
         "models:write",
         "usage:read",
         "usage:write",
         "users:read",
         "users:write",
         "workspace:read",
         "workspace:write",
       ],
       "reviewer": [
         "analyses:read",
         "analyses:write",
         "benchmarks:read",
         "documents:read",
         "documents:write",
         "models:read",
         "workspace:read",
       ],
       "viewer": [
         "analyses:read",
         "benchmarks:read",
         "documents:read",
         "models:read",
         "workspace:read",
       ],
     }
    `);
  });

  it('gives nobody what no route asks for, and asks for nothing that nobody has', () => {
    const asked = table.flatMap(({ requirement }) =>
      requirement && 'permission' in requirement ? [requirement.permission] : [],
    );
    expect([...new Set(asked)].sort()).toEqual([...permissions].sort());
    expect([...rolePermissions('owner')].sort()).toEqual([...permissions].sort());
  });
});
