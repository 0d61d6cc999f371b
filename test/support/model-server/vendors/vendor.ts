import { answer, type Behaviour, type RecordedRequest, status, type TraceField } from '../behaviours.js';

/** What a vendor's server made of a request: what a client meant is compared with this. */
export interface Understood {
  outputLimit: number | null;
  /** `none` when it did not think. */
  effort: string;
  /** Whether it was held to a schema. */
  schema: boolean;
  sampling: Record<string, unknown>;
}

/** A strict stand-in for one vendor's server, written from what the vendor publishes and not from Johang's catalogue. */
export interface Vendor {
  /** Fields of a request that it knows. */
  known: readonly string[];
  /** What it does with others: a refusal in the vendor's words, or nothing. */
  unknown: ((field: string) => Behaviour) | null;
  /** The token limit it obeys. Another name for it counts as unknown. */
  limitFields: readonly string[];
  /** Prompt and output together. */
  window: number | null;
  /** Reads the effort out of a request; a refusal where it is not a word of the vendor's. */
  effort: (fields: Record<string, unknown>) => string | Behaviour;
  /** Whether it can be held to a schema at all; a vendor that cannot refuses or ignores `response_format`. */
  schema: 'follows' | 'refuses' | 'ignores' | 'not_while_thinking';
  /** A schema has to close every object and require every field. */
  strictSchema?: boolean;
  trace: (fields: Record<string, unknown>) => TraceField | 'hidden';
}

/** Output tokens that the vendors spend on a thought here. */
const THOUGHT_TOKENS = 64;

/** A vendor's answer to one request. `content` and `json` are what it says without and with a form asked for. */
export function respondAs(
  vendor: Vendor,
  request: RecordedRequest,
  said: { content: string; json: string },
): { behaviour: Behaviour; understood: Understood | null } {
  const { fields } = request;
  const refused = refusalOf(vendor, request);
  if (refused) return { behaviour: refused, understood: null };
  const effort = vendor.effort(fields);
  if (typeof effort !== 'string') return { behaviour: effort, understood: null };
  const thinks = effort !== 'none';
  const asked = formatOf(fields);
  if (asked !== null && (vendor.schema === 'refuses' || (vendor.schema === 'not_while_thinking' && thinks))) {
    const why =
      vendor.schema === 'refuses' ? 'is not supported by this model' : 'cannot be used together with thinking';
    return { behaviour: invalid(`response_format ${why}`), understood: null };
  }
  const wrong = asked === 'json_schema' && vendor.strictSchema ? looseSchema(fields) : null;
  if (wrong) return { behaviour: invalid(wrong), understood: null };
  const schema = asked !== null && vendor.schema !== 'ignores';
  const limit = limitOf(vendor, fields);
  const understood: Understood = { outputLimit: limit, effort, schema, sampling: samplingOf(vendor, fields) };
  const inWords = request.body?.messages.some(({ content }) => content.includes('JSON Schema')) === true;
  const content = schema || inWords ? said.json : said.content;
  if (!thinks) return { behaviour: answer(content), understood };
  // Thinking comes first, and eats of the same limit.
  if (limit !== null && limit < THOUGHT_TOKENS * 2) {
    const usage = { completionTokens: limit, reasoningTokens: limit };
    return { behaviour: answer(null, { finishReason: 'length', usage }), understood };
  }
  const traceField = vendor.trace(fields);
  const trace = 'Let me think about that first.';
  const usage = { reasoningTokens: THOUGHT_TOKENS };
  return {
    behaviour: traceField === 'hidden' ? answer(content, { usage }) : answer(content, { trace, traceField, usage }),
    understood,
  };
}

const ALWAYS = ['model', 'messages', 'stream', 'stream_options'];

function refusalOf(vendor: Vendor, { fields, promptTokens }: RecordedRequest): Behaviour | null {
  const known = new Set([...ALWAYS, ...vendor.known, ...vendor.limitFields]);
  const stranger = Object.keys(fields).find((field) => !known.has(field));
  if (stranger !== undefined && vendor.unknown) return vendor.unknown(stranger);
  const wanted = promptTokens + (limitOf(vendor, fields) ?? 0);
  if (vendor.window !== null && wanted > vendor.window) {
    return invalid(`This model's maximum context length is ${vendor.window} tokens. You requested ${wanted} tokens.`);
  }
  return null;
}

function limitOf(vendor: Vendor, fields: Record<string, unknown>): number | null {
  const value = vendor.limitFields.map((name) => fields[name]).find((each) => typeof each === 'number');
  return typeof value === 'number' ? value : null;
}

function samplingOf(vendor: Vendor, fields: Record<string, unknown>): Record<string, unknown> {
  const names = ['temperature', 'top_p', 'seed'].filter((name) => name in fields && vendor.known.includes(name));
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

function formatOf({ response_format: format }: Record<string, unknown>): string | null {
  if (typeof format !== 'object' || format === null || !('type' in format)) return null;
  return format.type === 'text' ? null : String(format.type);
}

/** OpenAI's rule for strict schemas: closed objects whose every property is required. */
function looseSchema({ response_format: format }: Record<string, unknown>): string | null {
  const problems: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      const required = 'required' in node && Array.isArray(node.required) ? node.required : [];
      if (!('additionalProperties' in node) || node.additionalProperties !== false) {
        problems.push("'additionalProperties' is required to be supplied and to be false");
      }
      if (Object.keys(node.properties).some((name) => !required.includes(name))) {
        problems.push("'required' is required to be an array including every key in properties");
      }
    }
    Object.values(node).forEach(visit);
  };
  visit(format);
  return problems[0] === undefined ? null : `Invalid schema for response_format: ${problems[0]}.`;
}

export function invalid(message: string, more: Record<string, unknown> = {}): Behaviour {
  return status(400, { body: { error: { message, type: 'invalid_request_error', ...more } } });
}

/** Effort by a word in `reasoning_effort`. */
export function effortByWord(words: readonly string[], unasked: string): Vendor['effort'] {
  return ({ reasoning_effort: asked }) => {
    if (asked === undefined) return unasked;
    if (typeof asked === 'string' && words.includes(asked)) return asked;
    return invalid(`reasoning_effort must be one of ${words.join(', ')}`);
  };
}

/** Effort by a switch of the chat template; switches of other names are passed to the template, which knows nothing of them. */
export function effortBySwitch(name: string, unasked: 'none' | 'high'): Vendor['effort'] {
  return ({ chat_template_kwargs: given }) => {
    const value = typeof given === 'object' && given !== null ? Reflect.get(given, name) : undefined;
    return typeof value === 'boolean' ? (value ? 'high' : 'none') : unasked;
  };
}
