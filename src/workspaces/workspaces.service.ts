import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ApiKeyEntity } from '../auth/api-key.entity.js';
import { isRole, mayGrant, permissions, type Role } from '../auth/permissions.js';
import { credentialHash, hashPassword, newCredential } from '../auth/secrets.js';
import { SessionEntity } from '../auth/session.entity.js';
import { AppError } from '../common/errors/app-error.js';
import type { RequestContext } from '../common/http/context.js';
import { once } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { UserEntity } from './user.entity.js';
import { WorkspaceEntity } from './workspace.entity.js';
import { userView, type UserView } from './workspace.views.js';
import type { CreateUser, UpdateUser, UpdateWorkspace } from './workspaces.schema.js';

/** Slug of the workspace that the first start creates and the command line works in. */
export const DEFAULT_WORKSPACE = 'default';

@Injectable()
export class WorkspacesService {
  constructor(private readonly database: Database) {}

  /** The default workspace, made on first use; safe when several processes start at once. */
  async ensureDefault(): Promise<WorkspaceEntity> {
    return (await this.bySlug(DEFAULT_WORKSPACE)) ?? (await this.create(DEFAULT_WORKSPACE, 'Default workspace'));
  }

  async bySlug(slug: string): Promise<WorkspaceEntity | null> {
    const row = await this.database.forCredential<{ id: string; slug: string; name: string; created_at: Date }>(
      'SELECT * FROM johang_workspace_of($1)',
      slug,
    );
    return row && { id: row.id, slug: row.slug, name: row.name, createdAt: row.created_at };
  }

  /** Creates a workspace, or returns the one that has this slug already. */
  async create(slug: string, name: string): Promise<WorkspaceEntity> {
    const workspace = { id: newId(), slug, name };
    await this.database.forWorkspace({ workspaceId: workspace.id }, (em) =>
      em.query('INSERT INTO workspaces (id, slug, name) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING', [
        workspace.id,
        slug,
        name,
      ]),
    );
    const created = await this.bySlug(slug);
    if (!created)
      throw new AppError('internal.error', undefined, { cause: new Error(`workspace ${slug} was not created`) });
    return created;
  }

  /** The workspace's first key, with every permission; null when it has had keys before. */
  async firstAdminKey(workspaceId: string): Promise<string | null> {
    const key = newCredential('jhk');
    return this.database.forWorkspace({ workspaceId }, async (em) => {
      await em.query('SELECT 1 FROM workspaces WHERE id = $1 FOR UPDATE', [workspaceId]);
      if (await em.count(ApiKeyEntity)) return null;
      await em.insert(ApiKeyEntity, {
        id: newId(),
        workspaceId,
        name: 'first admin key',
        prefix: key.slice(0, 8),
        keyHash: credentialHash(key),
        scopes: [...permissions],
        createdBy: 'system',
      });
      return key;
    });
  }

  async get(scope: Scope): Promise<WorkspaceEntity> {
    return this.database.forWorkspace(scope, (em) => em.findOneByOrFail(WorkspaceEntity, { id: scope.workspaceId }));
  }

  async update(scope: Scope, input: UpdateWorkspace): Promise<WorkspaceEntity> {
    await this.database.forWorkspace(scope, (em) => em.update(WorkspaceEntity, { id: scope.workspaceId }, input));
    return this.get(scope);
  }

  async listUsers(scope: Scope): Promise<UserEntity[]> {
    return this.database.forWorkspace(scope, (em) => em.find(UserEntity, { order: { id: 'DESC' } }));
  }

  async getUser(scope: Scope, id: string): Promise<UserEntity> {
    return this.database.forWorkspace(scope, (em) => findUser(em, id));
  }

  async createUser(context: Omit<RequestContext, 'permissions'>, input: CreateUser): Promise<UserView> {
    // The password stays out of what is compared: a fast hash of it must be nowhere.
    const { password, ...visible } = input;
    const passwordHash = await hashPassword(password);
    return this.database.forWorkspace(context, (em) =>
      once(em, context, visible, async () => {
        await assertMayGrant(em, context, input.role);
        const id = newId();
        const rows = await em.query<unknown[]>(
          `INSERT INTO users (id, workspace_id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (workspace_id, email) DO NOTHING RETURNING id`,
          [id, context.workspaceId, input.email, input.name, input.role, passwordHash],
        );
        if (!rows.length) throw new AppError('user.exists');
        return userView(await findUser(em, id));
      }),
    );
  }

  /** Changes a user. A change of password, a change of role and disabling end the user's sessions. */
  async updateUser(scope: Scope, id: string, input: UpdateUser): Promise<UserEntity> {
    const passwordHash = input.password ? await hashPassword(input.password) : undefined;
    return this.database.forWorkspace(scope, async (em) => {
      const user = await lockUser(em, id);
      await assertMayGrant(em, scope, user.role);
      if (input.role) await assertMayGrant(em, scope, input.role);
      if (user.role === 'owner' && (input.disabled || (input.role && input.role !== 'owner')))
        await assertOtherOwner(em, id);
      const disabledAt =
        input.disabled === undefined ? user.disabledAt : input.disabled ? (user.disabledAt ?? new Date()) : null;
      await em.update(
        UserEntity,
        { id },
        {
          name: input.name ?? user.name,
          role: input.role ?? user.role,
          disabledAt,
          passwordHash: passwordHash ?? user.passwordHash,
        },
      );
      if (passwordHash || input.role || input.disabled) await em.delete(SessionEntity, { userId: id });
      return findUser(em, id);
    });
  }

  async deleteUser(scope: Scope, id: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      const user = await lockUser(em, id);
      await assertMayGrant(em, scope, user.role);
      if (user.role === 'owner') await assertOtherOwner(em, id);
      await em.delete(UserEntity, { id });
    });
  }
}

async function findUser(em: EntityManager, id: string): Promise<UserEntity> {
  const user = await em.findOneBy(UserEntity, { id });
  if (!user) throw new AppError('user.not_found');
  return user;
}

/** Locks the workspace's owners too, so that two requests cannot each remove the other one. */
async function lockUser(em: EntityManager, id: string): Promise<UserEntity> {
  await em.query(`SELECT 1 FROM users WHERE role = 'owner' OR id = $1 ORDER BY id FOR UPDATE`, [id]);
  return findUser(em, id);
}

async function assertOtherOwner(em: EntityManager, id: string): Promise<void> {
  const [row] = await em.query<{ others: string }[]>(
    `SELECT count(*) AS others FROM users WHERE role = 'owner' AND disabled_at IS NULL AND id <> $1`,
    [id],
  );
  if (!Number(row?.others)) throw new AppError('workspace.last_owner');
}

/** How many owners the workspace has; locks them, so that two requests cannot both find what they need. */
async function countOwners(em: EntityManager): Promise<number> {
  return (await em.query<unknown[]>(`SELECT 1 FROM users WHERE role = 'owner' FOR UPDATE`)).length;
}

/**
 * Whether the actor may give `role`, or act on somebody who has it. An API key counts as an admin whoever made it, or an
 * admin could make an owner through a key; where there is no owner yet, it may make the first.
 */
async function assertMayGrant(em: EntityManager, { actor }: Pick<Scope, 'actor'>, role: Role): Promise<void> {
  if (actor.type === 'system') return;
  if (actor.type === 'api_key' && role === 'owner' && !(await countOwners(em))) return;
  const granter = actor.type === 'user' ? actor.role : 'admin';
  if (!isRole(granter) || !mayGrant(granter, role)) {
    throw new AppError('auth.forbidden', 'Only an owner may do this to an owner');
  }
}
