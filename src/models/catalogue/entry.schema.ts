import { z } from 'zod';
import { listingSchema } from '../../common/http/pagination.js';
import {
  CatalogueModelSchema,
  CatalogueProviderSchema,
  DialectSchema,
  PartialDateSchema,
  SlugSchema,
} from './catalogue.schema.js';

export const entryKinds = ['models', 'providers', 'dialects'] as const;
export type EntryKind = (typeof entryKinds)[number];

export type ChangeAction = 'added' | 'edited' | 'retired' | 'removed' | 'reset';

/** The form of a whole entry, by kind. A dialect has its name beside its fields, as the others do. */
export const entrySchemas = {
  models: CatalogueModelSchema,
  providers: CatalogueProviderSchema,
  dialects: DialectSchema.extend({ name: SlugSchema }),
} as const;

/** The fields that may be changed, by kind: all but the name, and sources, which come with each change. */
export const fieldSchemas = {
  models: CatalogueModelSchema.omit({ name: true, sources: true }).partial(),
  providers: CatalogueProviderSchema.omit({ name: true }).partial(),
  dialects: DialectSchema.partial(),
} as const;

const reason = z.string().trim().min(1).max(1000).optional().meta({ description: 'Why, for the history.' });

const FactSourceSchema = z
  .strictObject({
    from: z.string().trim().min(1).max(1000),
    read: PartialDateSchema.optional().meta({ description: 'When it was read there; today by default.' }),
  })
  .meta({ description: 'Where the facts come from, e.g. the address of a price list.' });
export type FactSource = z.infer<typeof FactSourceSchema>;

const revision = z.number().int().min(0).optional().meta({
  description: 'The one that was read: refused with `catalogue.changed` when somebody was faster. 0: as shipped.',
});

export const AddEntrySchema = z
  .strictObject({
    entry: z.record(z.string(), z.unknown()).meta({
      description: 'Of the form that `GET /v1/catalogue` has. Null is unknown. Held to that form field by field.',
    }),
    source: FactSourceSchema.optional().meta({
      description: 'Of a dialect; models and providers have their own `sources` and `source`.',
    }),
    reason,
  })
  .meta({ id: 'AddCatalogueEntry' });
export type AddEntry = z.infer<typeof AddEntrySchema>;

export const EditEntrySchema = z
  .strictObject({
    set: z.record(z.string(), z.unknown()).default({}).meta({
      description: 'Fields and their new values; null is unknown. What is not named stays as it is.',
    }),
    reset: z.array(z.string().max(60)).max(50).default([]).meta({
      description: 'Fields that shall be as shipped again, and change with what ships.',
    }),
    source: FactSourceSchema.optional(),
    reason,
    revision,
  })
  .refine(({ set, reset }) => Object.keys(set).length + reset.length > 0, { message: 'Nothing is changed' })
  .refine(({ set, source }) => Object.keys(set).length === 0 || source !== undefined, {
    message: 'Say where the facts come from',
    path: ['source', 'from'],
  })
  .refine(({ set, reset }) => reset.every((field) => !Object.hasOwn(set, field)), {
    message: 'A field is set and reset',
    path: ['reset'],
  })
  .meta({ id: 'EditCatalogueEntry' });
export type EditEntry = z.infer<typeof EditEntrySchema>;

export const RetireEntrySchema = z
  .strictObject({
    on: z.iso.date().optional().meta({ description: 'The last day on which it answers; today by default.' }),
    source: FactSourceSchema,
    reason,
    revision,
  })
  .meta({ id: 'RetireCatalogueEntry' });
export type RetireEntry = z.infer<typeof RetireEntrySchema>;

const FactSchema = z.object({
  by: z.string(),
  at: z.iso.datetime(),
  reason: z.string().nullable(),
  source: z.object({ from: z.string(), read: z.string() }).nullable(),
  shippedWas: z.unknown().optional(),
});
/** Who said something, when, why and where it comes from; and what the shipped entry said then. */
export type Fact = z.infer<typeof FactSchema>;

const FieldChangeSchema = z.object({ field: z.string(), from: z.unknown(), to: z.unknown() });
export type FieldChange = z.infer<typeof FieldChangeSchema>;

const WarningSchema = z.object({ code: z.string(), message: z.string() });

export const EntrySchema = z
  .object({
    kind: z.enum(entryKinds),
    name: z.string(),
    origin: z.enum(['shipped', 'edited', 'own']),
    revision: z.number().int(),
    entry: z.record(z.string(), z.unknown()).meta({ description: 'As it is in force.' }),
    facts: z
      .record(
        z.string(),
        FactSchema.omit({ shippedWas: true }).extend({
          shipped: z
            .unknown()
            .optional()
            .meta({ description: 'What the shipped entry says; absent in one of your own.' }),
          shippedChanged: z.boolean().meta({ description: 'It has said something else since the field was changed.' }),
        }),
      )
      .meta({ description: 'Of the fields that the workspace has changed: who, when, why and from where.' }),
    models: z.array(z.string()).meta({ description: 'Models of the workspace that were made from it.' }),
    warnings: z.array(WarningSchema),
  })
  .meta({ id: 'CatalogueEntry' });
export type EntryView = z.infer<typeof EntrySchema>;

export const ChangeSchema = z
  .object({
    action: z.enum(['added', 'edited', 'retired', 'removed', 'reset']),
    revision: z.number().int(),
    fields: z.array(FieldChangeSchema),
    reason: z.string().nullable(),
    source: z.object({ from: z.string(), read: z.string().optional() }).nullable(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'CatalogueChange' });
export type ChangeView = z.infer<typeof ChangeSchema>;

export const ChangeListSchema = listingSchema(ChangeSchema, 'CatalogueChangeList');
