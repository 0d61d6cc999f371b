import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { Stream } from 'openai/streaming';
import { AppError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { codeOfStatus, identifier, reportOf, type ProviderReport } from './errors.js';
import type { Fetch } from './guarded-fetch.js';
import { readCompletion, StreamReader, type RawAnswer } from './response.js';
import type { ModelEndpoint, ModelRequest } from './types.js';

/** Why an attempt brought no answer; internal to the gateway. */
export class WireFailure extends Error {
  constructor(
    readonly code: ErrorCode,
    /** What happened, in words without anything of the request. */
    readonly what: string,
    readonly report: ProviderReport,
    readonly details: {
      transient: boolean;
      headers?: Headers;
      /** What had arrived when it failed. */
      received?: RawAnswer;
    },
  ) {
    super(what);
  }

  get received(): RawAnswer | null {
    return this.details.received ?? null;
  }
}

/** An error of the caller's own `onText`, to be handed back as it is. */
export class ConsumerError extends Error {
  constructor(
    readonly reason: unknown,
    readonly received: RawAnswer,
  ) {
    super('onText failed');
  }
}

export interface Sending {
  endpoint: ModelEndpoint;
  request: ModelRequest;
  body: Record<string, unknown>;
  opensInTrace: boolean;
  signal: AbortSignal;
  /** Called before a piece of the answer is handed to `onText`. */
  onStreamed: () => void;
}

export interface WireAnswer {
  raw: RawAnswer;
  requestId: string | null;
}

/** Failures of a connection that another attempt will not mend. */
const PERMANENT = /^(?:ENOTFOUND|EPROTO|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_INVALID_URL)/;

/** Making a client costs more than asking it: one serves all calls with the same endpoint. */
const clients = new WeakMap<Fetch, WeakMap<ModelEndpoint, OpenAI>>();

function clientFor(endpoint: ModelEndpoint, fetch: Fetch): OpenAI {
  const made = clients.get(fetch) ?? new WeakMap<ModelEndpoint, OpenAI>();
  clients.set(fetch, made);
  const client = made.get(endpoint) ?? createClient(endpoint, fetch);
  made.set(endpoint, client);
  return client;
}

function createClient(endpoint: ModelEndpoint, fetch: Fetch): OpenAI {
  return new OpenAI({
    baseURL: endpoint.baseUrl.replace(/\/+$/, ''),
    apiKey: endpoint.apiKey === undefined || endpoint.apiKey === '' ? 'none' : endpoint.apiKey,
    // Given explicitly, or the SDK takes them from the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    // The attempt's own timer covers connecting, headers and body; the SDK's would cover the headers alone.
    timeout: 86_400_000,
    fetch: (input, init) => fetch(input, { ...init, headers: withoutPlaceholder(endpoint, init?.headers) }),
  });
}

function withoutPlaceholder(endpoint: ModelEndpoint, given: RequestInit['headers']): Headers {
  const headers = new Headers(given);
  if (endpoint.apiKey === undefined || endpoint.apiKey === '') headers.delete('authorization');
  return headers;
}

/** An error and what caused it. By shape, since errors of node's own modules may be of another realm. */
function* causes(error: unknown): Generator<object> {
  let current = error;
  for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
    yield current;
    current = 'cause' in current ? current.cause : undefined;
  }
}

function systemCode(error: unknown): string | null {
  for (const cause of causes(error)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return null;
}

/** Sends one request with the SDK and reads its answer; every failure comes out as a `WireFailure`. */
export async function send(sending: Sending, fetch: Fetch): Promise<WireAnswer> {
  const { endpoint, body, signal } = sending;
  const client = clientFor(endpoint, fetch);
  let response: Response;
  try {
    response = await client.post('/chat/completions', { body, signal, maxRetries: 0 }).asResponse();
  } catch (error) {
    throw failureBeforeAnswer(error, sending);
  }
  const header = response.headers.get('x-request-id') ?? response.headers.get('request-id');
  const raw = isStream(response, sending)
    ? await readStream(response, client, sending)
    : await readWhole(response, sending);
  return { raw, requestId: identifier(header ?? raw.id, endpoint.apiKey) ?? null };
}

/** Whether the answer comes as a stream: by its type, or for want of a known one because a stream was asked for. */
function isStream(response: Response, { request }: Sending): boolean {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('text/event-stream')) return true;
  return request.onText !== undefined && !/json|html/.test(type);
}

