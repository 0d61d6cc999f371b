import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import type { RequestContext } from '../../common/http/context.js';
import { once } from '../../common/idempotency/idempotency.js';
import { newId } from '../../common/ids.js';
import type { AppConfig } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { Database } from '../../database/database.service.js';
import type { Scope } from '../../database/scope.js';
import { SecretBox } from '../../secrets/secret-box.js';
import { ModelEntity } from '../model.entity.js';
import { assertUrlAllowed } from '../url-guard.js';
import {
  findProvider,
  isSameHost,
  keySource,
  lockProviders,
  mayBePrivate,
  modelKeyContext,
  openKey,
  openProviderKey,
  providerKeyContext,
} from './connections.js';
import { ProviderEntity } from './provider.entity.js';
import type { CreateProvider, ProviderView, RotateKey, UpdateProvider } from './provider.schema.js';

type InWorkspace = Pick<Scope, 'workspaceId'>;

/** Connections that models share. */
@Injectable()
export class ProvidersService {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /** By name. */
  async list(scope: InWorkspace): Promise<ProviderView[]> {
    return this.database.forWorkspace(scope, async (em) => {
      const models = await em.find(ModelEntity, { order: { name: 'ASC' } });
      const providers = await em.find(ProviderEntity, { order: { name: 'ASC' } });
      return providers.map((each) =>
        providerView(
          each,
          models.filter(({ providerId }) => providerId === each.id),
        ),
      );
    });
  }

  /** @throws AppError `provider.not_found` */
  async get(scope: InWorkspace, name: string): Promise<ProviderView> {
    return this.database.forWorkspace(scope, async (em) => view(em, await findProvider(em, name)));
  }

  /** @throws AppError `provider.exists`, `model.url_refused` */
  async create(
    context: Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>,
    input: CreateProvider,
  ): Promise<ProviderView> {
    const { apiKey, ...visible } = input;
    const allowPrivateNetwork = input.allowPrivateNetwork ?? mayBePrivate(input.baseUrl);
    this.assertUrl(input.baseUrl, allowPrivateNetwork);
    return this.database.forWorkspace(context, (em) =>
      once(em, context, visible, async () => {
        await lockProviders(em);
        if (await em.existsBy(ProviderEntity, { name: input.name })) {
          throw new AppError('provider.exists', `A provider named ${input.name} exists`);
        }
        const id = newId();
        await em.insert(ProviderEntity, {
          ...visible,
          id,
          workspaceId: context.workspaceId,
          allowPrivateNetwork,
          apiKeySealed: apiKey === undefined ? null : this.secrets.seal(apiKey, providerKeyContext(id)),
        });
        return view(em, await em.findOneByOrFail(ProviderEntity, { id }));
      }),
    );
  }

  /**
   * Changes a provider, and with its address that of all its models. Calls that have begun end as they began.
   *
   * @throws AppError `provider.not_found`, `provider.changed`, `provider.key_needed`, `model.url_refused`
   */
  async update(scope: InWorkspace, name: string, input: UpdateProvider): Promise<ProviderView> {
    const { revision, apiKey, ...fields } = input;
    return this.database.forWorkspace(scope, async (em) => {
      await lockProviders(em);
      const provider = await findProvider(em, name);
      if (revision !== undefined && revision !== provider.revision) {
        throw new AppError('provider.changed', `${name} is at revision ${provider.revision}, not ${revision}`);
      }
      const models = await em.findBy(ModelEntity, { providerId: provider.id });
      const { baseUrl = provider.baseUrl, allowPrivateNetwork = provider.allowPrivateNetwork } = fields;
      this.assertUrl(baseUrl, allowPrivateNetwork);
      if (!isSameHost(baseUrl, provider.baseUrl)) assertKeysStay(provider, models, apiKey);
      const changed = touched(Object.assign(provider, given(fields)));
      if (apiKey !== undefined) changed.apiKeySealed = this.sealed(provider, apiKey);
      await em.save(ProviderEntity, changed);
      await em.update(ModelEntity, { providerId: provider.id }, { baseUrl });
      return view(em, changed);
    });
  }

