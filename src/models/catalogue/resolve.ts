import { AppError } from '../../common/errors/app-error.js';
import { type CreateModel, type ModelSettings, ModelSettingsSchema } from '../model.schema.js';
import { findEntry } from './catalogue.js';
import type { Catalogue } from './catalogue.schema.js';
import { settingsOf } from './settings.js';

/** All that is to be known of a model to call it. */
export interface ResolvedModel {
  modelId: string;
  baseUrl: string;
  settings: ModelSettings;
  /** What of the settings was given; the rest is the entry's or nobody's. */
  own: Partial<ModelSettings>;
  /** The entry's name in the catalogue. */
  catalogueEntry: string | null;
  /** The snapshot that the entry speaks of. */
  entryModelId: string | null;
}

/**
 * What was given, and from the catalogue what was not.
 *
 * @throws AppError `catalogue.unknown_model`, `catalogue.unknown_effort`; `catalogue.not_callable` when neither knows an id or an address.
 */
export function resolveModel(input: CreateModel, now: Date, catalogue?: Catalogue): ResolvedModel {
  const entry = input.catalogueEntry === undefined ? null : findEntry(input.catalogueEntry, catalogue);
  if (!entry && input.effort !== undefined) {
    throw new AppError(
      'catalogue.unknown_effort',
      'An effort goes with a model of the catalogue; give settings.reasoning',
    );
  }
  const modelId = input.modelId ?? entry?.model.modelId;
  const baseUrl = input.baseUrl ?? entry?.baseUrl;
  const unknown = [...(modelId ? [] : ['modelId']), ...(baseUrl ? [] : ['baseUrl'])];
  if (!modelId || !baseUrl) {
    throw new AppError('catalogue.not_callable', `The catalogue does not know ${unknown.join(' and ')}: say it`);
  }
  const known = entry ? settingsOf(entry, input.effort ?? 'default', now) : {};
  const own = given(input.settings);
  return {
    modelId,
    baseUrl,
    settings: ModelSettingsSchema.parse({ ...known, ...own }),
    own,
    catalogueEntry: entry?.model.name ?? null,
    entryModelId: entry?.model.modelId ?? null,
  };
}

export function given(settings: CreateModel['settings']): Partial<ModelSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
