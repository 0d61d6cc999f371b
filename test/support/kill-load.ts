import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalysisView } from '../../src/analyses/analysis.views.js';
import type { DocumentView } from '../../src/documents/document.views.js';
import { type SampleFile, sampleFile } from './sample-files.js';

const REQUEST_LIMIT_MS = 20_000;
/** Jobs that may wait before the clients hold back: the work is to be spread over the kills, not to pile up. */
const MAX_WAITING = 12;

/** Where the server is now: another port after each start. */
export interface Target {
  url: string;
  key: string;
}

export interface Upload {
  file: SampleFile;
  /** Set once the server has answered 201: from then on it may not be lost. */
  id?: string;
  /** Sends of which nobody knows what became of them: the server died before it answered. */
  unanswered: number;
}

export interface AnalysisRequest {
  documentId: string;
  kind: 'summary' | 'review';
  /** Set once the server has answered 202. */
  id?: string;
  unanswered: number;
}

/** Clients that upload, and request analyses of what is ready, whether the server lives or not; and remember what it acknowledged. */
export class KillLoad {
  readonly uploads: Upload[] = [];
  readonly analyses: AnalysisRequest[] = [];
  /** Answers that no client should get. */
  readonly problems: string[] = [];
  readonly #abort = new AbortController();
  #stopping = false;
  #acknowledged = Promise.withResolvers<void>();
  #clients: Promise<void>[] = [];
  #next = 0;

  constructor(private readonly target: () => Target) {}

  start(): void {
    this.#clients = [this.#upload(), this.#upload(), this.#analyse()];
  }

  /** Resolves when the next upload or request is acknowledged. */
  nextAcknowledgement(): Promise<void> {
    return this.#acknowledged.promise;
  }

  /** No new files; what is begun is finished. Resolves when every client has nothing left to ask. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#clients);
  }

  /** Ends all clients at once, whatever they are about. */
  async abort(): Promise<void> {
    this.#abort.abort(new Error('The clients were stopped'));
    await Promise.allSettled(this.#clients);
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const { url, key } = this.target();
    const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
    return fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
  }

  /** All items of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ limit: '200', ...(cursor && { cursor }) });
      const page: { items: T[]; nextCursor: string | null } = await this.json(
        `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  async json<T>(path: string): Promise<T> {
    const answer = await this.request(path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async #upload(): Promise<void> {
    while (!this.#stopping) {
      const n = this.#next++;
      const upload: Upload = { file: sampleFile(n), unanswered: 0 };
      this.uploads.push(upload);
      // Some clients repeat with a key, some without, and some never come back.
      const key = n % 2 ? { 'idempotency-key': `upload-${n}` } : undefined;
      const patient = n % 5 !== 4;
      const answer = await this.#ask(upload, patient, () => {
        const body = new FormData();
        body.append('file', new Blob([new Uint8Array(upload.file.content)]), upload.file.name);
        return this.request('/v1/documents', { method: 'POST', body, headers: key });
      });
      if (answer) upload.id = (JSON.parse(answer) as { documents: DocumentView[] }).documents[0]!.id;
      if (answer) this.#acknowledge();
      await this.#holdBack();
    }
  }

  /** Both analyses of every document that is ready, each under a key of its own; until all is settled. */
  async #analyse(): Promise<void> {
    const asked = new Set<string>();
    for (;;) {
      const stopping = this.#stopping;
      const ready = await this.#untilAnswered(() => this.list<DocumentView>('/v1/documents?status=ready'));
      const fresh = ready.filter(({ id }) => !asked.has(id));
      for (const { id } of fresh) {
        asked.add(id);
        for (const kind of ['review', 'summary'] as const) await this.#request(id, kind);
      }
      if (stopping && !fresh.length) return;
      await sleep(100);
    }
  }

  async #request(documentId: string, kind: 'review' | 'summary'): Promise<void> {
    const request: AnalysisRequest = { documentId, kind, unanswered: 0 };
    this.analyses.push(request);
    const path = `/v1/documents/${documentId}/${kind === 'review' ? 'reviews' : 'summaries'}`;
    const headers = { 'content-type': 'application/json', 'idempotency-key': `${kind}-${documentId}` };
    const answer = await this.#ask(request, true, () => this.request(path, { method: 'POST', body: '{}', headers }));
    if (answer) request.id = (JSON.parse(answer) as AnalysisView).id;
    if (answer) this.#acknowledge();
  }

  /** Sends until there is an answer; once only for those that do not come back. Any answer but a success is a problem. */
  async #ask(
    thing: { unanswered: number },
    patient: boolean,
    send: () => Promise<Response>,
  ): Promise<string | undefined> {
    for (;;) {
      try {
        const answer = await send();
        const text = await answer.text();
        if (answer.ok) return text;
        this.problems.push(`answered ${answer.status}: ${text.slice(0, 500)}`);
        return undefined;
      } catch (error) {
        this.#abort.signal.throwIfAborted();
        const sent = !isRefused(error);
        if (sent) thing.unanswered += 1;
        if (sent && !patient) return undefined;
        await sleep(50);
      }
    }
  }

  async #untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch {
        this.#abort.signal.throwIfAborted();
        await sleep(50);
      }
    }
  }

  async #holdBack(): Promise<void> {
    await sleep(100);
    while (!this.#stopping) {
      const { items } = await this.#untilAnswered(() =>
        this.json<{ items: unknown[] }>(`/v1/jobs?state=created&limit=${MAX_WAITING}`),
      );
      if (items.length < MAX_WAITING) return;
      await sleep(200);
    }
  }

  #acknowledge(): void {
    this.#acknowledged.resolve();
    this.#acknowledged = Promise.withResolvers();
  }
}

/** Nobody listened: nothing was sent. */
function isRefused(error: unknown): boolean {
  const { code } = Object((error as Error).cause) as { code?: string };
  return code === 'ECONNREFUSED' || code === 'ERR_INVALID_URL';
}
