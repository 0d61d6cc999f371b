import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { jsonSchemaOf, parseStructured, repairMessages, validateItems, withSchemaInstruction } from './structured.js';

const Clause = z.object({ rule: z.enum(['a', 'b']), quote: z.string().min(1), explanation: z.string() });
const Review = z.object({ clauses: z.array(Clause) });
const good = { rule: 'a', quote: 'x', explanation: 'y' };

describe(jsonSchemaOf.name, () => {
  it('is closed, complete and without a dialect', () => {
    const schema = jsonSchemaOf(Review);
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
});

describe(validateItems.name, () => {
  it('keeps exactly the valid items, in order, whatever the others are', () => {
    const bad = fc.oneof(
      fc.jsonValue(),
      fc.record({ rule: fc.string(), quote: fc.string() }),
      fc.constant({ ...good, quote: '' }),
    );
    const isValid = (item: unknown): boolean => Clause.safeParse(item).success;
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(good), bad), { maxLength: 12 }), (items) => {
        const result = validateItems(Review, { clauses: items });
        const kept = items.filter(isValid).map((item) => Clause.parse(item));
        expect(result.value).toEqual({ clauses: kept });
        expect(result.issues.length > 0).toBe(kept.length < items.length);
      }),
    );
  });

  it('names what it left out', () => {
    const { issues } = validateItems(Review, { clauses: [good, { ...good, rule: 'zzz' }] });
    expect(issues).toMatchObject([{ path: 'clauses.1.rule' }]);
  });

  it('leaves out the smallest part, and what becomes empty by that', () => {
    const Merge = z.object({
      sentences: z.array(z.object({ text: z.string(), sources: z.array(z.int().max(9)).min(1) })),
    });
    const raw = {
      sentences: [
        { text: 'one', sources: [1, 99, 'x'] },
        { text: 'two', sources: [100] },
      ],
    };
    expect(validateItems(Merge, raw).value).toEqual({ sentences: [{ text: 'one', sources: [1] }] });
  });

  it('gives up when what is wrong is in no array', () => {
    expect(validateItems(Review, { clauses: 'none' }).value).toBeUndefined();
    expect(validateItems(Review, null).value).toBeUndefined();
  });

  it('drops fields that nobody asked for', () => {
    const result = validateItems(Review, { clauses: [{ ...good, severity: 'none' }], model: 'other', findings: [] });
    expect(result.value).toEqual({ clauses: [good] });
  });
});

describe(parseStructured.name, () => {
  const schema = { name: 'review', schema: Review };

  it('accepts the bare array of a schema with a single one', () => {
    expect(parseStructured(JSON.stringify([good]), schema)).toMatchObject({ value: { clauses: [good] }, issues: [] });
  });

  it('keeps the items of a cut-off answer', () => {
    const text = JSON.stringify({ clauses: [good, good, good] }).slice(0, -20);
    expect(parseStructured(text, schema)).toMatchObject({
      value: { clauses: [good, good] },
      truncated: true,
      items: 2,
    });
  });

  it('says that there is no JSON', () => {
    expect(parseStructured('None of them.', schema)).toMatchObject({ value: undefined, issues: [{ path: '' }] });
  });
});

describe('messages', () => {
  const messages = [
    { role: 'system' as const, content: 'S' },
    { role: 'user' as const, content: 'U' },
  ];

  it('carry the schema in the system message', () => {
    const [system, user] = withSchemaInstruction(messages, { name: 'review', schema: Review });
    expect(system?.content.startsWith('S\n\n')).toBe(true);
    expect(user).toEqual(messages[1]);
    expect(withSchemaInstruction([messages[1]!], { name: 'review', schema: Review })).toHaveLength(2);
  });

  it('say what was wrong, up to a length', () => {
    const issues = Array.from({ length: 50 }, (_, index) => ({ path: `clauses.${index}`, message: 'bad' }));
    const repaired = repairMessages(messages, 'A', issues);
    expect(repaired.slice(0, 3)).toEqual([...messages, { role: 'assistant', content: 'A' }]);
    expect(repaired[3]?.content.match(/- clauses/g)).toHaveLength(20);
  });
});
