import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Behaviour, RecordedRequest } from './behaviours.js';
import { countTokens } from './tokens.js';

const JSON_TYPE = 'application/json';

function usageOf(request: RecordedRequest, answer: Answer): Record<string, unknown> | undefined {
  if (answer.usage === 'omit') return undefined;
  if (answer.usage === 'zero') return { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const reasoning = answer.usage?.reasoningTokens ?? countTokens(answer.trace ?? '');
  const prompt = answer.usage?.promptTokens ?? request.promptTokens;
  const completion = answer.usage?.completionTokens ?? countTokens(answer.content ?? '') + reasoning;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: answer.usage?.cachedTokens ?? 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

/** The content and the trace as the fields of a message. */
function messageOf({ content, trace, traceField = 'reasoning', refusal }: Answer): Record<string, unknown> {
  const message: Record<string, unknown> = { role: 'assistant', content };
  if (refusal !== undefined) message.refusal = refusal;
  if (trace === undefined) return message;
  if (traceField === 'think') message.content = `<think>${trace}</think>\n${content ?? ''}`;
  else message[traceField] = trace;
  return message;
}

function pieces(text: string, length: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += length) found.push(text.slice(at, at + length));
  return found;
}

function identity(request: RecordedRequest, answer: Answer): Record<string, unknown> {
  return {
    id: `chatcmpl-${request.index}`,
    created: 1_760_000_000,
    model: answer.model ?? request.body?.model ?? 'model',
  };
}

function finishReason(answer: Answer): string | null {
  return answer.finishReason === undefined ? 'stop' : answer.finishReason;
}

/** The body of a chat completion. */
export function completionOf(request: RecordedRequest, answer: Answer): Record<string, unknown> {
  const choice = { index: 0, message: messageOf(answer), finish_reason: finishReason(answer), logprobs: null };
  const usage = usageOf(request, answer);
  return { ...identity(request, answer), object: 'chat.completion', choices: [choice], ...(usage && { usage }) };
}

function sendWhole(request: RecordedRequest, response: ServerResponse, answer: Answer): void {
  const body = completionOf(request, answer);
  response.writeHead(200, {
    'content-type': answer.contentType ?? JSON_TYPE,
    'x-request-id': `req-${request.index}`,
    ...answer.headers,
  });
  response.end(JSON.stringify(body));
}

/** The deltas of a streamed answer: the trace first, then the content. */
function deltasOf(answer: Answer): Record<string, unknown>[] {
  const { content, ...rest } = messageOf(answer);
  const length = answer.pieceLength ?? 7;
  const deltas: Record<string, unknown>[] = [{ role: 'assistant', content: '' }];
  for (const [name, value] of Object.entries(rest)) {
    if (name !== 'role' && typeof value === 'string')
      deltas.push(...pieces(value, length).map((part) => ({ [name]: part })));
  }
  if (typeof content === 'string') deltas.push(...pieces(content, length).map((part) => ({ content: part })));
  return deltas;
}

async function sendStream(request: RecordedRequest, response: ServerResponse, answer: Answer): Promise<void> {
  const frame = { ...identity(request, answer), object: 'chat.completion.chunk' };
  const write = (event: unknown): void => {
    if (!response.destroyed) response.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  response.writeHead(200, {
    'content-type': answer.contentType ?? 'text/event-stream',
    'x-request-id': `req-${request.index}`,
    ...answer.headers,
  });
  const end = answer.end ?? 'done';
  const deltas = deltasOf(answer);
  const early = end === 'cut' || end === 'reset' || end === 'hang';
  const sent = early ? deltas.slice(0, 1 + (answer.endAfter ?? 1)) : deltas;
  for (const delta of sent) {
    if (response.destroyed) return;
    write({ ...frame, choices: [{ index: 0, delta, finish_reason: null }] });
    if (answer.pieceDelayMs !== undefined) await delay(answer.pieceDelayMs);
  }
  if (end === 'hang') return;
  if (end === 'reset') {
    // What was written has to leave before the socket is torn down.
    await delay(10);
    resetSocket(response, request);
    return;
  }
  if (end === 'cut') {
    response.end();
    return;
  }
  write({ ...frame, choices: [{ index: 0, delta: {}, finish_reason: finishReason(answer) }] });
  const usage = usageOf(request, answer);
  if (usage !== undefined && request.body?.includeUsage === true) write({ ...frame, choices: [], usage });
  response.end(end === 'done' ? 'data: [DONE]\n\n' : '');
}

function resetSocket(response: ServerResponse, request: RecordedRequest): void {
  request.outcome = 'broken';
  response.socket?.resetAndDestroy();
}

async function breakOff(request: RecordedRequest, response: ServerResponse, behaviour: Behaviour): Promise<void> {
  if (behaviour.kind !== 'hang' && behaviour.kind !== 'reset') return;
  if (behaviour.after !== 'request') {
    response.writeHead(200, { 'content-type': JSON_TYPE, 'x-request-id': `req-${request.index}` });
    response.flushHeaders();
    if (behaviour.after === 'body') response.write('{"id":"chatcmpl-0","choices":[{"message":{"content":"The con');
    await delay(10);
  }
  if (behaviour.kind === 'reset') resetSocket(response, request);
}

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_exceeded',
};

/** Plays one behaviour on the wire. */
export async function play(request: RecordedRequest, response: ServerResponse, behaviour: Behaviour): Promise<void> {
  if ('delayMs' in behaviour && behaviour.delayMs !== undefined) await delay(behaviour.delayMs);
  if (response.destroyed) return;
  if (behaviour.kind === 'answer') {
    if (request.body?.stream === true) await sendStream(request, response, behaviour);
    else sendWhole(request, response, behaviour);
  } else if (behaviour.kind === 'status') {
    const { status, headers } = behaviour;
    const error = { message: `Simulated status ${status}`, type: ERROR_TYPES[status] ?? 'server_error', code: null };
    response.writeHead(status, { 'content-type': JSON_TYPE, 'x-request-id': `req-${request.index}`, ...headers });
    response.end(JSON.stringify(behaviour.body ?? { error }));
  } else if (behaviour.kind === 'raw') {
    const type = behaviour.contentType ?? JSON_TYPE;
    response.writeHead(behaviour.status ?? 200, { 'content-type': type, ...behaviour.headers });
    response.end(behaviour.body);
  } else {
    await breakOff(request, response, behaviour);
  }
}
