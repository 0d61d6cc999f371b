import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  answer,
  status,
  type Behaviour,
  type ChatBody,
  type RecordedRequest,
  type Responder,
} from './model-server/behaviours.js';
import { BatchDesk } from './model-server/batches.js';
import { play } from './model-server/respond.js';
import { countTokens } from './model-server/tokens.js';

export * from './model-server/behaviours.js';
export { simulatedReviewer, type ReviewerOptions } from './model-server/reviewer.js';
export { countTokens } from './model-server/tokens.js';

export interface ModelServerOptions {
  /** Answers what the queue does not: a fixed behaviour or a function of the request. By default `OK`. */
  respond?: Behaviour | Responder;
  /** Ids that `GET /v1/models` lists. */
  models?: string[];
  /** When given, requests without it as bearer token get a 401 before anything else. */
  apiKey?: string;
  /** 0, the default, takes a free one. */
  port?: number;
}

export interface ModelServer {
  /** Base URL, ending in `/v1`. */
  url: string;
  /** All requests so far, in order of arrival. */
  requests: RecordedRequest[];
  /** Its `/files` and `/batches`. */
  batches: BatchDesk;
  /** The chat completions among them. */
  completions(): RecordedRequest[];
  /** Behaviours for the next chat completions, one each, before `respond` has its say again. */
  enqueue(...behaviours: (Behaviour | Responder)[]): void;
  /** Replaces what answers when the queue is empty. */
  respond(respond: Behaviour | Responder): void;
  /** Forgets requests and queue. */
  clear(): void;
  /** Resolves when `condition` holds; rejects after `timeoutMs` (2 s). */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  /** Closes the server and every connection, open answers included. */
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function parseFields(raw: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}

function contentText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

function chatBody(fields: Record<string, unknown>): ChatBody | null {
  if (!Array.isArray(fields.messages) || typeof fields.model !== 'string') return null;
  const messages = fields.messages.map((message: { role?: unknown; content?: unknown }) => ({
    role: String(message.role),
    content: contentText(message.content),
  }));
  const limit = fields.max_completion_tokens ?? fields.max_tokens;
  const options: unknown = fields.stream_options;
  return {
    model: fields.model,
    messages,
    stream: fields.stream === true,
    includeUsage:
      typeof options === 'object' && options !== null && 'include_usage' in options && options.include_usage === true,
    maxTokens: typeof limit === 'number' ? limit : null,
    responseFormat: fields.response_format ?? null,
    seed: typeof fields.seed === 'number' ? fields.seed : null,
  };
}

type Envelope = Pick<RecordedRequest, 'method' | 'path' | 'headers' | 'clientPort'>;

function recordOf(raw: string, envelope: Envelope): RecordedRequest {
  const fields = parseFields(raw);
  const body = envelope.path.endsWith('/chat/completions') ? chatBody(fields) : null;
  return {
    ...envelope,
    index: -1,
    raw,
    body,
    fields,
    promptTokens: body?.messages.reduce((sum, message) => sum + 4 + countTokens(message.content), 0) ?? 0,
    at: Date.now(),
    outcome: 'open',
  };
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  return recordOf(await readBody(request), {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    clientPort: request.socket.remotePort ?? 0,
  });
}

function watch(recorded: RecordedRequest, response: ServerResponse): void {
  if (response.destroyed) recorded.outcome = 'aborted';
  response.on('finish', () => {
    recorded.outcome = 'answered';
  });
  response.on('close', () => {
    if (recorded.outcome === 'open') recorded.outcome = 'aborted';
  });
}

/**
 * A model server for tests: OpenAI's `POST /v1/chat/completions`, whole and streamed, and `GET /v1/models`, on a real
 * socket of 127.0.0.1. It does what it is told, failures of every kind included, and records what it was asked.
 */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  const queue: (Behaviour | Responder)[] = [];
  let fallback = options.respond ?? answer('OK');

  const batches = new BatchDesk(async (raw) => {
    const request = recordOf(raw, { method: 'POST', path: '/v1/chat/completions', headers: {}, clientPort: 0 });
    const behaviour = typeof fallback === 'function' ? await fallback(request) : fallback;
    return { request, behaviour };
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded = await record(request);
    recorded.index = requests.length;
    requests.push(recorded);
    watch(recorded, response);
    const isAdmitted = options.apiKey === undefined || request.headers.authorization === `Bearer ${options.apiKey}`;
    if (isAdmitted && (await batches.handle(recorded, response))) return;
    await play(recorded, response, await behaviourFor(recorded));
  }

  async function behaviourFor(request: RecordedRequest): Promise<Behaviour> {
    if (options.apiKey !== undefined && request.headers.authorization !== `Bearer ${options.apiKey}`)
      return status(401);
    if (request.method === 'GET' && request.path.endsWith('/models')) {
      const data = (options.models ?? ['model']).map((id) => ({ id, object: 'model', created: 0, owned_by: 'test' }));
      return { kind: 'raw', body: JSON.stringify({ object: 'list', data }) };
    }
    if (request.body === null) return status(request.path.endsWith('/chat/completions') ? 400 : 404);
    const next = queue.shift() ?? fallback;
    return typeof next === 'function' ? next(request) : next;
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The model server failed: ${String(error)}`);
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The model server has no port');

  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    batches,
    completions: () => requests.filter((request) => request.body !== null),
    enqueue: (...behaviours) => void queue.push(...behaviours),
    respond: (respond) => {
      fallback = respond;
    },
    clear: () => {
      requests.length = 0;
      queue.length = 0;
    },
    until: async (condition, timeoutMs = 2_000) => {
      const deadline = Date.now() + timeoutMs;
      while (!condition()) {
        if (Date.now() > deadline) throw new Error('The model server waited in vain');
        await delay(5);
      }
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
