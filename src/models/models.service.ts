import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import type { RequestContext } from '../common/http/context.js';
import { once } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { version } from '../config/paths.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { SecretBox } from '../secrets/secret-box.js';
import { ModelEntity } from './model.entity.js';
import {
  type CreateModel,
  embeddedModels,
  ModelSettingsSchema,
  type ModelView,
  type UpdateModel,
} from './model.schema.js';
import { catalogueWarnings } from './catalogue/catalogue.js';
import { resolveModel } from './catalogue/resolve.js';
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
    const models = await this.database.forWorkspace(scope, (em) => em.find(ModelEntity, { order: { name: 'ASC' } }));
    return [...embeddedModels.map(embeddedView), ...models.map(modelView)];
  }

  async get(scope: Scope, name: string): Promise<ModelView> {
    if (isEmbedded(name)) return embeddedView(name);
    return modelView(await this.find(scope, name));
  }

  /** @throws AppError `model.exists`, `model.url_refused`, and the codes `catalogue.*` */
  async create(context: Omit<RequestContext, 'permissions' | 'requestId'>, input: CreateModel): Promise<ModelView> {
    const { modelId, baseUrl, settings, catalogueEntry } = resolveModel(input, new Date());
    assertUrlAllowed(baseUrl, { allowPrivateNetwork: this.config.allowPrivateModels });
    const { apiKey, ...visible } = input;
    return this.database.forWorkspace(context, (em) =>
      once(em, context, visible, async () => {
        const id = newId();
        const rows = await em.query<unknown[]>(
          `INSERT INTO models (id, workspace_id, name, model_id, base_url, api_key_sealed, settings, catalogue_entry)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, name) DO NOTHING RETURNING id`,
          [
            id,
            context.workspaceId,
            input.name,
            modelId,
            baseUrl,
            apiKey ? this.secrets.seal(apiKey, keyContext(id)) : null,
            settings,
            catalogueEntry,
          ],
        );
        if (!rows.length) throw new AppError('model.exists', `A model named ${input.name} exists`);
        return modelView(await em.findOneByOrFail(ModelEntity, { id }));
      }),
    );
  }

  /** Calls that have begun end as they began. @throws AppError `model.not_found`, `model.url_refused` */
  async update(scope: Pick<Scope, 'workspaceId'>, name: string, input: UpdateModel): Promise<ModelView> {
    const { apiKey, settings, ...rest } = input;
    if (rest.baseUrl) assertUrlAllowed(rest.baseUrl, { allowPrivateNetwork: this.config.allowPrivateModels });
    return this.database.forWorkspace(scope, async (em) => {
      const model = await findModel(em, name);
      const sealed = apiKey ? this.secrets.seal(apiKey, keyContext(model.id)) : null;
      const changed = em.merge(ModelEntity, model, {
        ...rest,
        ...(apiKey !== undefined && { apiKeySealed: sealed }),
      });
      changed.settings = ModelSettingsSchema.parse({ ...changed.settings, ...settings });
      return modelView(await em.save(ModelEntity, changed));
    });
  }

  /** Removes a model from the catalogue. Results it gave stay. */
  async delete(scope: Scope, name: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      const { affected } = await em.delete(ModelEntity, { name });
      if (!affected) throw new AppError('model.not_found', `There is no model named ${name}`);
    });
  }

  /** In the caller's transaction. @throws AppError `model.not_found`. Embedded models exist always. */
  async assertExists(em: EntityManager, name: string): Promise<void> {
    if (!isEmbedded(name)) await findModel(em, name);
  }

  /** What the gateway needs to call the model, key included: for the gateway's eyes only. */
  async endpoint(scope: Pick<Scope, 'workspaceId'>, name: string): Promise<ModelEndpoint> {
    const model = await this.find(scope, name);
    return {
      ...model.settings,
      name: model.name,
      modelId: model.modelId,
      baseUrl: model.baseUrl,
      apiKey: model.apiKeySealed ? this.secrets.open(model.apiKeySealed, keyContext(model.id)) : undefined,
      allowPrivateNetwork: this.config.allowPrivateModels,
    };
  }

  private find(scope: Pick<Scope, 'workspaceId'>, name: string): Promise<ModelEntity> {
    return this.database.forWorkspace(scope, (em) => findModel(em, name));
  }
}

async function findModel(em: EntityManager, name: string): Promise<ModelEntity> {
  const model = await em.findOneBy(ModelEntity, { name });
  if (!model) throw new AppError('model.not_found', `There is no model named ${name}`);
  return model;
}

export function isEmbedded(name: string): name is (typeof embeddedModels)[number] {
  return (embeddedModels as readonly string[]).includes(name);
}

function keyContext(id: string): string {
  return `model-key:${id}`;
}

function embeddedView(name: string): ModelView {
  return {
    name,
    kind: 'embedded',
    modelId: `johang-${name}-${version}`,
    baseUrl: null,
    hasApiKey: false,
    settings: null,
    catalogueEntry: null,
    warnings: [],
    createdAt: null,
  };
}

function modelView(model: ModelEntity): ModelView {
  return {
    name: model.name,
    kind: 'llm',
    modelId: model.modelId,
    baseUrl: model.baseUrl,
    hasApiKey: model.apiKeySealed !== null,
    settings: model.settings,
    catalogueEntry: model.catalogueEntry,
    warnings: catalogueWarnings(model.catalogueEntry),
    createdAt: model.createdAt.toISOString(),
  };
}
