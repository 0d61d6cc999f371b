import type { Repair } from './output/repair.js';
import { type Form, formOf, responseFormat, structuredMode, withSchemaInstruction } from './structured.js';
import { estimateMessages } from './tokens.js';
import type { Message, ModelEndpoint, ModelRequest } from './types.js';

/** What may change between the attempts of one call. */
export interface Turn {
  messages: readonly Message[];
  /** Output limit that is sent, trace included. */
  outputTokens: number;
  effort: string | undefined;
  /** Set where it asks for what was wrong with the first answer. */
  repair?: Repair;
}

/** The first turn: what was asked for, with the reserve for reasoning on top of the answer's tokens. */
export function firstTurn(endpoint: ModelEndpoint, request: ModelRequest): Turn {
  const effort = endpoint.reasoning?.effort;
  const reserve = effort === undefined || effort === 'none' ? 0 : (endpoint.reasoning?.reserveTokens ?? 0);
  const outputTokens = Math.min(request.maxOutputTokens + reserve, endpoint.maxOutputTokens);
  return { messages: request.messages, outputTokens, effort };
}

/**
 * The turn after an answer in which reasoning left no room: twice the output limit, as far as model and window allow,
 * and the lower effort where the entry has one. Null when neither changes anything.
 */
export function roomierTurn(endpoint: ModelEndpoint, turn: Turn): Turn | null {
  const free = endpoint.contextWindow - estimateMessages(turn.messages);
  const doubled = Math.min(turn.outputTokens * 2, endpoint.maxOutputTokens, free);
  const outputTokens = Math.max(turn.outputTokens, doubled);
  const effort = endpoint.reasoning?.lowerEffort ?? turn.effort;
  return outputTokens === turn.outputTokens && effort === turn.effort ? null : { ...turn, outputTokens, effort };
}

/** Output tokens below which asking for what was wrong is not worth while. */
const LEAST_OUTPUT = 256;

/** The turn that asks for what was wrong; null when the window has no room for it. */
export function repairTurn(endpoint: ModelEndpoint, turn: Turn, repair: Repair): Turn | null {
  const { messages, form } = repair;
  const free = endpoint.contextWindow - estimateMessages([...messages, { content: JSON.stringify(form.whole) }]);
  const outputTokens = Math.min(turn.outputTokens, free);
  return outputTokens < Math.min(LEAST_OUTPUT, turn.outputTokens) ? null : { ...turn, messages, outputTokens, repair };
}

/** The form that a turn asks for. */
function formOfTurn({ schema }: ModelRequest, { repair }: Turn): Form | undefined {
  return repair?.form ?? (schema && formOf(schema));
}

function reasoningFields(endpoint: ModelEndpoint, effort: string | undefined): Record<string, unknown> {
  if (endpoint.reasoning === undefined || effort === undefined) return {};
  const { field } = endpoint.reasoning;
  if (field === 'reasoning_effort') return { reasoning_effort: effort };
  return { chat_template_kwargs: { [field]: effort !== 'none' } };
}

function accepted(
  { refuses = [] }: ModelEndpoint,
  parameters: Partial<Record<'temperature' | 'top_p' | 'seed', number>>,
): Record<string, number> {
  const isSent = (entry: [string, number | undefined]): entry is [string, number] =>
    entry[1] !== undefined && !refuses.some((name) => name === entry[0]);
  return Object.fromEntries(Object.entries(parameters).filter(isSent));
}

/** The body of `POST /chat/completions` for a turn: a pure function of its arguments. */
export function buildBody(endpoint: ModelEndpoint, request: ModelRequest, turn: Turn): Record<string, unknown> {
  const { temperature, topP, seed } = endpoint.parameters ?? {};
  const mode = structuredMode(endpoint, turn.effort);
  const form = formOfTurn(request, turn);
  const inWords = form !== undefined && mode !== 'json_schema';
  const messages = inWords ? withSchemaInstruction(turn.messages, form) : turn.messages;
  const format = form === undefined ? undefined : responseFormat(mode, form);
  const streaming = request.onText !== undefined;
  return {
    ...endpoint.extra,
    model: endpoint.modelId,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [endpoint.outputLimitField ?? 'max_tokens']: turn.outputTokens,
    ...accepted(endpoint, { temperature, top_p: topP, seed }),
    ...reasoningFields(endpoint, turn.effort),
    ...(format === undefined ? {} : { response_format: format }),
    ...(streaming ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}
