import { z } from 'zod';
import { listingSchema } from '../../common/http/pagination.js';
import { SlugSchema } from '../catalogue/catalogue.schema.js';
import { ApiKeySchema, BaseUrlSchema, SettingsSchema } from '../model.schema.js';

const DefaultsSchema = SettingsSchema.pick({
  structuredOutput: true,
  outputLimitField: true,
  refuses: true,
  extra: true,
  missingUsage: true,
  timeoutMs: true,
  batch: true,
}).partial();
export type ProviderDefaults = z.infer<typeof DefaultsSchema>;

const fields = {
  baseUrl: BaseUrlSchema,
  defaults: DefaultsSchema.meta({
    description:
      'What its server does otherwise than the catalogue says of its models; their own settings win. Given as a whole.',
  }),
  limits: SettingsSchema.shape.limits.unwrap().nullable().meta({
    description: 'Of all its models together: what would be too much waits. Given as a whole; null: none.',
  }),
  allowPrivateNetwork: z.boolean().meta({
    description: 'Whether it may live on a private address, where the operator allows that at all.',
  }),
  enabled: z.boolean().meta({ description: 'Switched off, none of its models is called.' }),
};

export const CreateProviderSchema = z
  .strictObject({
    name: SlugSchema,
    baseUrl: fields.baseUrl,
    apiKey: ApiKeySchema.optional().meta({ description: 'Stored encrypted; never answered.' }),
    defaults: fields.defaults.default({}),
    limits: fields.limits.default(null),
    allowPrivateNetwork: fields.allowPrivateNetwork.optional(),
  })
  .meta({ id: 'CreateProvider' });
export type CreateProvider = z.infer<typeof CreateProviderSchema>;

export const UpdateProviderSchema = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    apiKey: ApiKeySchema.nullable().optional().meta({
      description: 'With an address on another host only: the key there; null for none. Else see `POST …/key`.',
    }),
    revision: z.number().int().min(1).optional().meta({
      description: 'The one that was read: refused with `provider.changed` when somebody was faster.',
    }),
  })
  .refine(({ apiKey, baseUrl }) => apiKey === undefined || baseUrl !== undefined, {
    message: 'A key is changed with POST /v1/providers/{name}/key',
    path: ['apiKey'],
  })
  .meta({ id: 'UpdateProvider' });
export type UpdateProvider = z.infer<typeof UpdateProviderSchema>;

export const RotateKeySchema = z
  .strictObject({
    apiKey: ApiKeySchema.nullable().meta({ description: 'The new key; null takes it away.' }),
    ownKeys: z.enum(['refuse', 'replace', 'keep']).default('refuse').meta({
      description:
        'What of keys that its models have of their own. Those that are the old key are replaced in any case; where others are among them, it is refused unless said.',
    }),
  })
  .meta({ id: 'RotateProviderKey' });
export type RotateKey = z.infer<typeof RotateKeySchema>;

export const ProviderSchema = z
  .object({
    name: z.string(),
    baseUrl: z.string(),
    hasApiKey: z.boolean(),
    defaults: DefaultsSchema,
    limits: fields.limits,
    allowPrivateNetwork: z.boolean(),
    enabled: z.boolean(),
    models: z.array(z.object({ name: z.string(), key: z.enum(['provider', 'own', 'none']) })).meta({
      description: 'Its models, and which key each is called with.',
    }),
    revision: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Provider' });
export type ProviderView = z.infer<typeof ProviderSchema>;

export const ProviderListSchema = listingSchema(ProviderSchema, 'ProviderList');

export const ProviderReportSchema = z
  .object({
    provider: z.string(),
    ok: z.boolean(),
    milliseconds: z.number().int(),
    models: z.array(z.string()).nullable().meta({ description: 'Ids that it says it serves; null: it has no list.' }),
    missing: z.array(z.string()).meta({ description: 'Models of the workspace whose ids are not among them.' }),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'ProviderReport' });
export type ProviderReport = z.infer<typeof ProviderReportSchema>;