function failureBeforeAnswer(error: unknown, { endpoint, request }: Sending): Error {
  for (const cause of causes(error)) {
    if (cause instanceof AppError) return new WireFailure(cause.code, cause.message, {}, { transient: false });
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    const headers = error.headers instanceof Headers ? error.headers : undefined;
    const report = reportOf(error.error ?? error.message, { status: error.status, headers }, endpoint, request);
    const code = codeOfStatus(error.status);
    return new WireFailure(code, statusWords(code), report, { transient: false, headers });
  }
  const code = systemCode(error);
  if (error instanceof APIConnectionTimeoutError || code === 'ETIMEDOUT') {
    return new WireFailure('model.timeout', 'the connection timed out', {}, { transient: true });
  }
  if (error instanceof APIConnectionError || code !== null) {
    const what = `cannot be reached${code === null ? '' : ` (${code})`}`;
    return new WireFailure('model.unreachable', what, {}, { transient: code === null || !PERMANENT.test(code) });
  }
  return error instanceof Error ? error : new Error(String(error));
}

function statusWords(code: ErrorCode): string {
  if (code === 'model.unauthorized') return 'refused our key';
  if (code === 'model.rate_limited') return 'refuses more requests for now';
  if (code === 'model.timeout') return 'did not answer in time';
  return code === 'model.rejected' ? 'refused the request' : 'failed';
}

async function readWhole(response: Response, sending: Sending): Promise<RawAnswer> {
  const source = { status: response.status, headers: response.headers };
  const fail = (what: string, transient: boolean, body?: unknown): WireFailure => {
    const report = reportOf(body, source, sending.endpoint, sending.request);
    return new WireFailure('model.failed', what, report, { transient, headers: response.headers });
  };
  let content: string;
  try {
    content = await response.text();
  } catch (error) {
    throw fail(`the connection was lost while it answered (${systemCode(error) ?? 'cut off'})`, true);
  }
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  let body: unknown;
  try {
    body = JSON.parse(content);
  } catch {
    // Announced as JSON and broken: cut off on the way. Anything else: not the kind of server that was meant.
    throw fail(isJson ? 'its answer is not JSON' : 'its answer is no chat completion; check the base URL', isJson);
  }
  const raw = readCompletion(body, sending.opensInTrace);
  if (raw !== null) {
    // A server that does not stream: its answer is a single piece.
    deliver(raw.text, sending, () => raw);
    return raw;
  }
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (error === undefined) throw fail('its answer is no chat completion', false);
  throw bodyError(error, source, sending);
}

/** An error inside an answer of status 200; a numeric `code` in it is taken as the status it stands for. */
function bodyError(error: unknown, source: { status: number; headers: Headers }, sending: Sending): WireFailure {
  const inner = typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : Number.NaN;
  const status = inner >= 400 && inner < 600 ? inner : undefined;
  const code = status === undefined ? 'model.failed' : codeOfStatus(status);
  const report = reportOf({ error }, { ...source, status: status ?? source.status }, sending.endpoint, sending.request);
  return new WireFailure(code, statusWords(code), report, { transient: status === undefined, headers: source.headers });
}

/** Hands a piece of the answer to the caller; `received` is what had arrived should that fail. */
function deliver(piece: string, sending: Sending, received: () => RawAnswer): void {
  if (piece === '' || sending.request.onText === undefined) return;
  sending.onStreamed();
  try {
    sending.request.onText(piece);
  } catch (error) {
    throw new ConsumerError(error, received());
  }
}

async function readStream(response: Response, client: OpenAI, sending: Sending): Promise<RawAnswer> {
  const reader = new StreamReader(sending.opensInTrace);
  const hand = (piece: string): void => deliver(piece, sending, () => reader.answer());
  try {
    const stream = Stream.fromSSEResponse<unknown>(response, new AbortController(), client);
    for await (const chunk of stream) hand(reader.push(chunk));
    sending.signal.throwIfAborted();
    hand(reader.end());
  } catch (error) {
    throw streamFailure(error, response, reader, sending);
  }
  return reader.answer();
}

function streamFailure(error: unknown, response: Response, reader: StreamReader, sending: Sending): unknown {
  if (error instanceof ConsumerError) return error;
  const source = { status: response.status, headers: response.headers };
  const received = reader.answer();
  if (error instanceof APIError) {
    const failure = bodyError(error.error ?? { message: error.message }, source, sending);
    return new WireFailure(failure.code, failure.what, failure.report, { ...failure.details, received });
  }
  const what =
    error instanceof SyntaxError
      ? 'its stream is not well formed'
      : `the connection was lost while it answered (${systemCode(error) ?? 'cut off'})`;
  const report = reportOf(undefined, source, sending.endpoint, sending.request);
  return new WireFailure('model.failed', what, report, { transient: true, headers: response.headers, received });
}
