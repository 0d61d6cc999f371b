import { AppError } from '../common/errors/app-error.js';
import { type CatalogueEntry, findEntry, retirementWarnings, type Warning } from './catalogue/catalogue.js';
import type { Catalogue } from './catalogue/catalogue.schema.js';
import { pricesOn } from './catalogue/prices.js';
import { settingsOf } from './catalogue/settings.js';
import type { ModelEntity } from './model.entity.js';
import { type ModelSettings, ModelSettingsSchema } from './model.schema.js';
import type { PricedPeriod } from './types.js';

type Followed = Pick<
  ModelEntity,
  'name' | 'modelId' | 'baseUrl' | 'settings' | 'ownSettings' | 'catalogueEntry' | 'effort' | 'entryModelId'
>;

/** How a model is called now: what the admin gave, and for the rest what its entry says today. */
export interface EffectiveModel {
  settings: ModelSettings;
  /** The entry's prices by date, in place of `settings.prices`; null where the admin gave prices or no entry is followed. */
  priceSchedule: PricedPeriod[] | null;
  warnings: Warning[];
}

/**
 * @param catalogue of the model's workspace
 * @param defaults of the model's provider: how its server departs from what the entry says
 */
export function effectiveModel(
  model: Followed,
  catalogue: Catalogue,
  defaults: Partial<ModelSettings>,
  now: Date,
): EffectiveModel {
  const given = { ...defaults, ...model.ownSettings };
  const asStored = (warnings: Warning[]): EffectiveModel => {
    const settings = ModelSettingsSchema.parse({ ...model.settings, ...given });
    return { settings, priceSchedule: null, warnings };
  };
  if (model.catalogueEntry === null) {
    return { settings: ModelSettingsSchema.parse(given), priceSchedule: null, warnings: [] };
  }
  const entry = entryNamed(model.catalogueEntry, catalogue);
  if (!entry) return asStored([]);
  if (!speaksOf(entry, model)) {
    const message = `The entry ${entry.model.name} now speaks of ${entry.model.modelId}; ${model.name} stays ${model.modelId} with the settings it had.`;
    return asStored([{ code: 'model.other_snapshot', message }]);
  }
  const warnings = retirementWarnings(entry.model, now);
  try {
    const known = settingsOf(servedAt(entry, model), model.effort ?? 'default', now);
    const settings = ModelSettingsSchema.parse({ ...known, ...given });
    if (Object.hasOwn(model.ownSettings, 'prices')) return { settings, priceSchedule: null, warnings };
    const priceSchedule = entry.model.prices.map(({ from, until, ...usd }) => ({ from, until, prices: usd }));
    return { settings: { ...settings, prices: pricesOn(priceSchedule, now) }, priceSchedule, warnings };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return asStored([...warnings, { code: error.code, message: error.message }]);
  }
}

function entryNamed(name: string, catalogue: Catalogue): CatalogueEntry | null {
  const model = catalogue.models.find((each) => each.name === name);
  return model && Object.hasOwn(catalogue.dialects, model.dialect) ? findEntry(name, catalogue) : null;
}

/** A model stays with the snapshot it was made from: what an entry says of another one is not true of it. */
function speaksOf({ model: { modelId } }: CatalogueEntry, model: Followed): boolean {
  return model.entryModelId === null || modelId === model.entryModelId || modelId === model.modelId;
}

/** What the entry says of its provider's batch endpoint is not true of another server. */
function servedAt(entry: CatalogueEntry, { baseUrl }: Followed): CatalogueEntry {
  const isSame = entry.baseUrl?.replace(/\/+$/, '') === baseUrl.replace(/\/+$/, '');
  return isSame ? entry : { ...entry, batch: null };
}
