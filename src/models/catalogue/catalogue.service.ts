import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { AppError } from '../../common/errors/app-error.js';
import type { RequestContext } from '../../common/http/context.js';
import { once } from '../../common/idempotency/idempotency.js';
import { Database } from '../../database/database.service.js';
import { actorRef, type Actor, type Scope } from '../../database/scope.js';
import { ModelEntity } from '../model.entity.js';
import { CatalogueChangeEntity, CatalogueEntryEntity } from './catalogue-entry.entity.js';
import { shippedCatalogue } from './catalogue.js';
import type { Catalogue } from './catalogue.schema.js';
import { catalogueOf, lockCatalogue, writeEntry } from './catalogue.store.js';
import { dayOf } from './dates.js';
import {
  type AddEntry,
  type ChangeView,
  type EditEntry,
  type EntryKind,
  entryKinds,
  entrySchemas,
  type EntryView,
  type Fact,
  type FactSource,
  fieldSchemas,
  type RetireEntry,
} from './entry.schema.js';
import { differences, entryView, notFound } from './entry.view.js';
import { keepLastKnown } from './followers.js';
import { entryOf } from './merge.js';

type Writer = Pick<Scope, 'workspaceId' | 'actor'>;
type Fields = Record<string, unknown>;

/** Changes of an entry that are shown, the newest. */
const MOST_CHANGES = 200;

/** The catalogue of a workspace: what ships, with what its admins say instead and besides, and how that came to be. */
@Injectable()
export class CatalogueService {
  constructor(private readonly database: Database) {}

  /** What is in force. */
  async get(scope: Pick<Scope, 'workspaceId'>): Promise<Catalogue> {
    return this.database.forWorkspace(scope, catalogueOf);
  }

  /** @throws AppError `catalogue.not_found` */
  async entry(scope: Pick<Scope, 'workspaceId'>, kind: EntryKind, name: string): Promise<EntryView> {
    return this.database.forWorkspace(scope, (em) => entryView(em, kind, name));
  }

  /** Newest first, also of an entry that is gone. @throws AppError `catalogue.not_found` when there never was one. */
  async history(scope: Pick<Scope, 'workspaceId'>, kind: EntryKind, name: string): Promise<ChangeView[]> {
    return this.database.forWorkspace(scope, async (em) => {
      const changes = await em.find(CatalogueChangeEntity, {
        where: { kind, name },
        order: { id: 'DESC' },
        take: MOST_CHANGES,
      });
      if (!changes.length && !entryOf(shippedCatalogue(), kind, name)) throw notFound(kind, name);
      return changes.map(({ action, revision, fields, reason, source, createdBy, createdAt }) => ({
        action,
        revision,
        fields,
        reason,
        source,
        by: createdBy,
        at: createdAt.toISOString(),
      }));
    });
  }

  /** @throws AppError `catalogue.exists`, `catalogue.invalid`, `request.invalid` */
  async add(
    context: Writer & Pick<RequestContext, 'idempotencyKey' | 'route'>,
    kind: EntryKind,
    input: AddEntry,
  ): Promise<EntryView> {
    const { name, ...fields } = parseFields(entrySchemas[kind], input.entry, 'entry');
    if (typeof name !== 'string') throw new TypeError('An entry has a name');
    if (kind === 'dialects' && !input.source) throw invalid('source.from', 'Say where the facts come from');
    return this.database.forWorkspace(context, (em) =>
      once(em, context, { kind, input }, async () => {
        await lockCatalogue(em);
        const catalogue = await catalogueOf(em);
        if (entryOf(catalogue, kind, name)) {
          throw new AppError('catalogue.exists', `The catalogue has ${name} among its ${kind}`);
        }
        const fact = factOf(context.actor, input);
        const facts = Object.fromEntries(Object.keys(fields).map((field) => [field, fact]));
        await writeEntry(
          em,
          context,
          { kind, name },
          {
            action: 'added',
            changes: fields,
            facts,
            fields: differences({}, fields),
            source: input.source ?? null,
            reason: input.reason ?? null,
          },
        );
        return entryView(em, kind, name);
      }),
    );
  }

  /** @throws AppError `catalogue.not_found`, `catalogue.changed`, `catalogue.invalid`, `request.invalid` */
  async edit(scope: Writer, kind: EntryKind, name: string, input: EditEntry): Promise<EntryView> {
    return this.change(scope, kind, name, 'edited', input);
  }

  /** The model stops answering after a day. @throws as `edit` */
  async retire(scope: Writer, name: string, { on, ...rest }: RetireEntry): Promise<EntryView> {
    const set = { retires: on ?? dayOf(new Date()) };
    return this.change(scope, 'models', name, 'retired', { ...rest, set, reset: [] });
  }

