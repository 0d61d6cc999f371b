import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { AppError } from '../common/errors/app-error.js';
import { assertUrlAllowed, guardedLookup, type NetworkPolicy, type Resolver } from './url-guard.js';

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The only headers that leave. The SDK would add what it finds in `OPENAI_*` variables, for whatever host it calls. */
const SENT_HEADERS = ['accept', 'authorization', 'content-type', 'idempotency-key'];

export interface GuardedFetchOptions extends NetworkPolicy {
  /** Identifies the server to providers. */
  userAgent?: string;
  /** An answer longer than this is broken off. */
  maxResponseBytes?: number;
  /** For tests: stands in for DNS. */
  resolve?: Resolver;
}

async function* limited(response: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    seen += piece.length;
    if (seen > maxBytes) throw Object.assign(new Error('The answer is too long'), { code: 'ERR_TOO_LONG' });
    yield piece;
  }
}

/** What is said of a failed connection: its code alone, without addresses. */
function connectionError(error: NodeJS.ErrnoException): Error {
  if (error instanceof AppError) return error;
  return Object.assign(new Error('The connection failed'), { code: error.code ?? 'ECONNRESET' });
}

function toResponse(incoming: IncomingMessage, maxBytes: number): Response {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index]!, incoming.rawHeaders[index + 1]!);
  }
  const status = incoming.statusCode ?? 0;
  if (status === 204) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(ReadableStream.from(limited(incoming, maxBytes)), { status, headers });
}

/**
 * A `fetch` for model calls over node:http: it connects only to addresses that the policy allows, whatever DNS says,
 * follows no redirect (`model.url_refused`), sends a fixed set of headers, keeps connections alive, bounds the length
 * of an answer, and closes the socket when the signal aborts. One for each policy: connections are not shared between
 * models that may and models that may not use the private network.
 */
export function createGuardedFetch(options: GuardedFetchOptions): Fetch {
  const lookup = guardedLookup(options, options.resolve);
  const settings = { keepAlive: true, maxSockets: 64, maxFreeSockets: 8, timeout: 60_000, lookup };
  const agents = { http: new HttpAgent(settings), https: new HttpsAgent(settings) };
  const maxBytes = options.maxResponseBytes ?? 32 * 1024 * 1024;

  return async (input, init = {}) => {
    const url = assertUrlAllowed(input instanceof Request ? input.url : String(input), options);
    const body = typeof init.body === 'string' ? init.body : '';
    const headers: Record<string, string> = { 'user-agent': options.userAgent ?? 'johang' };
    const given = new Headers(init.headers);
    for (const name of SENT_HEADERS) {
      const value = given.get(name);
      if (value !== null) headers[name] = value;
    }
    if (body !== '') headers['content-length'] = String(Buffer.byteLength(body));
    const signal = init.signal ?? undefined;
    const secure = url.protocol === 'https:';
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = secure ? httpsRequest : httpRequest;
      const agent = secure ? agents.https : agents.http;
      const request = send(url, { method: init.method ?? 'GET', headers, agent, signal }, resolve);
      request.on('error', (error: NodeJS.ErrnoException) => reject(connectionError(error)));
      request.end(body);
    });
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400) {
      response.destroy();
      throw new AppError(
        'model.url_refused',
        `The model's server redirects (status ${status}); redirects are not followed`,
      );
    }
    return toResponse(response, maxBytes);
  };
}
