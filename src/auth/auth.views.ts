import type { RequestContext } from '../common/http/context.js';
import type { ApiKeyEntity } from './api-key.entity.js';

export type ApiKeyView = ReturnType<typeof apiKeyView>;
export type MeView = ReturnType<typeof meView>;

export function apiKeyView(key: ApiKeyEntity) {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    createdBy: key.createdBy,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

export function meView({ workspaceId, actor, permissions }: RequestContext) {
  return {
    workspaceId,
    actor: { type: actor.type, id: actor.type === 'system' ? 'system' : actor.id },
    permissions: [...permissions].sort(),
  };
}
