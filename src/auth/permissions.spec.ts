import { describe, expect, it } from '@jest/globals';
import { isPermission, mayGrant, permissions, rolePermissions, roles } from './permissions.js';

describe(rolePermissions.name, () => {
  it('gives each role all that the one below it has', () => {
    const sets = roles.map((role) => rolePermissions(role));
    for (let index = 1; index < sets.length; index += 1) {
      expect([...sets[index]!].filter((permission) => !sets[index - 1]!.has(permission))).toEqual([]);
    }
  });

  it('lets a viewer look and a reviewer work, and neither see or change people, keys, jobs or models', () => {
    expect([...rolePermissions('viewer')].filter((permission) => !permission.endsWith(':read'))).toEqual([]);
    for (const role of ['viewer', 'reviewer'] as const) {
      for (const kept of [
        'users:read',
        'api_keys:read',
        'jobs:read',
        'models:write',
        'documents:delete',
        'benchmarks:write',
      ] as const) {
        expect(rolePermissions(role).has(kept)).toBe(false);
      }
    }
    expect(rolePermissions('reviewer').has('analyses:write')).toBe(true);
    expect([...rolePermissions('owner')]).toEqual([...permissions]);
  });
});

describe(mayGrant.name, () => {
  it('lets an owner grant every role, an admin all but owner, others none', () => {
    const grants = Object.fromEntries(
      roles.map((granter) => [granter, roles.filter((role) => mayGrant(granter, role))]),
    );
    expect(grants).toEqual({
      owner: ['owner', 'admin', 'reviewer', 'viewer'],
      admin: ['admin', 'reviewer', 'viewer'],
      reviewer: [],
      viewer: [],
    });
  });
});

describe(isPermission.name, () => {
  it('knows what there is and nothing that only looks like it', () => {
    expect(permissions.every(isPermission)).toBe(true);
    for (const other of ['documents:*', 'documents', 'Documents:read', 'toString', ''])
      expect(isPermission(other)).toBe(false);
  });
});
