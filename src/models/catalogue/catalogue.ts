import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../common/errors/app-error.js';
import { assetsDir } from '../../config/paths.js';
import { type Catalogue, type CatalogueModel, CatalogueSchema, type Dialect } from './catalogue.schema.js';
import { dayOf, lastDay } from './dates.js';

let shipped: Catalogue | undefined;

/** The catalogue that ships with Johang. */
export function shippedCatalogue(): Catalogue {
  shipped ??= CatalogueSchema.parse(JSON.parse(readFileSync(join(assetsDir, 'catalogue/catalogue.json'), 'utf8')));
  return shipped;
}

/** An entry with all that it refers to. */
export interface CatalogueEntry {
  model: CatalogueModel;
  dialect: Dialect;
  /** Null where the admin has to say where the server is. */
  baseUrl: string | null;
  /** Whether that server has a batch endpoint; null where it is not known. */
  batch: boolean | null;
}

/** By name, by the provider's id or by an alias. @throws AppError `catalogue.unknown_model` */
export function findEntry(name: string, catalogue: Catalogue = shippedCatalogue()): CatalogueEntry {
  const model =
    catalogue.models.find((each) => each.name === name) ??
    catalogue.models.find((each) => each.modelId === name || each.aliases.includes(name));
  const dialect = model && catalogue.dialects[model.dialect];
  if (!model || !dialect) {
    throw new AppError('catalogue.unknown_model', `The catalogue has no model ${name}`);
  }
  const provider = catalogue.providers.find((each) => each.name === model.provider);
  return { model, dialect, baseUrl: provider?.baseUrl ?? null, batch: provider?.batch ?? null };
}

export type Retirement = 'retired' | 'soon' | null;

/** Warned of so many days before. */
const WARNING_DAYS = 60;

/** Whether a model has been retired, or will be soon; null where it will not, or that is not known. */
export function retirementOf({ retires }: Pick<CatalogueModel, 'retires'>, now: Date): Retirement {
  if (retires === null) return null;
  const days = (Date.parse(lastDay(retires)) - Date.parse(dayOf(now))) / 86_400_000;
  if (days < 0) return 'retired';
  return days <= WARNING_DAYS ? 'soon' : null;
}

export interface Warning {
  code: string;
  message: string;
}

/** What an admin should know of an entry, or of a model made from it: that it will be retired soon, or has been. */
export function retirementWarnings(model: Pick<CatalogueModel, 'label' | 'retires'>, now = new Date()): Warning[] {
  const retirement = retirementOf(model, now);
  if (retirement === 'retired') {
    return [{ code: 'model.retired', message: `${model.label} was retired on ${model.retires}; calls may fail.` }];
  }
  if (retirement === 'soon') {
    return [{ code: 'model.retires_soon', message: `${model.label} will be retired on ${model.retires}.` }];
  }
  return [];
}
