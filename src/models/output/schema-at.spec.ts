import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { inputSchemaOf, jsonSchemaOf } from './json-schema.js';
import { mayLack, schemaAt, withDefinitions } from './schema-at.js';

const Node = z.object({
  name: z.string(),
  get children() {
    return z.array(Node);
  },
});
const Either = z.union([z.object({ kind: z.literal('a'), to: z.string() }), z.object({ to: z.int() })]);
const Answer = z.object({
  items: z.array(z.object({ rule: z.enum(['x', 'y']), note: z.string().optional(), weight: z.number().default(1) })),
  pair: z.tuple([z.string(), z.int()]),
  either: Either,
  tree: Node,
  byName: z.record(z.string(), z.boolean()),
});
const root = jsonSchemaOf(Answer, { bare: true });

describe(schemaAt.name, () => {
  it.each([
    [['items', 3, 'rule'], { type: 'string', enum: ['x', 'y'] }],
    [['pair', 0], { type: 'string' }],
    [['either', 'to'], { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
    [['tree', 'children', 0, 'children', 7, 'name'], { type: 'string' }],
    [['byName', 'whatever'], { type: 'boolean' }],
    [['nothing', 'there'], {}],
  ])('finds what is said of %j', (path, schema) => {
    expect(schemaAt(root, path)).toEqual(schema);
  });
});

describe(mayLack.name, () => {
  it.each([
    [['items', 0, 'note'], true],
    [['items', 0, 'weight'], true],
    [['items', 0, 'rule'], false],
    [['items'], false],
    [['either', 'to'], false],
    [['either', 'kind'], false],
    [['byName', 'whatever'], true],
    [['nothing'], false],
  ])('knows of %j: %s', (path, may) => {
    expect(mayLack(inputSchemaOf(Answer), path)).toBe(may);
  });
});

describe(withDefinitions.name, () => {
  it('gives a part what it refers to, also when that is the whole', () => {
    const part = withDefinitions(root, { type: 'array', items: schemaAt(root, ['tree']) });
    const { $ref } = part.items as { $ref: string };
    expect(part.$defs).toHaveProperty($ref.replace('#/$defs/', ''));
    const whole = jsonSchemaOf(Node);
    const turned = withDefinitions(whole, { type: 'object', properties: { rest: whole } });
    expect(JSON.stringify(turned)).not.toContain('"$ref":"#"');
    expect(turned).toHaveProperty(['$defs', 'answer', 'properties', 'name'], { type: 'string' });
    expect(withDefinitions(root, { type: 'string' })).toEqual({ type: 'string' });
  });
});
