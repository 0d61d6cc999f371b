import { z } from 'zod';
import type { JsonSchema } from './schema-at.js';

/** Keywords that servers with enforced schemas refuse, or leave out, one or the other of them. */
const LIMITS = [
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'default',
] as const;

/** Made once a schema: the same one is asked for in call after call. */
const made = {
  bare: new WeakMap<z.ZodType, JsonSchema>(),
  whole: new WeakMap<z.ZodType, JsonSchema>(),
  input: new WeakMap<z.ZodType, JsonSchema>(),
};

/** The JSON schema of an answer, without the dialect's URL. `bare` leaves out limits: validation knows them anyway. */
export function jsonSchemaOf(schema: z.ZodType, { bare = false }: { bare?: boolean } = {}): JsonSchema {
  return cached(made[bare ? 'bare' : 'whole'], schema, { io: 'output', bare });
}

/** The JSON schema of what validation accepts: fields with a default need not be there. */
export function inputSchemaOf(schema: z.ZodType): JsonSchema {
  return cached(made.input, schema, { io: 'input', bare: false });
}

interface Making {
  io: 'input' | 'output';
  bare: boolean;
}

function cached(cache: WeakMap<z.ZodType, JsonSchema>, schema: z.ZodType, making: Making): JsonSchema {
  const known = cache.get(schema);
  if (known) return known;
  const fresh = toJsonSchema(schema, making);
  cache.set(schema, fresh);
  return fresh;
}

function toJsonSchema(schema: z.ZodType, { io, bare }: Making): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (bare) for (const limit of LIMITS) delete jsonSchema[limit];
    },
  });
  return rest;
}
