import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { actorRef } from '../../database/scope.js';
import { AppError } from '../errors/app-error.js';
import type { RequestContext } from '../http/context.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';

/** A key may be used anew after so long; the OpenAPI document says so of every route that takes one. */
const IDEMPOTENCY_HOURS = 24;

type Keyed = Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>;

/**
 * Does `work` once for a request's `Idempotency-Key`: a repeat answers what was answered first. Key, work and answer are
 * written in the same transaction, so there is no moment between them to die in; a concurrent repeat waits for the first.
 * Without a key it just works.
 *
 * @param request what was asked for; the same key with another request is `request.idempotency_conflict`.
 */
export async function once<T>(em: EntityManager, context: Keyed, request: unknown, work: () => Promise<T>): Promise<T> {
  const { workspaceId, idempotencyKey: key, route } = context;
  if (!key) return work();
  const actor = actorRef(context.actor);
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const inserted = await em.query<unknown[]>(
    `INSERT INTO idempotency_keys (workspace_id, actor, key, route, fingerprint) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, actor, key) DO UPDATE
       SET route = excluded.route, fingerprint = excluded.fingerprint, response = NULL, created_at = now()
       WHERE idempotency_keys.created_at < now() - make_interval(hours => $6)
     RETURNING key`,
    [workspaceId, actor, key, route, fingerprint, IDEMPOTENCY_HOURS],
  );
  if (inserted.length) {
    await forgetOld(em, workspaceId);
    const response = await work();
    await em.query('UPDATE idempotency_keys SET response = $4 WHERE workspace_id = $1 AND actor = $2 AND key = $3', [
      workspaceId,
      actor,
      key,
      JSON.stringify(response),
    ]);
    return response;
  }
  const first = await em.findOneByOrFail(IdempotencyKeyEntity, { workspaceId, actor, key });
  if (first.route !== route || first.fingerprint !== fingerprint) throw new AppError('request.idempotency_conflict');
  return first.response as T;
}

/** A key more, some old ones less: the table stays as large as a day's requests. */
async function forgetOld(em: EntityManager, workspaceId: string): Promise<void> {
  await em.query(
    `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM idempotency_keys WHERE workspace_id = $1 AND created_at < now() - make_interval(hours => $2)
       ORDER BY created_at LIMIT 20 FOR UPDATE SKIP LOCKED))`,
    [workspaceId, IDEMPOTENCY_HOURS],
  );
}
