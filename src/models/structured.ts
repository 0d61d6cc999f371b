import { z } from 'zod';
import { findJson } from './json.js';
import { fieldOf } from './record.js';
import type { AnswerSchema, Message, ModelEndpoint, OutputIssue } from './types.js';

/** A structured answer after reading and validating: `value` is valid, `issues` name what was left out of it. */
export interface StructuredOutput {
  value: unknown;
  issues: OutputIssue[];
  /** Whether the answer ended before its JSON did. */
  truncated: boolean;
  /** Number of array items in `value`, for telling the better of two answers. */
  items: number;
}

/** The answer holds nothing of the form that was asked for. */
export interface UnusableOutput {
  value: undefined;
  issues: OutputIssue[];
}

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
const made = { bare: new WeakMap<z.ZodType, JsonSchema>(), whole: new WeakMap<z.ZodType, JsonSchema>() };

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON schema of an answer, without the dialect's URL. `bare` leaves out limits: validation knows them anyway. */
export function jsonSchemaOf(schema: z.ZodType, options: { bare?: boolean } = {}): JsonSchema {
  const cache = options.bare === true ? made.bare : made.whole;
  const known = cache.get(schema);
  if (known) return known;
  const fresh = toJsonSchema(schema, options);
  cache.set(schema, fresh);
  return fresh;
}

function toJsonSchema(schema: z.ZodType, options: { bare?: boolean }): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (options.bare === true) for (const limit of LIMITS) delete jsonSchema[limit];
    },
  });
  return rest;
}

/** How the schema is passed to this endpoint: a server that cannot reason and follow a schema at once gets it in words. */
export function structuredMode(endpoint: ModelEndpoint, effort: string | undefined): ModelEndpoint['structuredOutput'] {
  const reasons = effort !== undefined && effort !== 'none';
  return endpoint.reasoning?.excludesSchema === true && reasons ? 'prompt' : endpoint.structuredOutput;
}

/** The `response_format` of a request; undefined where the schema goes into the prompt alone. */
export function responseFormat(
  mode: ModelEndpoint['structuredOutput'],
  { name, schema }: AnswerSchema,
): Record<string, unknown> | undefined {
  if (mode === 'prompt') return undefined;
  if (mode === 'json_object') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name, strict: true, schema: jsonSchemaOf(schema, { bare: true }) } };
}

/** The messages with the schema in the system message, for servers that do not enforce it. */
export function withSchemaInstruction(messages: readonly Message[], { schema }: AnswerSchema): Message[] {
  const instruction = `Answer with one JSON object and nothing else. It must match this JSON Schema:\n${JSON.stringify(jsonSchemaOf(schema))}`;
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages];
  return [{ role: 'system', content: `${first.content}\n\n${instruction}` }, ...rest];
}

/** The turn that asks for a better answer: what was said, what was wrong with it. */
export function repairMessages(
  messages: readonly Message[],
  answer: string,
  issues: readonly OutputIssue[],
): Message[] {
  const wrong = issues.slice(0, 20).map((issue) => `- ${issue.path === '' ? 'answer' : issue.path}: ${issue.message}`);
  const content = [
    'Your answer was not in the form that was asked for:',
    ...wrong,
    'Give the whole answer again as one JSON object that matches the schema, and nothing else.',
  ].join('\n');
  return [...messages, { role: 'assistant', content: answer }, { role: 'user', content }];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/** Position in `path` of its deepest array index, -1 without any. */
function deepestIndex(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let deepest = -1;
  path.forEach((key, position) => {
    if (Array.isArray(node) && typeof key === 'number' && key < node.length) deepest = position;
    node = Array.isArray(node) ? node[Number(key)] : fieldOf(node, String(key));
  });
  return deepest;
}

function withoutItems(root: unknown, paths: ReadonlySet<string>, prefix = ''): unknown {
  if (Array.isArray(root)) {
    const kept: unknown[] = [];
    root.forEach((item: unknown, index) => {
      const path = prefix === '' ? String(index) : `${prefix}.${index}`;
      if (!paths.has(path)) kept.push(withoutItems(item, paths, path));
    });
    return kept;
  }
  if (typeof root !== 'object' || root === null) return root;
  const entries = Object.entries(root).map(([key, value]): [string, unknown] => [
    key,
    withoutItems(value, paths, prefix === '' ? key : `${prefix}.${key}`),
  ]);
  return Object.fromEntries(entries);
}

function countItems(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countItems(item), value.length);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, item) => sum + countItems(item), 0);
}

/**
 * Validates `raw`, leaving out the smallest array items that hold what is not valid, until the rest is. Items that become
 * invalid by that (an item with no valid source left) go too. Unusable when what is wrong lies outside of any array.
 */
export function validateItems(schema: z.ZodType, raw: unknown): Omit<StructuredOutput, 'truncated'> | UnusableOutput {
  const issues: OutputIssue[] = [];
  let candidate = raw;
  for (;;) {
    const result = schema.safeParse(candidate);
    if (result.success) return { value: result.data, issues, items: countItems(result.data) };
    const current = candidate;
    const drop = new Set<string>();
    const found = result.error.issues.map((issue) => {
      const depth = deepestIndex(current, issue.path);
      if (depth >= 0) drop.add(pathText(issue.path.slice(0, depth + 1)));
      return { path: pathText(issue.path), message: issue.message, removable: depth >= 0 };
    });
    issues.push(...found.map(({ path, message }) => ({ path, message })));
    if (found.some((issue) => !issue.removable)) return { value: undefined, issues };
    candidate = withoutItems(current, drop);
  }
}

/** The value as it is and, if the schema is an object with a single array, a bare array put in its place. */
function candidates(schema: z.ZodType, value: unknown): unknown[] {
  if (!Array.isArray(value) || !(schema instanceof z.ZodObject)) return [value];
  const names = Object.keys(schema.shape);
  return names.length === 1 ? [{ [names[0]!]: value }, value] : [value];
}

/** Reads a structured answer: finds the JSON in `text` and keeps of it what the schema allows. */
export function parseStructured(text: string, { schema }: AnswerSchema): StructuredOutput | UnusableOutput {
  const found = findJson(text);
  if (found === null) return { value: undefined, issues: [{ path: '', message: 'There is no JSON in the answer' }] };
  let failure: UnusableOutput | undefined;
  for (const candidate of candidates(schema, found.value)) {
    const result = validateItems(schema, candidate);
    if (result.value !== undefined) return { ...result, truncated: found.truncated };
    failure ??= { value: undefined, issues: result.issues };
  }
  return failure ?? { value: undefined, issues: [] };
}
