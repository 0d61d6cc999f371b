import { z } from 'zod';
import { listingSchema } from '../common/http/pagination.js';

/** Up to and including `/v1`. */
export const BaseUrlSchema = z.url({ protocol: /^https?$/ }).max(500);
export const ApiKeySchema = z.string().min(1).max(1000);

const tokens = z.number().int().min(256).max(100_000_000);
const price = z.number().min(0);

export const SettingsSchema = z.strictObject({
  contextWindow: tokens.meta({ description: 'Tokens of prompt and output together.' }),
  maxOutputTokens: tokens,
  structuredOutput: z.enum(['json_schema', 'json_object', 'prompt']),
  reasoning: z
    .strictObject({
      field: z.enum(['reasoning_effort', 'enable_thinking', 'thinking']),
      effort: z.string().min(1).max(40),
      lowerEffort: z.string().min(1).max(40).optional(),
      reserveTokens: z.number().int().min(0).max(1_000_000),
      excludesSchema: z.boolean().optional(),
      opensInTrace: z.boolean().optional(),
    })
    .optional(),
  parameters: z
    .strictObject({
      temperature: z.number().min(0).max(2).optional(),
      topP: z.number().min(0).max(1).optional(),
      seed: z.number().int().optional(),
    })
    .optional(),
  prices: z
    .strictObject({ inputPerMillion: price, outputPerMillion: price, cachedPerMillion: price.optional() })
    .nullable()
    .meta({ description: 'USD; null when not known. Zero is a price.' }),
  timeoutMs: z.number().int().min(1000).max(3_600_000),
  outputLimitField: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  refuses: z
    .array(z.enum(['temperature', 'top_p', 'seed']))
    .optional()
    .meta({ description: 'Never sent.' }),
  extra: z
    .record(z.string().regex(/^[a-z][a-z_]{0,63}$/), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({ description: 'Further fields that every request carries.' }),
  missingUsage: z.enum(['error', 'estimate']).optional(),
  limits: z
    .strictObject({
      requestsPerMinute: z.number().int().min(1).max(10_000_000).optional(),
      tokensPerMinute: z.number().int().min(1).max(2_000_000_000).optional(),
      concurrency: z.number().int().min(1).max(100_000).optional(),
    })
    .optional()
    .meta({ description: 'Of all calls of the workspace together: what would be too much waits. Left out: no limit.' }),
  masking: z.enum(['on', 'off']).optional().meta({
    description:
      "Whether personal data is left out of what the model is shown. Off counts only of an address of one's own network; for others there are exemptions. On counts in any case.",
  }),
  batch: z
    .strictObject({
      priceShare: z.number().min(0).max(1).default(0.5).meta({
        description: 'What a request of a batch costs, as a share of the usual prices.',
      }),
      minimum: z.number().int().min(1).max(50_000).default(20).meta({
        description: 'With the policy `auto`, fewer requests are made one by one.',
      }),
    })
    .nullable()
    .optional()
    .meta({ description: "Its server has a batch endpoint of OpenAI's form. Left out or null: none is used." }),
});

const { contextWindow, maxOutputTokens, structuredOutput, prices, timeoutMs } = SettingsSchema.shape;

/** How a model is to be called; the part of its entry that is no secret. */
export const ModelSettingsSchema = SettingsSchema.extend({
  contextWindow: contextWindow.default(32_768),
  maxOutputTokens: maxOutputTokens.default(4096),
  structuredOutput: structuredOutput.default('json_schema'),
  prices: prices.default(null),
  timeoutMs: timeoutMs.default(300_000),
});
export type ModelSettings = z.infer<typeof ModelSettingsSchema>;

/** Names that stand for the analysts that need no provider. */
export const embeddedModels = ['embedded', 'keyword'] as const;
export type EmbeddedModel = (typeof embeddedModels)[number];

export const CreateModelSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'lower-case letters, digits, dots, hyphens and underscores, at most 63')
      .refine(
        (name) => !(embeddedModels as readonly string[]).includes(name),
        'this name is taken by an embedded model',
      ),
    catalogueEntry: z.string().max(200).optional().meta({
      description: 'A model of the catalogue: what is not given here is taken from there.',
    }),
    effort: z.string().max(40).optional().meta({
      description:
        "With `catalogueEntry`: how much to reason, in the dialect's words. Default: what its server does unasked.",
    }),
    modelId: z.string().trim().min(1).max(200).optional(),
    baseUrl: BaseUrlSchema.optional().meta({
      description:
        'Its provider is the one of this address, and of the same key where one is given; made when there is none.',
    }),
    provider: z.string().max(63).optional().meta({ description: 'A provider by its name, in place of `baseUrl`.' }),
    apiKey: ApiKeySchema.optional().meta({ description: 'Stored encrypted; never answered.' }),
    settings: SettingsSchema.partial()
      .default({})
      .meta({ description: "Of a model of one's own, what is left out has defaults." }),
  })
  .refine(({ catalogueEntry, modelId, baseUrl, provider }) => catalogueEntry ?? (modelId && (baseUrl ?? provider)), {
    message: 'Give modelId and baseUrl (or provider), or a catalogueEntry',
  })
  .refine(({ baseUrl, provider }) => baseUrl === undefined || provider === undefined, {
    message: 'Give a provider or a baseUrl',
    path: ['provider'],
  })
  .meta({ id: 'CreateModel' });
