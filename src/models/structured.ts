import { jsonSchemaOf } from './output/json-schema.js';
import type { JsonSchema } from './output/schema-at.js';
import type { AnswerSchema, Message, ModelEndpoint } from './types.js';

/** The form that one turn asks for, as JSON schemas: without limits for servers that enforce it, with them in words. */
export interface Form {
  name: string;
  bare: JsonSchema;
  whole: JsonSchema;
}

/** The form of a whole answer. */
export function formOf({ name, schema }: AnswerSchema): Form {
  return { name, bare: jsonSchemaOf(schema, { bare: true }), whole: jsonSchemaOf(schema) };
}

/** How the schema is passed to this endpoint: a server that cannot reason and follow a schema at once gets it in words. */
export function structuredMode(endpoint: ModelEndpoint, effort: string | undefined): ModelEndpoint['structuredOutput'] {
  const reasons = effort !== undefined && effort !== 'none';
  return endpoint.reasoning?.excludesSchema === true && reasons ? 'prompt' : endpoint.structuredOutput;
}

/** The `response_format` of a request; undefined where the schema goes into the prompt alone. */
export function responseFormat(
  mode: ModelEndpoint['structuredOutput'],
  { name, bare }: Form,
): Record<string, unknown> | undefined {
  if (mode === 'prompt') return undefined;
  if (mode === 'json_object') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name, strict: true, schema: bare } };
}

/** The messages with the schema in the system message, for servers that do not enforce it. */
export function withSchemaInstruction(messages: readonly Message[], { whole }: Form): Message[] {
  const instruction = `Answer with one JSON object and nothing else. It must match this JSON Schema:\n${JSON.stringify(whole)}`;
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages];
  return [{ role: 'system', content: `${first.content}\n\n${instruction}` }, ...rest];
}
