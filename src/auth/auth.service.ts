import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.service.js';
import { actorRef, type Actor, type Scope } from '../database/scope.js';
import { newId } from '../common/ids.js';
import { UserEntity } from '../workspaces/user.entity.js';
import { WorkspacesService } from '../workspaces/workspaces.service.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { AttemptLimiter } from './attempt-limiter.js';
import type { CreateApiKey, CreateSession } from './auth.schema.js';
import { isPermission, type Permission, type Role, rolePermissions } from './permissions.js';
import { credentialHash, newCredential, verifyPassword } from './secrets.js';
import { SessionEntity } from './session.entity.js';

const SESSION_DAYS = 14;
/** `last_used_at` is for people: written at most once a minute a key, so that reading stays reading. */
const TOUCH_MS = 60_000;

export interface Principal {
  workspaceId: string;
  actor: Actor;
  permissions: ReadonlySet<Permission>;
}

@Injectable()
export class AuthService {
  private readonly limiter = new AttemptLimiter();

  constructor(
    private readonly database: Database,
    private readonly workspaces: WorkspacesService,
  ) {}

  /** Who holds this credential. @throws AppError `auth.invalid` */
  async authenticate(credential: string): Promise<Principal> {
    const hash = credentialHash(credential);
    return credential.startsWith('jhs_') ? this.bySession(hash) : this.byApiKey(hash);
  }

  async listApiKeys(scope: Scope): Promise<ApiKeyEntity[]> {
    return this.database.forWorkspace(scope, (em) => em.find(ApiKeyEntity, { order: { id: 'DESC' } }));
  }

  /** Creates a key. `key` is in this answer and nowhere else, ever. A key cannot hold what its maker may not do. */
  async createApiKey(
    scope: Scope,
    granter: ReadonlySet<Permission>,
    input: CreateApiKey,
  ): Promise<{ entity: ApiKeyEntity; key: string }> {
    const excess = input.scopes.filter((wanted) => !granter.has(wanted));
    if (excess.length)
      throw new AppError('auth.forbidden', `You cannot give what you may not do: ${excess.join(', ')}`);
    const key = newCredential('jhk');
    return this.database.forWorkspace(scope, async (em) => {
      const entity = em.create(ApiKeyEntity, {
        id: newId(),
        workspaceId: scope.workspaceId,
        name: input.name,
        prefix: key.slice(0, 8),
        keyHash: credentialHash(key),
        scopes: [...new Set(input.scopes)],
        createdBy: actorRef(scope.actor),
        createdAt: new Date(),
        expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
      });
      await em.insert(ApiKeyEntity, entity);
      return { entity, key };
    });
  }

  async revokeApiKey(scope: Scope, id: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      const { affected } = await em.update(ApiKeyEntity, { id }, { revokedAt: new Date() });
      if (!affected) throw new AppError('api_key.not_found');
    });
  }

  /** Logs a person in. @throws AppError `auth.login_failed`, `auth.too_many_attempts` */
  async createSession(input: CreateSession): Promise<{ token: string; expiresAt: Date; userId: string }> {
    const subject = `${input.workspace}/${input.email}`;
    this.limiter.assertAllowed(subject);
    const workspace = await this.workspaces.bySlug(input.workspace);
    const user =
      workspace &&
      (await this.database.forWorkspace({ workspaceId: workspace.id }, (em) =>
        em.findOneBy(UserEntity, { email: input.email }),
      ));
    const matches = await verifyPassword(input.password, user?.passwordHash ?? null);
    if (!workspace || !user || !matches || user.disabledAt) {
      this.limiter.failed(subject);
      throw new AppError('auth.login_failed');
    }
    this.limiter.succeeded(subject);
    const token = newCredential('jhs');
    const expiresAt = new Date(Date.now() + SESSION_DAYS * 86_400_000);
    await this.database.forWorkspace({ workspaceId: workspace.id }, async (em) => {
      await em.delete(SessionEntity, { userId: user.id, expiresAt: LessThan(new Date()) });
      await em.insert(SessionEntity, {
        id: newId(),
        workspaceId: workspace.id,
        userId: user.id,
        tokenHash: credentialHash(token),
        expiresAt,
      });
    });
    return { token, expiresAt, userId: user.id };
  }

  /** Ends the session of this token; that it is gone already is no error. */
  async endSession(scope: Scope, token: string): Promise<void> {
    await this.database.forWorkspace(scope, (em) => em.delete(SessionEntity, { tokenHash: credentialHash(token) }));
  }

  private async byApiKey(hash: string): Promise<Principal> {
    const key = await this.database.forCredential<KeyRow>('SELECT * FROM johang_api_key($1)', hash);
    const now = new Date();
    if (!key || key.revoked_at || (key.expires_at && key.expires_at <= now)) throw new AppError('auth.invalid');
    const workspaceId = key.workspace_id;
    if (!key.last_used_at || now.getTime() - key.last_used_at.getTime() > TOUCH_MS) {
      await this.database.forWorkspace({ workspaceId }, (em) =>
        em.update(ApiKeyEntity, { id: key.id }, { lastUsedAt: now }),
      );
    }
    return {
      workspaceId,
      actor: { type: 'api_key', id: key.id, scopes: key.scopes },
      permissions: new Set(key.scopes.filter(isPermission)),
    };
  }

  private async bySession(hash: string): Promise<Principal> {
    const session = await this.database.forCredential<SessionRow>('SELECT * FROM johang_session($1)', hash);
    if (!session || session.disabled_at || session.expires_at <= new Date()) throw new AppError('auth.invalid');
    return {
      workspaceId: session.workspace_id,
      actor: { type: 'user', id: session.user_id, role: session.role },
      permissions: rolePermissions(session.role),
    };
  }
}

/** What `johang_api_key` tells. */
interface KeyRow {
  id: string;
  workspace_id: string;
  scopes: string[];
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
}

/** What `johang_session` tells. */
interface SessionRow {
  user_id: string;
  workspace_id: string;
  role: Role;
  disabled_at: Date | null;
  expires_at: Date;
}
