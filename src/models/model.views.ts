import { version } from '../config/paths.js';
import type { Warning } from './catalogue/catalogue.js';
import type { Catalogue } from './catalogue/catalogue.schema.js';
import { effectiveModel } from './effective.js';
import type { ModelEntity } from './model.entity.js';
import type { EmbeddedModel, ModelView } from './model.schema.js';
import { keySource } from './providers/connections.js';
import type { ProviderEntity } from './providers/provider.entity.js';

export function embeddedView(name: EmbeddedModel): ModelView {
  return {
    name,
    kind: 'embedded',
    modelId: `johang-${name}-${version}`,
    provider: null,
    baseUrl: null,
    hasApiKey: false,
    settings: null,
    ownSettings: [],
    catalogueEntry: null,
    effort: null,
    warnings: [],
    createdAt: null,
  };
}

export function modelView(model: ModelEntity, provider: ProviderEntity, catalogue: Catalogue): ModelView {
  const now = new Date();
  return {
    name: model.name,
    kind: 'llm',
    modelId: model.modelId,
    provider: provider.name,
    baseUrl: model.baseUrl,
    hasApiKey: keySource(model, provider) !== 'none',
    settings: effectiveModel(model, catalogue, provider.defaults, now).settings,
    ownSettings: Object.keys(model.ownSettings).sort(),
    catalogueEntry: model.catalogueEntry,
    effort: model.effort,
    warnings: warningsOf(model, provider, catalogue, now),
    createdAt: model.createdAt.toISOString(),
  };
}

/** What is to be known of a model before work is sent to it. */
export function warningsOf(model: ModelEntity, provider: ProviderEntity, catalogue: Catalogue, at: Date): Warning[] {
  const { warnings } = effectiveModel(model, catalogue, provider.defaults, at);
  if (provider.enabled) return warnings;
  const message = `Its provider ${provider.name} is switched off: it is not called.`;
  return [{ code: 'model.disabled', message }, ...warnings];
}
