import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import type { RequestContext } from '../../common/http/context.js';
import { once } from '../../common/idempotency/idempotency.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../database/database.service.js';
import { actorRef, type Scope } from '../../database/scope.js';
import { ModelEntity } from '../model.entity.js';
import { findProvider } from '../providers/connections.js';
import type { CreateExemption, ExemptionView } from './exemption.schema.js';
import { type GivenExemption, providerAddress } from './exposure.js';
import { MaskingExemptionEntity } from './masking-exemption.entity.js';

/** Admins' leave to show personal data to a provider: given with a reason, kept after it has ended. */
@Injectable()
export class ExemptionsService {
  constructor(private readonly database: Database) {}

  /** The newest first, those that have ended too. */
  async list(scope: Pick<Scope, 'workspaceId'>): Promise<ExemptionView[]> {
    const rows = await this.database.forWorkspace(scope, (em) =>
      em.find(MaskingExemptionEntity, { order: { createdAt: 'DESC', id: 'DESC' } }),
    );
    return rows.map(viewOf);
  }

  /** @throws AppError `model.not_found`, `provider.not_found`, `exemption.exists`, `request.invalid` */
  async create(
    context: Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>,
    input: CreateExemption,
  ): Promise<ExemptionView> {
    return this.database.forWorkspace(context, (em) =>
      once(em, context, input, async () => {
        const { model = '', types, reason } = input;
        const provider = await addressOf(em, input);
        const until = input.until === undefined ? null : new Date(input.until);
        if (until !== null && until.getTime() <= Date.now())
          throw new AppError('request.invalid', 'An exemption cannot end before it begins');
        await endExpired(em);
        const id = newId();
        const { raw } = await em
          .createQueryBuilder()
          .insert()
          .into(MaskingExemptionEntity)
          .values({
            id,
            workspaceId: context.workspaceId,
            provider,
            model,
            types,
            reason,
            until,
            createdBy: actorRef(context.actor),
          })
          .orIgnore()
          .returning('id')
          .execute();
        if (!(raw as unknown[]).length)
          throw new AppError(
            'exemption.exists',
            `${model || 'Every model'} at ${provider} is exempt from masking already`,
          );
        return viewOf(await em.findOneByOrFail(MaskingExemptionEntity, { id }));
      }),
    );
  }

  /** Ends an exemption; work that has begun ends as it began. @throws AppError `exemption.not_found` */
  async end(scope: Pick<Scope, 'workspaceId' | 'actor'>, id: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      await endExpired(em);
      const { affected } = await em.update(
        MaskingExemptionEntity,
        { id, endedAt: IsNull() },
        { endedAt: new Date(), endedBy: actorRef(scope.actor) },
      );
      if (!affected) throw new AppError('exemption.not_found');
    });
  }

  /** Those in force for a model at an address. */
  async inForce(scope: Pick<Scope, 'workspaceId'>, model: string, baseUrl: string): Promise<GivenExemption[]> {
    const provider = providerAddress(baseUrl);
    const rows = await this.database.forWorkspace(scope, (em) =>
      em.findBy(MaskingExemptionEntity, { provider, endedAt: IsNull() }),
    );
    return rows.filter((row) => isInForce(row) && (row.model === '' || row.model === model));
  }
}

async function addressOf(em: EntityManager, { provider, model: name }: CreateExemption): Promise<string> {
  const model = name === undefined ? null : await em.findOneBy(ModelEntity, { name });
  if (name !== undefined && model === null) throw new AppError('model.not_found', `There is no model named ${name}`);
  if (provider !== undefined) {
    return providerAddress(URL.canParse(provider) ? provider : (await findProvider(em, provider)).baseUrl);
  }
  if (model === null) throw new Error('An exemption is of a provider or a model');
  return providerAddress(model.baseUrl);
}

/** What has ended by itself makes room for a new one. */
async function endExpired(em: EntityManager): Promise<void> {
  await em
    .createQueryBuilder()
    .update(MaskingExemptionEntity)
    .set({ endedAt: () => 'until', endedBy: 'system' })
    .where('ended_at IS NULL AND until <= now()')
    .execute();
}

function isInForce({ endedAt, until }: MaskingExemptionEntity): boolean {
  return endedAt === null && (until === null || until.getTime() > Date.now());
}

function viewOf(row: MaskingExemptionEntity): ExemptionView {
  return {
    id: row.id,
    provider: row.provider,
    model: row.model || null,
    types: row.types,
    reason: row.reason,
    inForce: isInForce(row),
    until: row.until?.toISOString() ?? null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    endedBy: row.endedBy,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
