import { AppError } from '../../common/errors/app-error.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import { codeOfStatus, failureMessage, identifier, type ProviderReport, reportOf } from '../errors.js';
import type { Fetch } from '../guarded-fetch.js';
import { fieldOf, isRecord } from '../record.js';
import { isRetryableStatus } from '../retry.js';
import type { ModelEndpoint } from '../types.js';
import { ENDPOINT, linesOf, uploadForm } from './batch-file.js';

/** What a provider says of a batch. */
export interface RemoteBatch {
  id: string;
  status: string;
  inputFileId: string | null;
  outputFileId: string | null;
  errorFileId: string | null;
  completed: number;
  failed: number;
  /** The provider's words about a batch that it refused. */
  reason: string | null;
}

/**
 * A request to the batch endpoint that failed. Of one that is not `definite` nobody knows whether it was done; an `unusable`
 * answer is one that says it went well, and is not what was asked for.
 */
export class BatchApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly definite: boolean,
    readonly status: number | null,
    readonly unusable = false,
  ) {
    super(message);
  }
}

/** Longest a request may take; files take longer. */
const REQUEST_MS = 60_000;
const FILE_MS = 20 * 60_000;
const LONGEST_LINE = 64 * 1024 * 1024;
/** Pages of a list that are looked through for what may have been made before. */
const MOST_PAGES = 50;
const PAGE = 100;
/** Clocks differ. */
const CLOCK_SECONDS = 3600;

/** The status of a batch of which the provider tells none. */
const UNKNOWN = 'unknown';

/** The name under which a batch is known at the provider. */
const METADATA = 'johang_batch';

/** The provider's batch endpoint in OpenAI's form: `/files` and `/batches`. Every failure is a `BatchApiError`. */
export class BatchApi {
  readonly #base: string;

  constructor(
    private readonly endpoint: ModelEndpoint,
    private readonly fetch: Fetch,
    private readonly signal: AbortSignal,
  ) {
    this.#base = endpoint.baseUrl.replace(/\/+$/, '');
  }

  /** Answers the file's id. */
  async upload(fileName: string, content: string): Promise<string> {
    const { contentType, body } = uploadForm(fileName, content);
    return this.#idOf(await this.#json('POST', '/files', { contentType, body, milliseconds: FILE_MS }));
  }

  /** A file of this name and length that an earlier upload left; null when there is none. */
  async findFile(fileName: string, bytes: number): Promise<string | null> {
    for await (const file of this.#list('/files', 'purpose=batch&order=desc&', null)) {
      if (fieldOf(file, 'filename') === fileName && fieldOf(file, 'bytes') === bytes) return this.#idOf(file);
    }
    return null;
  }

