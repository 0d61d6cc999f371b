import { IsNull, type EntityManager, Not } from 'typeorm';
import { effectiveModel } from '../effective.js';
import { ModelEntity } from '../model.entity.js';
import { ProviderEntity } from '../providers/provider.entity.js';
import type { Catalogue } from './catalogue.schema.js';

/**
 * Writes down how the models of the workspace are called by its catalogue as it is, before that changes: whoever cannot follow
 * its entry any longer goes on with this.
 */
export async function keepLastKnown(em: EntityManager, catalogue: Catalogue): Promise<void> {
  const now = new Date();
  const providers = new Map((await em.find(ProviderEntity)).map((provider) => [provider.id, provider]));
  for (const model of await em.findBy(ModelEntity, { catalogueEntry: Not(IsNull()) })) {
    const { settings } = effectiveModel(model, catalogue, providers.get(model.providerId)?.defaults ?? {}, now);
    await em.update(ModelEntity, { id: model.id }, { settings });
  }
}