  /**
   * One change of the key for all models of the provider. Keys of their own that are the old one are replaced as well.
   *
   * @throws AppError `provider.not_found`; `provider.keys_differ` when models have other keys and it was not said what of them
   */
  async rotateKey(scope: InWorkspace, name: string, { apiKey, ownKeys }: RotateKey): Promise<ProviderView> {
    return this.database.forWorkspace(scope, async (em) => {
      await lockProviders(em);
      const provider = await findProvider(em, name);
      const own = (await em.findBy(ModelEntity, { providerId: provider.id })).filter(
        ({ apiKeySealed }) => apiKeySealed,
      );
      const keys = new Map(own.map((model) => [model, this.opened(model.apiKeySealed, modelKeyContext(model.id))]));
      // Models that came before their provider hold the one key there was, each for itself.
      const old = this.opened(provider.apiKeySealed, providerKeyContext(provider.id)) ?? commonOf([...keys.values()]);
      const others = own.filter((model) => old === null || keys.get(model) !== old);
      if (others.length && ownKeys === 'refuse') {
        const names = others.map((model) => model.name).sort();
        throw new AppError('provider.keys_differ', `${names.join(', ')} of ${name} have keys of their own`);
      }
      const kept = ownKeys === 'keep' ? new Set(others) : new Set<ModelEntity>();
      for (const model of own.filter((each) => !kept.has(each))) {
        await em.update(ModelEntity, { id: model.id }, { apiKeySealed: null });
      }
      provider.apiKeySealed = this.sealed(provider, apiKey);
      return view(em, await em.save(ProviderEntity, touched(provider)));
    });
  }

  /** @throws AppError `provider.not_found`, `provider.in_use` */
  async delete(scope: InWorkspace, name: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      await lockProviders(em);
      const provider = await findProvider(em, name);
      const models = await em.find(ModelEntity, { where: { providerId: provider.id }, order: { name: 'ASC' } });
      if (models.length) {
        throw new AppError('provider.in_use', `${name} has the models ${models.map((model) => model.name).join(', ')}`);
      }
      await em.delete(ProviderEntity, { id: provider.id });
    });
  }

  /** What is needed to ask the provider something, key included: for the connection test's eyes only. */
  async connection(scope: InWorkspace, name: string) {
    return this.database.forWorkspace(scope, async (em) => {
      const provider = await findProvider(em, name);
      const models = await em.find(ModelEntity, { where: { providerId: provider.id }, order: { name: 'ASC' } });
      const own = models.find(({ apiKeySealed }) => apiKeySealed !== null);
      return {
        baseUrl: provider.baseUrl,
        // Of models that came before their provider each has the key.
        apiKey: openProviderKey(this.secrets, provider) ?? (own && openKey(this.secrets, own, provider)),
        allowPrivateNetwork: this.config.allowPrivateModels && provider.allowPrivateNetwork,
        modelIds: models.map(({ modelId }) => modelId),
      };
    });
  }

  private assertUrl(baseUrl: string, allowPrivateNetwork: boolean): void {
    assertUrlAllowed(baseUrl, { allowPrivateNetwork: this.config.allowPrivateModels && allowPrivateNetwork });
  }

  private sealed({ id }: ProviderEntity, apiKey: string | null): string | null {
    return apiKey === null ? null : this.secrets.seal(apiKey, providerKeyContext(id));
  }

  /** Null also for a key that cannot be opened any more: whoever replaces it has no use for it. */
  private opened(sealed: string | null, context: string): string | null {
    if (sealed === null) return null;
    try {
      return this.secrets.open(sealed, context);
    } catch {
      return null;
    }
  }
}

/** The one key that all have; null when there is none, or more than one. */
function commonOf(keys: readonly (string | null)[]): string | null {
  const distinct = [...new Set(keys)];
  return distinct.length === 1 ? (distinct[0] ?? null) : null;
}

/** @throws AppError `provider.key_needed`: neither the provider's key nor one of its models goes to another host unasked. */
function assertKeysStay(
  provider: ProviderEntity,
  models: readonly ModelEntity[],
  apiKey: string | null | undefined,
): void {
  const own = models.filter(({ apiKeySealed }) => apiKeySealed !== null).map((model) => model.name);
  if (own.length) {
    throw new AppError(
      'provider.key_needed',
      `${own.sort().join(', ')} have keys of their own for the address of before`,
    );
  }
  if (provider.apiKeySealed !== null && apiKey === undefined) {
    throw new AppError('provider.key_needed', `${provider.name} has a key for the address of before`);
  }
}

/** A provider that somebody has changed stays, whatever becomes of its models. */
function touched(provider: ProviderEntity): ProviderEntity {
  return Object.assign(provider, { revision: provider.revision + 1, automatic: false, updatedAt: new Date() });
}

function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

async function view(em: EntityManager, provider: ProviderEntity): Promise<ProviderView> {
  return providerView(
    provider,
    await em.find(ModelEntity, { where: { providerId: provider.id }, order: { name: 'ASC' } }),
  );
}

function providerView(provider: ProviderEntity, models: readonly ModelEntity[]): ProviderView {
  return {
    name: provider.name,
    baseUrl: provider.baseUrl,
    hasApiKey: provider.apiKeySealed !== null,
    defaults: provider.defaults,
    limits: provider.limits,
    allowPrivateNetwork: provider.allowPrivateNetwork,
    enabled: provider.enabled,
    models: models.map((model) => ({ name: model.name, key: keySource(model, provider) })),
    revision: provider.revision,
    createdAt: provider.createdAt.toISOString(),
    updatedAt: provider.updatedAt.toISOString(),
  };
}
