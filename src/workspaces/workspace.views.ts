import type { UserEntity } from './user.entity.js';
import type { WorkspaceEntity } from './workspace.entity.js';

export type UserView = ReturnType<typeof userView>;

export function workspaceView({ id, slug, name, createdAt }: WorkspaceEntity) {
  return { id, slug, name, createdAt: createdAt.toISOString() };
}

export function userView({ id, email, name, role, createdAt, disabledAt }: UserEntity) {
  return { id, email, name, role, createdAt: createdAt.toISOString(), disabledAt: disabledAt?.toISOString() ?? null };
}
