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
    expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot();
  });

  it('knows every route that the server answers, but for the published reference', () => {
    const known = new Set(table.map(({ method, path }) => `${method} ${path}`));
    const registered = registeredRoutes(test.app);
    const unknown = registered.filter(({ method, path }) => !known.has(`${method === 'HEAD' ? 'GET' : method} ${path}`));
    expect([...new Set(unknown.map(({ path }) => path))].sort()).toMatchInlineSnapshot();
    expect([...new Set(unknown.map(({ method }) => method))].sort()).toEqual(['GET', 'HEAD']);
    const answered = new Set(registered.map(({ method, path }) => `${method} ${path}`));
    expect([...known].filter((route) => !answered.has(route))).toEqual([]);
  });
});

describe(rolePermissions.name, () => {
  it('is the reviewed one', () => {
    const byRole = Object.fromEntries(roles.map((role) => [role, [...rolePermissions(role)].sort()]));
    expect(byRole).toMatchInlineSnapshot();
  });

  it('gives nobody what no route asks for, and asks for nothing that nobody has', () => {
    const asked = table.flatMap(({ requirement }) => (requirement && 'permission' in requirement ? [requirement.permission] : []));
    expect([...new Set(asked)].sort()).toEqual([...permissions].sort());
    expect([...rolePermissions('owner')].sort()).toEqual([...permissions].sort());
  });
});
