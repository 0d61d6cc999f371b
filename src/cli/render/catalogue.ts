import { retirementOf } from '../../models/catalogue/catalogue.js';
import type { Catalogue, CatalogueModel } from '../../models/catalogue/catalogue.schema.js';
import type { ChangeView, EntryView } from '../../models/catalogue/entry.schema.js';
import { priceAt } from '../../models/catalogue/prices.js';
import { oneLine, shorten, table } from './text.js';

const LONGEST_VALUE = 100;

/** What is not known is `?`. */
export function renderCatalogue({ version, models, dialects }: Catalogue, now: Date): string {
  const rows = models.map((model) => {
    const reasoning = dialects[model.dialect]?.reasoning;
    return [
      model.name,
      model.team,
      model.modelId ?? '?',
      model.provider,
      model.released ?? '?',
      model.contextWindow?.toLocaleString('en') ?? '?',
      model.maxOutputTokens?.toLocaleString('en') ?? '?',
      priceText(model, now),
      reasoning?.efforts.join(' ') ?? '',
      retirementText(model, now),
    ];
  });
  const head = ['entry', 'team', 'model id', 'provider', 'released', 'window', 'output', 'USD/M', 'efforts', ''];
  return `${table(head, rows, [5, 6])}\nCatalogue of ${version}. Add one: johang models add NAME --from ENTRY --api-key-env VARIABLE`;
}

function priceText(model: CatalogueModel, now: Date): string {
  const price = priceAt(model, now);
  return price ? `${price.inputPerMillion} / ${price.outputPerMillion}` : '?';
}

function retirementText(model: CatalogueModel, now: Date): string {
  const retirement = retirementOf(model, now);
  if (retirement === 'retired') return `retired ${model.retires}`;
  return retirement === 'soon' ? `retires ${model.retires}` : '';
}

/** An entry field by field, with who changed it; texts of the catalogue cannot steer the terminal. */
export function renderEntry({ kind, name, origin, revision, entry, facts, models }: EntryView): string {
  const rows = Object.entries(entry)
    .filter(([field]) => field !== 'name')
    .map(([field, value]) => {
      const fact = facts[field];
      const changed = fact ? `${fact.by} ${fact.at.slice(0, 10)}${fact.source ? `, ${fact.source.from}` : ''}` : '';
      return [field, valueText(value), oneLine(changed)];
    });
  const title = `${name} (${kind}, ${origin}, revision ${revision})`;
  const used = models.length ? `\nModels made from it: ${models.join(', ')}` : '';
  return `${title}\n${table(['field', 'value', 'changed by'], rows)}${used}`;
}

export function renderChanges(changes: readonly ChangeView[]): string {
  if (!changes.length) return 'Never changed: as shipped.';
  const rows = changes.flatMap(({ revision, action, fields, by, at, reason, source }) =>
    fields.map(({ field, from, to }, index) => [
      index === 0 ? String(revision) : '',
      index === 0 ? action : '',
      field,
      `${valueText(from)} -> ${valueText(to)}`,
      index === 0 ? `${by} ${at.slice(0, 16).replace('T', ' ')}` : '',
      index === 0 ? oneLine([reason, source?.from].filter(Boolean).join('; ')) : '',
    ]),
  );
  return table(['revision', 'what', 'field', 'from -> to', 'by', 'why, source'], rows, [0]);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '?';
  return shorten(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_VALUE);
}
