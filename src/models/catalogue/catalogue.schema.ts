import { z } from 'zod';
import { firstDay, lastDay } from './dates.js';

/** A calendar date as precisely as it is known: `2026-08-06`, `2026-07` or `2025`. */
export const PartialDateSchema = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'a year, a month (2026-07) or a day (2026-07-31)')
  .refine((date) => date.length < 10 || lastDay(date) === date, 'there is no such day');

export const SlugSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'lower-case letters, digits, dots, hyphens, underscores');
const tokens = z.number().int().min(256).max(100_000_000);
const price = z.number().min(0);

/**
 * How a family of servers departs from plain chat completions. Everything a call needs to know of a vendor is in here: no code
 * asks for a vendor's name.
 */
export const DialectSchema = z.strictObject({
  label: z.string(),
  /** How reasoning is asked for. Null: it cannot be, or how is not known; then nothing is sent. */
  reasoning: z
    .strictObject({
      /** `reasoning_effort` takes a word; the others are booleans in `chat_template_kwargs`. */
      field: z.enum(['reasoning_effort', 'enable_thinking', 'thinking']),
      /** The words the vendor knows, from none to most. For booleans `none` and `high`. */
      efforts: z.array(z.string()).min(2),
      /** What the server does unasked. */
      default: z.string(),
      /** A schema is refused while the model reasons. */
      excludesSchema: z.boolean().default(false),
      /** The chat template opens `<think>` itself. */
      opensInTrace: z.boolean().default(false),
      /** Tokens to set aside for the trace. */
      reserveTokens: z.number().int().min(0),
    })
    .nullable(),
  /** Where the trace comes back. `hidden`: it is counted and never shown. */
  trace: z.enum(['reasoning', 'reasoning_content', 'thinking_content', 'think_tags', 'hidden', 'none']),
  structuredOutput: z.enum(['json_schema', 'json_object', 'prompt']),
  outputLimitField: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  /** Sampling parameters that the server refuses; they are never sent. */
  refuses: z.array(z.enum(['temperature', 'top_p', 'seed'])).default([]),
  /** Further fields that every request carries. */
  extra: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** What the server does with a parameter that it does not know. */
  unknownParameters: z.enum(['refused', 'ignored', 'unknown']),
});
export type Dialect = z.infer<typeof DialectSchema>;

export const CatalogueProviderSchema = z.strictObject({
  name: SlugSchema,
  label: z.string(),
  kind: z.enum(['hosted', 'self_hosted']),
  /** Up to and including `/v1`; null where the admin has to give it. */
  baseUrl: z.url({ protocol: /^https?$/ }).nullable(),
  /** Of OpenAI's form. */
  batch: z.boolean().nullable(),
  source: z.string(),
});
export type CatalogueProvider = z.infer<typeof CatalogueProviderSchema>;

export const PriceSchema = z.strictObject({
  from: PartialDateSchema,
  until: PartialDateSchema.nullable().default(null),
  inputPerMillion: price,
  outputPerMillion: price,
  cachedPerMillion: price.optional(),
});
export type PricePeriod = z.infer<typeof PriceSchema>;

/** A model as far as it is known. Null is unknown: nothing is guessed in its place. */
export const CatalogueModelSchema = z.strictObject({
  name: SlugSchema,
  label: z.string(),
  /** Who made it. */
  team: z.string(),
  provider: SlugSchema,
  /** What the provider calls it, pinned to a snapshot where there is one. Null: it cannot be called. */
  modelId: z.string().nullable(),
  /** Other ids that lead to it, moving ones among them. */
  aliases: z.array(z.string()).default([]),
  released: PartialDateSchema.nullable(),
  retires: PartialDateSchema.nullable().default(null),
  contextWindow: tokens.nullable(),
  maxOutputTokens: tokens.nullable(),
  /** USD a million tokens, by the time they are valid. Empty: not known. */
  prices: z.array(PriceSchema).default([]),
  licence: z.string().nullable(),
  dialect: SlugSchema,
  /** Advised by the maker. */
  parameters: z.strictObject({ temperature: z.number().optional(), topP: z.number().optional() }).optional(),
  notes: z.array(z.string()).default([]),
  /** Where the facts come from and when they were read. */
  sources: z.array(z.strictObject({ facts: z.string(), from: z.string(), read: PartialDateSchema })).min(1),
});
export type CatalogueModel = z.infer<typeof CatalogueModelSchema>;

export const CatalogueAnswerSchema = z
  .strictObject({
    version: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    dialects: z.record(SlugSchema, DialectSchema),
    providers: z.array(CatalogueProviderSchema),
    models: z.array(CatalogueModelSchema),
  })
  .meta({ id: 'Catalogue', description: 'Null is unknown. Dates are known to the day, the month or the year.' });

export const CatalogueSchema = CatalogueAnswerSchema.superRefine(({ dialects, providers, models }, context) => {
  const known = new Set(providers.map(({ name }) => name));
  const names = new Set<string>();
  const taken = takenIds(models);
  for (const { name, provider, dialect, aliases, prices } of models) {
    const fail = (message: string) => context.addIssue({ code: 'custom', message: `${name}: ${message}` });
    if (names.has(name)) fail('a model of this name is there already');
    names.add(name);
    if (!known.has(provider)) fail(`there is no provider ${provider}`);
    if (!Object.hasOwn(dialects, dialect)) fail(`there is no dialect ${dialect}`);
    for (const alias of new Set(aliases)) {
      const other = taken.get(alias)?.find((each) => each !== name);
      if (other !== undefined) fail(`the alias ${alias} leads to ${other} already`);
    }
    for (const problem of priceProblems(prices)) fail(problem);
  }
});

/** By every name, id and alias the models that have it. Two providers may serve the same id, so an id alone is no clash. */
function takenIds(models: readonly CatalogueModel[]): Map<string, string[]> {
  const taken = new Map<string, string[]>();
  for (const { name, modelId, aliases } of models) {
    for (const id of new Set([name, ...(modelId === null ? [] : [modelId]), ...aliases])) {
      taken.set(id, [...(taken.get(id) ?? []), name]);
    }
  }
  return taken;
}

/** What keeps prices from being one a day: an end before the beginning, or two that are valid on the same day. */
function priceProblems(prices: readonly PricePeriod[]): string[] {
  const periods = prices.map(({ from, until }) => ({
    from,
    until,
    first: firstDay(from),
    last: until && lastDay(until),
  }));
  const backwards = periods.filter(({ first, last }) => last !== null && last < first);
  const ordered = periods.toSorted((a, b) => a.first.localeCompare(b.first));
  const clashes = ordered.filter(({ last }, index) => {
    const next = ordered[index + 1];
    return next !== undefined && (last === null || last >= next.first);
  });
  return [
    ...backwards.map(({ from, until }) => `the price from ${from} ends before it begins, on ${until}`),
    ...clashes.map(
      ({ from }) => `the price from ${from} is still valid when the next one begins: give it an earlier \`until\``,
    ),
  ];
}
export type Catalogue = z.infer<typeof CatalogueSchema>;