export type CreateModel = z.infer<typeof CreateModelSchema>;

export const ModelSchema = z
  .object({
    name: z.string(),
    kind: z.enum(['embedded', 'llm']),
    modelId: z.string(),
    provider: z.string().nullable(),
    baseUrl: z.string().nullable(),
    hasApiKey: z.boolean().meta({ description: 'One of its own, or its provider’s.' }),
    settings: z.record(z.string(), z.unknown()).nullable().meta({ description: 'As they are in force now.' }),
    ownSettings: z.array(z.string()).meta({
      description: 'Settings that an admin gave; the others follow the catalogue entry, prices from day to day.',
    }),
    catalogueEntry: z.string().nullable(),
    effort: z.string().nullable(),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })).meta({
      description: 'Of the catalogue: the model will be retired soon, has been, or cannot follow its entry.',
    }),
    createdAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Model' });
export type ModelView = z.infer<typeof ModelSchema>;

export const ModelListSchema = listingSchema(ModelSchema, 'ModelList');

export const UpdateModelSchema = z
  .strictObject({
    modelId: z.string().trim().min(1).max(200).optional(),
    baseUrl: BaseUrlSchema.optional().meta({
      description:
        'Moves it to the provider of this address. To another host its key goes along only when it is given again.',
    }),
    provider: z.string().max(63).optional().meta({
      description: 'Moves it to a provider, whose key it then uses where none is given.',
    }),
    apiKey: ApiKeySchema.nullable().optional().meta({
      description: 'A key of its own in place of its provider’s; null: it is called without a key.',
    }),
    effort: z.string().max(40).nullable().optional().meta({
      description: 'Of a model of the catalogue: how much to reason. Null: what its server does unasked.',
    }),
    settings: SettingsSchema.partial().optional().meta({ description: 'What is given takes the place of what was.' }),
    follow: z
      .array(z.enum(Object.keys(SettingsSchema.shape) as [keyof typeof SettingsSchema.shape]))
      .optional()
      .meta({
        description: 'Settings that shall follow the catalogue entry again.',
      }),
  })
  .refine(({ settings = {}, follow = [] }) => follow.every((field) => !Object.hasOwn(settings, field)), {
    message: 'A setting is given and shall follow',
    path: ['follow'],
  })
  .refine(({ baseUrl, provider }) => baseUrl === undefined || provider === undefined, {
    message: 'Give a provider or a baseUrl',
    path: ['provider'],
  })
  .meta({ id: 'UpdateModel' });
export type UpdateModel = z.infer<typeof UpdateModelSchema>;

export const ConnectionReportSchema = z
  .object({
    model: z.string(),
    ok: z.boolean(),
    snapshot: z.string().nullable(),
    milliseconds: z.number().int(),
    attempts: z.number().int().nullable(),
    reasoned: z.boolean().nullable(),
    usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).nullable(),
    cost: z.number().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'ConnectionReport' });
export type ConnectionReport = z.infer<typeof ConnectionReportSchema>;
