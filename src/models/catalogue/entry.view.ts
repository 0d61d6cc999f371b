import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { ModelEntity } from '../model.entity.js';
import { CatalogueEntryEntity } from './catalogue-entry.entity.js';
import { retirementWarnings, shippedCatalogue } from './catalogue.js';
import type { CatalogueModel } from './catalogue.schema.js';
import { catalogueOf } from './catalogue.store.js';
import type { EntryKind, EntryView, FieldChange } from './entry.schema.js';
import { entryOf } from './merge.js';

type Fields = Record<string, unknown>;

/** Field by field, as an entry reads before and after a change. */
export function differences(before: Fields, after: Fields): FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => field !== 'name' && !isSame(before[field], after[field]))
    .map((field) => ({ field, from: before[field] ?? null, to: after[field] ?? null }));
}

/** By value. Fields that stand in another order, as the database may put them, are the same. */
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** An entry with where it comes from, in the caller's transaction. @throws AppError `catalogue.not_found` */
export async function entryView(em: EntityManager, kind: EntryKind, name: string): Promise<EntryView> {
  const entry = entryOf(await catalogueOf(em), kind, name);
  if (!entry) throw notFound(kind, name);
  const stored = await em.findOneBy(CatalogueEntryEntity, { kind, name });
  const shipped = entryOf(shippedCatalogue(), kind, name);
  const models =
    kind === 'models' ? await em.find(ModelEntity, { where: { catalogueEntry: name }, order: { name: 'ASC' } }) : [];
  const facts = Object.entries(stored?.facts ?? {}).map(([field, { shippedWas, ...fact }]) => {
    const now = shipped?.[field];
    const isChanged = shipped !== undefined && !isSame(shippedWas, now);
    return [field, { ...fact, ...(shipped && { shipped: now ?? null }), shippedChanged: isChanged }] as const;
  });
  return {
    kind,
    name,
    origin: !stored ? 'shipped' : shipped ? 'edited' : 'own',
    revision: stored?.revision ?? 0,
    entry,
    facts: Object.fromEntries(facts),
    models: models.map((model) => model.name),
    warnings: [
      ...(kind === 'models' ? retirementWarnings(entry as unknown as CatalogueModel) : []),
      ...facts
        .filter(([, { shippedChanged }]) => shippedChanged)
        .map(([field]) => ({
          code: 'catalogue.shipped_changed',
          message: `What ships says something else of ${field} since it was changed here.`,
        })),
    ],
  };
}

export function notFound(kind: EntryKind, name: string): AppError {
  return new AppError('catalogue.not_found', `The catalogue has no ${name} among its ${kind}`);
}
