import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { formOf, responseFormat, withSchemaInstruction } from './structured.js';

const form = formOf({ name: 'review', schema: z.object({ quote: z.string().min(1) }) });
const messages = [
  { role: 'system' as const, content: 'S' },
  { role: 'user' as const, content: 'U' },
];

describe(responseFormat.name, () => {
  it('passes the schema as the server takes it', () => {
    expect(responseFormat('prompt', form)).toBeUndefined();
    expect(responseFormat('json_object', form)).toEqual({ type: 'json_object' });
    expect(responseFormat('json_schema', form)).toMatchObject({
      type: 'json_schema',
      json_schema: { name: 'review', strict: true, schema: { properties: { quote: { type: 'string' } } } },
    });
  });
});

describe(withSchemaInstruction.name, () => {
  it('puts the schema into the system message, limits and all', () => {
    const [system, user] = withSchemaInstruction(messages, form);
    expect(system?.content).toMatch(/^S\n\n.*"minLength":1/s);
    expect(user).toEqual(messages[1]);
    expect(withSchemaInstruction([messages[1]!], form)).toHaveLength(2);
  });
});
