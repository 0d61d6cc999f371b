/** What can be permitted. The scopes of an API key and the roles of users are sets of these. */
export const permissions = [
  'workspace:read',
  'workspace:write',
  'users:read',
  'users:write',
  'api_keys:read',
  'api_keys:write',
  'documents:read',
  'documents:write',
  'documents:delete',
  'analyses:read',
  'analyses:write',
  'models:read',
  'models:write',
  'usage:read',
  'usage:write',
  'benchmarks:read',
  'benchmarks:write',
  'jobs:read',
  'jobs:write',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['owner', 'admin', 'reviewer', 'viewer'] as const;

export type Role = (typeof roles)[number];

const viewer: Permission[] = ['workspace:read', 'documents:read', 'analyses:read', 'models:read', 'benchmarks:read'];
const reviewer: Permission[] = [...viewer, 'documents:write', 'analyses:write'];

const byRole: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(permissions),
  admin: new Set(permissions),
  reviewer: new Set(reviewer),
  viewer: new Set(viewer),
};

/** Roles that `granter` may give or take away: only an owner makes or unmakes owners. */
export function mayGrant(granter: Role, role: Role): boolean {
  return granter === 'owner' || (granter === 'admin' && role !== 'owner');
}

export function rolePermissions(role: Role): ReadonlySet<Permission> {
  return byRole[role];
}

export function isPermission(value: string): value is Permission {
  return (permissions as readonly string[]).includes(value);
}

export function isRole(value: string): value is Role {
  return (roles as readonly string[]).includes(value);
}
