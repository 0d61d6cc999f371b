import { type EntityManager, MoreThan } from 'typeorm';
import { AppError, type FieldError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import { actorRef, type Scope } from '../../database/scope.js';
import { CatalogueChangeEntity, CatalogueEntryEntity } from './catalogue-entry.entity.js';
import { shippedCatalogue } from './catalogue.js';
import { type Catalogue, CatalogueSchema } from './catalogue.schema.js';
import type { ChangeAction, EntryKind, Fact, FactSource, FieldChange } from './entry.schema.js';
import { mergeCatalogue, type Overlay } from './merge.js';

/** The catalogue as the workspace of the transaction sees it. */
export async function catalogueOf(em: EntityManager): Promise<Catalogue> {
  return mergeCatalogue(shippedCatalogue(), await em.find(CatalogueEntryEntity, { order: { id: 'ASC' } }));
}

/** Changes of a workspace's catalogue one at a time, since entries are held to each other. */
export async function lockCatalogue(em: EntityManager): Promise<void> {
  await em.query(`SELECT pg_advisory_xact_lock(hashtextextended('catalogue ' || johang_workspace()::text, 0))`);
}

/** What an entry is to say from now on; `null`: nothing more than what ships. */
export interface Writing {
  action: ChangeAction;
  changes: Record<string, unknown> | null;
  facts: Record<string, Fact>;
  fields: FieldChange[];
  source: FactSource | null;
  reason: string | null;
}

/**
 * Stores what the workspace says of an entry, in the caller's transaction and under its lock.
 *
 * @throws AppError `catalogue.invalid` when the catalogue does not hold together any more
 */
export async function writeEntry(
  em: EntityManager,
  { workspaceId, actor }: Pick<Scope, 'workspaceId' | 'actor'>,
  { kind, name }: Pick<Overlay, 'kind' | 'name'>,
  { action, changes, facts, fields, source, reason }: Writing,
): Promise<void> {
  const stored = await em.findOneBy(CatalogueEntryEntity, { kind, name });
  const others = (await em.find(CatalogueEntryEntity, { order: { id: 'ASC' } })).filter(({ id }) => id !== stored?.id);
  assertHolds(mergeCatalogue(shippedCatalogue(), changes ? [...others, { kind, name, changes, facts }] : others));
  const revision = (await lastRevision(em, kind, name)) + 1;
  if (changes === null) await em.delete(CatalogueEntryEntity, { kind, name });
  else {
    const values = { changes, facts, revision, updatedAt: new Date() };
    if (stored) await em.save(CatalogueEntryEntity, { ...stored, ...values });
    else await em.insert(CatalogueEntryEntity, { id: newId(), workspaceId, kind, name, ...values } as never);
  }
  const change = { id: newId(), workspaceId, kind, name, action, revision, fields, reason, source };
  await em.insert(CatalogueChangeEntity, { ...change, createdBy: actorRef(actor) } as never);
}

/** Numbers are not used twice, also when an entry went and came back: who has read the old one is told. */
async function lastRevision(em: EntityManager, kind: EntryKind, name: string): Promise<number> {
  const where = { kind, name, revision: MoreThan(0) };
  return (await em.findOne(CatalogueChangeEntity, { where, order: { revision: 'DESC' } }))?.revision ?? 0;
}

function assertHolds(catalogue: Catalogue): void {
  const { error } = CatalogueSchema.safeParse(catalogue);
  if (!error) return;
  const errors: FieldError[] = error.issues.map(({ path, message }) => ({ field: path.join('.') || 'entry', message }));
  const [first] = errors;
  throw new AppError('catalogue.invalid', `The catalogue would not hold together: ${first?.message}`, { errors });
}
