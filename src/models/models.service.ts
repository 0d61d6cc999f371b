import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import type { RequestContext } from '../common/http/context.js';
import { once } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { SecretBox } from '../secrets/secret-box.js';
import { ModelEntity } from './model.entity.js';
import {
  type CreateModel,
  embeddedModels,
  type ModelSettings,
  type ModelView,
  type UpdateModel,
} from './model.schema.js';
import { findEntry, type Warning } from './catalogue/catalogue.js';
import type { Catalogue } from './catalogue/catalogue.schema.js';
import { catalogueOf } from './catalogue/catalogue.store.js';
import { given, resolveModel } from './catalogue/resolve.js';
import { settingsOf } from './catalogue/settings.js';
import { effectiveModel } from './effective.js';
import { isOwnNetwork } from './masking/exposure.js';
import { embeddedView, modelView, warningsOf } from './model.views.js';
import {
  connectionFor,
  findProvider,
  forgetUnused,
  lockProviders,
  modelKeyContext,
  openKey,
} from './providers/connections.js';
import { ProviderEntity } from './providers/provider.entity.js';
import { reconnect } from './providers/reconnect.js';
import type { ModelEndpoint } from './types.js';
import { assertUrlAllowed } from './url-guard.js';

@Injectable()
export class ModelsService {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /** The embedded analysts, then the workspace's models by name. */
  async list(scope: Scope): Promise<ModelView[]> {
    return this.database.forWorkspace(scope, async (em) => {
      const models = await em.find(ModelEntity, { order: { name: 'ASC' } });
      const views = await this.each(em, models, modelView);
      return [...embeddedModels.map(embeddedView), ...views];
    });
  }

  async get(scope: Scope, name: string): Promise<ModelView> {
    if (isEmbedded(name)) return embeddedView(name);
    return this.database.forWorkspace(scope, async (em) => this.view(em, await findModel(em, name)));
  }

  /** @throws AppError `model.exists`, `model.url_refused`, and the codes `catalogue.*`, `provider.*`, `masking.*` */
  async create(context: Omit<RequestContext, 'permissions' | 'requestId'>, input: CreateModel): Promise<ModelView> {
    const { apiKey, ...visible } = input;
    return this.database.forWorkspace(context, (em) =>
      once(em, context, visible, async () => {
        await lockProviders(em);
        const named = input.provider === undefined ? null : await findProvider(em, input.provider);
        const asked = named ? { ...input, baseUrl: named.baseUrl } : input;
        const resolved = resolveModel(asked, new Date(), await catalogueOf(em));
        this.assertUrl(resolved.baseUrl, named);
        assertMasking(resolved.baseUrl, resolved.settings);
        if (await em.existsBy(ModelEntity, { name: input.name })) throw exists(input.name);
        const { provider, ownKey } = named
          ? { provider: named, ownKey: apiKey }
          : await connectionFor(em, this.secrets, context.workspaceId, { baseUrl: resolved.baseUrl, apiKey });
        this.assertUrl(provider.baseUrl, provider);
        const id = newId();
        const { raw } = await em
          .createQueryBuilder()
          .insert()
          .into(ModelEntity)
          .values({
            id,
            workspaceId: context.workspaceId,
            name: input.name,
            modelId: resolved.modelId,
            providerId: provider.id,
            baseUrl: provider.baseUrl,
            apiKeySealed: ownKey === undefined ? null : this.secrets.seal(ownKey, modelKeyContext(id)),
            settings: resolved.settings as never,
            ownSettings: resolved.own as never,
            catalogueEntry: resolved.catalogueEntry,
            entryModelId: resolved.entryModelId,
            effort: input.effort ?? null,
          })
          .orIgnore()
          .returning('id')
          .execute();
        if (!(raw as unknown[]).length) throw exists(input.name);
        return this.view(em, await em.findOneByOrFail(ModelEntity, { id }));
      }),
    );
  }

  /** Calls that have begun end as they began. @throws AppError `model.not_found`, and as `create` */
  async update(scope: Pick<Scope, 'workspaceId'>, name: string, input: UpdateModel): Promise<ModelView> {
    const { modelId, settings = {}, follow = [], effort } = input;
    return this.database.forWorkspace(scope, async (em) => {
      // Before anything is read: a key or an address that somebody else changes meanwhile is not written back.
      await lockProviders(em);
      const model = await findModel(em, name);
      const before = model.providerId;
      if (input.baseUrl) this.assertUrl(input.baseUrl, null);
      const catalogue = await catalogueOf(em);
      const provider = await reconnect(em, this.secrets, model, input);
      assertMasking(model.baseUrl, settings);
      this.assertUrl(provider.baseUrl, provider);
      model.modelId = modelId ?? model.modelId;
      if (effort !== undefined) model.effort = effort;
      if (effort) assertEffort(model, catalogue);
      model.ownSettings = ownAfter(model.ownSettings, given(settings), follow);
      model.settings = effectiveModel(model, catalogue, provider.defaults, new Date()).settings;
      await em.save(ModelEntity, model);
      if (before !== model.providerId) await forgetUnused(em, before);
      return this.view(em, model);
    });
  }