  /**
   * Takes back all that the workspace says: an entry of its own is gone, a shipped one is as shipped.
   *
   * @throws AppError `catalogue.not_found`, `catalogue.in_use`, `catalogue.invalid`
   */
  async remove(scope: Writer, kind: EntryKind, name: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      await lockCatalogue(em);
      const catalogue = await catalogueOf(em);
      const before = entryOf(catalogue, kind, name);
      if (!before) throw notFound(kind, name);
      if (!(await em.existsBy(CatalogueEntryEntity, { kind, name }))) return;
      const shipped = entryOf(shippedCatalogue(), kind, name);
      if (!shipped) await assertUnused(em, kind, name);
      await keepLastKnown(em, catalogue);
      await writeEntry(
        em,
        scope,
        { kind, name },
        {
          action: shipped ? 'reset' : 'removed',
          changes: null,
          facts: {},
          fields: differences(before, shipped ?? {}),
          source: null,
          reason: null,
        },
      );
    });
  }

  private change(
    scope: Writer,
    kind: EntryKind,
    name: string,
    action: 'edited' | 'retired',
    input: EditEntry,
  ): Promise<EntryView> {
    const set = parseFields(fieldSchemas[kind], input.set, 'set');
    return this.database.forWorkspace(scope, async (em) => {
      await lockCatalogue(em);
      const catalogue = await catalogueOf(em);
      const before = entryOf(catalogue, kind, name);
      if (!before) throw notFound(kind, name);
      const stored = await em.findOneBy(CatalogueEntryEntity, { kind, name });
      assertRevision(name, stored?.revision ?? 0, input.revision);
      const shipped = entryOf(shippedCatalogue(), kind, name);
      const wrong = input.reset.filter((field) => !shipped || !stored || !Object.hasOwn(stored.changes, field));
      if (wrong.length) throw invalid('reset', `${wrong.join(', ')}: not changed from what ships`);
      const fact = factOf(scope.actor, input);
      const facts: Record<string, Fact> = {
        ...stored?.facts,
        ...Object.fromEntries(Object.keys(set).map((field) => [field, { ...fact, shippedWas: shipped?.[field] }])),
      };
      const changes: Fields = { ...stored?.changes, ...set };
      for (const field of input.reset) {
        delete changes[field];
        delete facts[field];
      }
      const after = { ...shipped, ...changes };
      const touched = [...Object.keys(set), ...input.reset];
      await keepLastKnown(em, catalogue);
      await writeEntry(
        em,
        scope,
        { kind, name },
        {
          action,
          changes: Object.keys(changes).length ? changes : null,
          facts,
          fields: differences(before, after).filter(({ field }) => touched.includes(field)),
          source: input.source ?? null,
          reason: input.reason ?? null,
        },
      );
      return entryView(em, kind, name);
    });
  }
}

/** @throws AppError `catalogue.not_found` for a word that is no kind of entry */
export function kindOf(word: string): EntryKind {
  const kind = entryKinds.find((each) => each === word);
  if (!kind) throw new AppError('catalogue.not_found', `The catalogue has no ${word}, but ${entryKinds.join(', ')}`);
  return kind;
}

/** Only what was given: defaults of the form are for whole entries. @throws AppError `request.invalid` */
function parseFields(schema: z.ZodType, given: Fields, at: string): Fields {
  const { data, error } = schema.safeParse(given);
  if (error) {
    const errors = error.issues.map(({ path, message }) => ({ field: [at, ...path].join('.'), message }));
    throw new AppError('request.invalid', 'The entry is not valid', { errors });
  }
  const fields = data as Fields;
  return at === 'set' ? Object.fromEntries(Object.keys(given).map((field) => [field, fields[field]])) : fields;
}

function invalid(field: string, message: string): AppError {
  return new AppError('request.invalid', 'The request is not valid', { errors: [{ field, message }] });
}

function assertRevision(name: string, current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return;
  throw new AppError('catalogue.changed', `${name} is at revision ${current}, not ${expected}`);
}

async function assertUnused(em: EntityManager, kind: EntryKind, name: string): Promise<void> {
  const { models } = await catalogueOf(em);
  const field = kind === 'providers' ? 'provider' : 'dialect';
  const users =
    kind === 'models'
      ? (await em.findBy(ModelEntity, { catalogueEntry: name })).map((model) => model.name)
      : models.filter((model) => model[field] === name).map((model) => model.name);
  if (users.length) throw new AppError('catalogue.in_use', `${name} is used by ${users.join(', ')}`);
}

function factOf(actor: Actor, { reason, source }: { reason?: string; source?: FactSource }): Fact {
  const today = dayOf(new Date());
  return {
    by: actorRef(actor),
    at: new Date().toISOString(),
    reason: reason ?? null,
    source: source ? { from: source.from, read: source.read ?? today } : null,
  };
}