  async create(inputFileId: string, batchId: string): Promise<RemoteBatch> {
    const fields = {
      input_file_id: inputFileId,
      endpoint: ENDPOINT,
      completion_window: '24h',
      metadata: { [METADATA]: batchId },
    };
    const body = JSON.stringify(fields);
    return this.#remote(
      await this.#json('POST', '/batches', { contentType: 'application/json', body, idempotencyKey: batchId }),
    );
  }

  /** The batch that an earlier request made; null when there is none. */
  async find(batchId: string, since: Date): Promise<RemoteBatch | null> {
    for await (const batch of this.#list('/batches', '', since)) {
      if (fieldOf(fieldOf(batch, 'metadata'), METADATA) === batchId) return this.#remote(batch);
    }
    return null;
  }

  async get(id: string): Promise<RemoteBatch> {
    const remote = this.#remote(await this.#json('GET', `/batches/${encodeURIComponent(id)}`));
    if (remote.status === UNKNOWN) throw this.#unusable('its answer has no status', {});
    return remote;
  }

  async cancel(id: string): Promise<void> {
    await this.#json('POST', `/batches/${encodeURIComponent(id)}/cancel`);
  }

  async deleteFile(id: string): Promise<void> {
    const response = await this.#send('DELETE', `/files/${encodeURIComponent(id)}`);
    await response.text();
  }

  /** The lines of a file, as they come. */
  async *lines(fileId: string): AsyncGenerator<string> {
    const response = await this.#send('GET', `/files/${encodeURIComponent(fileId)}/content`, { milliseconds: FILE_MS });
    if (!response.body) return;
    try {
      yield* linesOf(response.body, LONGEST_LINE);
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof RangeError) throw this.#failure('model.failed', error.message, {}, true);
      throw this.#failure('model.failed', 'the connection was lost while a file came', {}, false);
    }
  }

  /** What a list holds, newest first, page after page; where `since` is given, until what is older. */
  async *#list(path: string, query: string, since: Date | null): AsyncGenerator<Record<string, unknown>> {
    const oldest = since === null ? -Infinity : since.getTime() / 1000 - CLOCK_SECONDS;
    let after = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.#json('GET', `${path}?${query}limit=${PAGE}${after}`);
      const data = fieldOf(answer, 'data');
      const items = Array.isArray(data) ? data.filter(isRecord) : [];
      yield* items;
      const last = items.at(-1);
      if (fieldOf(answer, 'has_more') !== true || last === undefined) return;
      if (typeof last.created_at === 'number' && last.created_at < oldest) return;
      after = `&after=${encodeURIComponent(this.#idOf(last))}`;
    }
  }

  async #json(method: string, path: string, sent: Sent = {}): Promise<unknown> {
    const response = await this.#send(method, path, sent);
    try {
      return await response.json();
    } catch {
      this.signal.throwIfAborted();
      throw this.#unusable('its answer is not JSON', { status: response.status });
    }
  }

  async #send(
    method: string,
    path: string,
    { contentType, body, idempotencyKey, milliseconds = REQUEST_MS }: Sent = {},
  ): Promise<Response> {
    const { apiKey } = this.endpoint;
    const headers = new Headers({ accept: 'application/json' });
    if (apiKey) headers.set('authorization', `Bearer ${apiKey}`);
    if (contentType !== undefined) headers.set('content-type', contentType);
    if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(milliseconds)]);
    let response: Response;
    try {
      response = await this.fetch(this.#base + path, { method, headers, body, signal });
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof AppError) throw this.#failure(error.code, error.message, {}, true);
      throw this.#failure('model.unreachable', 'its batch endpoint cannot be reached', {}, false);
    }
    const { status } = response;
    if (response.ok) return response;
    const text = await response.text().catch(() => '');
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Words will do.
    }
    const report = reportOf(parsed, { status, headers: response.headers }, this.endpoint, { messages: [] });
    // A key that is wrong today may be put right before the batch has ended.
    const isDefinite = !isRetryableStatus(status) && !(method === 'GET' && (status === 401 || status === 403));
    throw this.#failure(codeOfStatus(status), 'its batch endpoint refused', report, isDefinite);
  }

  #failure(code: ErrorCode, what: string, report: ProviderReport, definite: boolean): BatchApiError {
    return new BatchApiError(code, failureMessage(this.endpoint.name, what, report), definite, report.status ?? null);
  }

  #unusable(what: string, report: ProviderReport): BatchApiError {
    const message = failureMessage(this.endpoint.name, what, report);
    return new BatchApiError('model.failed', message, false, report.status ?? null, true);
  }

  #idOf(value: unknown): string {
    const id = identifier(fieldOf(value, 'id'), this.endpoint.apiKey);
    if (id === undefined) throw this.#unusable('its answer has no id', {});
    return id;
  }

  #remote(value: unknown): RemoteBatch {
    const { apiKey } = this.endpoint;
    const counts = fieldOf(value, 'request_counts');
    const errors = fieldOf(fieldOf(value, 'errors'), 'data');
    const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
    const report = first === undefined ? {} : reportOf(first, {}, this.endpoint, { messages: [] });
    return {
      id: this.#idOf(value),
      status: identifier(fieldOf(value, 'status'), apiKey) ?? UNKNOWN,
      inputFileId: identifier(fieldOf(value, 'input_file_id'), apiKey) ?? null,
      outputFileId: identifier(fieldOf(value, 'output_file_id'), apiKey) ?? null,
      errorFileId: identifier(fieldOf(value, 'error_file_id'), apiKey) ?? null,
      completed: count(fieldOf(counts, 'completed')),
      failed: count(fieldOf(counts, 'failed')),
      reason: report.reason ?? report.providerCode ?? null,
    };
  }
}

interface Sent {
  contentType?: string;
  body?: string;
  idempotencyKey?: string;
  milliseconds?: number;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 0;
}