  /** Removes a model, and its provider when that was made along with it and has no other. Results it gave stay. */
  async delete(scope: Scope, name: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      await lockProviders(em);
      const { providerId } = await findModel(em, name);
      await em.delete(ModelEntity, { name });
      await forgetUnused(em, providerId);
    });
  }

  /** In the caller's transaction. @throws AppError `model.not_found`. Embedded models exist always. */
  async assertExists(em: EntityManager, name: string): Promise<void> {
    if (!isEmbedded(name)) await findModel(em, name);
  }

  /** What is to be known of models before work is sent to them, in the caller's transaction. @param at when that is */
  async warnings(em: EntityManager, names: readonly string[], at: Date): Promise<(Warning & { model: string })[]> {
    const models = await em.findBy(ModelEntity, { name: In([...names]) });
    const warnings = await this.each(em, models, (model, provider, catalogue) =>
      warningsOf(model, provider, catalogue, at).map((each) => ({ model: model.name, ...each })),
    );
    return warnings.flat();
  }

  /**
   * What the gateway needs to call the model, key included: for the gateway's eyes only.
   *
   * @throws AppError `model.not_found`, `model.disabled`
   */
  async endpoint(scope: Pick<Scope, 'workspaceId'>, name: string): Promise<ModelEndpoint> {
    return this.database.forWorkspace(scope, async (em) => {
      const { model, provider } = await findConnection(em, name);
      if (!provider.enabled) {
        throw new AppError('model.disabled', `${name} is not called: its provider ${provider.name} is switched off`);
      }
      const { settings, priceSchedule } = effectiveModel(model, await catalogueOf(em), provider.defaults, new Date());
      return {
        ...settings,
        ...(priceSchedule && { priceSchedule }),
        name: model.name,
        modelId: model.modelId,
        baseUrl: provider.baseUrl,
        apiKey: openKey(this.secrets, model, provider),
        provider: { id: provider.id, ...(provider.limits && { limits: provider.limits }) },
        allowPrivateNetwork: this.config.allowPrivateModels && provider.allowPrivateNetwork,
      };
    });
  }

  /** @throws AppError `model.url_refused` */
  private assertUrl(baseUrl: string, provider: ProviderEntity | null): void {
    const allowed = provider?.allowPrivateNetwork ?? true;
    assertUrlAllowed(baseUrl, { allowPrivateNetwork: this.config.allowPrivateModels && allowed });
  }

  private async view(em: EntityManager, model: ModelEntity): Promise<ModelView> {
    const provider = await em.findOneByOrFail(ProviderEntity, { id: model.providerId });
    return modelView(model, provider, await catalogueOf(em));
  }

  private async each<T>(
    em: EntityManager,
    models: readonly ModelEntity[],
    make: (model: ModelEntity, provider: ProviderEntity, catalogue: Catalogue) => T,
  ): Promise<T[]> {
    if (!models.length) return [];
    const catalogue = await catalogueOf(em);
    const providers = new Map((await em.find(ProviderEntity)).map((provider) => [provider.id, provider]));
    return models.flatMap((model) => {
      const provider = providers.get(model.providerId);
      return provider ? [make(model, provider, catalogue)] : [];
    });
  }
}

function exists(name: string): AppError {
  return new AppError('model.exists', `A model named ${name} exists`);
}

/** Both as of one moment: a key never goes with the address of before, or of after. @throws AppError `model.not_found` */
async function findConnection(
  em: EntityManager,
  name: string,
): Promise<{ model: ModelEntity; provider: ProviderEntity }> {
  const model: (ModelEntity & { provider?: ProviderEntity }) | null = await em
    .createQueryBuilder(ModelEntity, 'm')
    .innerJoinAndMapOne('m.provider', ProviderEntity, 'p', 'p.id = m.providerId')
    .where('m.name = :name', { name })
    .getOne();
  if (!model?.provider) throw new AppError('model.not_found', `There is no model named ${name}`);
  return { model, provider: model.provider };
}

async function findModel(em: EntityManager, name: string): Promise<ModelEntity> {
  const model = await em.findOneBy(ModelEntity, { name });
  if (!model) throw new AppError('model.not_found', `There is no model named ${name}`);
  return model;
}

export function isEmbedded(name: string): name is (typeof embeddedModels)[number] {
  return (embeddedModels as readonly string[]).includes(name);
}

/** @throws AppError `masking.needs_exemption`: what leaves one's own network is masked but for an admin's leave with a reason. */
function assertMasking(baseUrl: string, { masking }: Partial<ModelSettings>): void {
  if (masking === 'off' && !isOwnNetwork(baseUrl)) throw new AppError('masking.needs_exemption');
}

/** @throws AppError `catalogue.unknown_effort` */
function assertEffort(model: ModelEntity, catalogue: Catalogue): void {
  const entry = catalogue.models.find(({ name }) => name === model.catalogueEntry);
  if (!entry) {
    throw new AppError(
      'catalogue.unknown_effort',
      'An effort goes with a model of the catalogue; give settings.reasoning',
    );
  }
  settingsOf(findEntry(entry.name, catalogue), model.effort ?? 'default', new Date());
}

/** Own settings after a change; those that shall follow again are no longer the admin's. */
function ownAfter(
  before: Partial<ModelSettings>,
  set: Partial<ModelSettings>,
  follow: readonly string[],
): Partial<ModelSettings> {
  return Object.fromEntries(Object.entries({ ...before, ...set }).filter(([field]) => !follow.includes(field)));
}
