import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { inputSchemaOf, jsonSchemaOf } from './json-schema.js';

describe(jsonSchemaOf.name, () => {
  it('is closed, complete and without a dialect', () => {
    const Clause = z.object({ rule: z.enum(['a', 'b']), quote: z.string().min(1), explanation: z.string() });
    const schema = jsonSchemaOf(z.object({ clauses: z.array(Clause) }));
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['clauses'] });
    expect(JSON.stringify(schema)).not.toContain('$schema');
    expect(JSON.stringify(schema)).toContain('"enum":["a","b"]');
    expect(JSON.stringify(schema)).toContain('"minLength":1');
  });

  it('leaves limits to validation where a server enforces it, but no field of such a name', () => {
    const schema = z.object({ minimum: z.int().min(1).max(9), format: z.array(z.string().min(1)).min(1).max(3) });
    expect(jsonSchemaOf(schema, { bare: true })).toEqual({
      type: 'object',
      properties: { minimum: { type: 'integer' }, format: { type: 'array', items: { type: 'string' } } },
      required: ['minimum', 'format'],
      additionalProperties: false,
    });
  });

  it('is made once', () => {
    const schema = z.object({ a: z.string().default('x') });
    expect(jsonSchemaOf(schema)).toBe(jsonSchemaOf(schema));
    expect(jsonSchemaOf(schema)).toMatchObject({ required: ['a'] });
    expect(inputSchemaOf(schema)).not.toHaveProperty('required');
  });
});
