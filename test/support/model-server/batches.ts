import type { ServerResponse } from 'node:http';
import type { Behaviour, ChatBody, RecordedRequest } from './behaviours.js';
import { completionOf } from './respond.js';

/** What goes wrong. All absent: nothing. */
export interface BatchFaults {
  /** So many requests to make a batch are answered with 500, after it was made. */
  lostCreations?: number;
  /** So many uploads are answered with 500, after the file was stored. */
  lostUploads?: number;
  /** Every request to `/files` and `/batches` is answered with this status. */
  status?: number;
  /** Only requests to make a batch are. */
  createStatus?: number;
  /** Whoever asks after a batch is given a page for people. */
  garbled?: boolean;
  /** Batches stay in progress. */
  hold?: boolean;
  /** How batches end: in time by default. */
  end?: 'completed' | 'expired' | 'failed';
  /** What becomes of a request instead of its answer: no line at all, or one in the error file. */
  line?: (index: number, body: ChatBody) => 'missing' | 'expired' | 'failed' | null;
  /** Called when a request has been done, before it is answered, with its method and path. */
  stall?: (what: string) => Promise<void>;
  /** The lines of the output file as they are handed out. */
  mangle?: (lines: string[]) => string[];
}

export interface StoredFile {
  id: string;
  name: string;
  content: string;
  createdAt: number;
  deleted: boolean;
}

interface Line {
  id: string;
  body: Record<string, unknown>;
  raw: string;
}

export interface StoredBatch {
  id: string;
  status: string;
  inputFileId: string;
  metadata: Record<string, unknown>;
  lines: Line[];
  outputFileId: string | null;
  errorFileId: string | null;
  completed: number;
  failed: number;
  errors: string[];
  createdAt: number;
}

/** Makes of the body of a request what a server would say to it. */
export type Answering = (raw: string) => Promise<{ request: RecordedRequest; behaviour: Behaviour }>;

interface Reply {
  status: number;
  body: unknown;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * OpenAI's `/files` and `/batches`, held to their words: unknown fields, wrong purposes, requests that differ in their model or
 * bear the same id are refused. A batch is done when it is asked after.
 */
export class BatchDesk {
  readonly files = new Map<string, StoredFile>();
  readonly batches = new Map<string, StoredBatch>();
  faults: BatchFaults = {};
  /** Tokens that were reported in output files. */
  reported = { prompt: 0, completion: 0 };
  /** Requests to the desk: method and path. */
  readonly log: string[] = [];
  #next = 0;

  constructor(private readonly answering: Answering) {}

  /** Files that were not removed. */
  get left(): StoredFile[] {
    return [...this.files.values()].filter(({ deleted }) => !deleted);
  }

  /** Forgets everything, faults too. */
  clear(): void {
    this.files.clear();
    this.batches.clear();
    this.log.length = 0;
    this.faults = {};
    this.reported = { prompt: 0, completion: 0 };
  }

  /** Answers the request; false where it is none of the desk's. */
  async handle(request: RecordedRequest, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.path, 'http://server');
    const match = /^\/v1\/(files|batches)(?:\/([^/]+))?(?:\/(content|cancel))?$/.exec(url.pathname);
    if (!match) return false;
    const [, kind, id, verb] = match;
    const what = `${request.method} /${kind}${verb ? `/${verb}` : ''}`;
    this.log.push(what);
    let reply: Reply | string;
    try {
      if (this.faults.status !== undefined) throw new Refusal(this.faults.status, 'Simulated status');
      const isGarbled = this.faults.garbled && what === 'GET /batches' && id !== undefined;
      if (isGarbled) reply = '<html><body>Please log in.</body></html>';
      else reply = kind === 'files' ? this.#file(request, url, id, verb) : await this.#batch(request, url, id, verb);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const type = error.status < 500 ? 'invalid_request_error' : 'server_error';
      reply = { status: error.status, body: { error: { message: error.message, type } } };
    }
    await this.faults.stall?.(what);
    if (response.destroyed) return true;
    const isFile = typeof reply === 'string';
    response.writeHead(isFile ? 200 : (reply as Reply).status, {
      'content-type': isFile ? 'application/octet-stream' : 'application/json',
      'x-request-id': `req-${request.index}`,
    });
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply.body));
    return true;
  }

  #file(request: RecordedRequest, url: URL, id: string | undefined, verb: string | undefined): Reply | string {
    if (id === undefined) {
      if (request.method === 'POST') return this.#upload(request);
      if (request.method !== 'GET') throw new Refusal(405, 'Not allowed');
      return page(url, this.left.map(fileView));
    }
    const file = this.files.get(id);
    if (!file || file.deleted) throw new Refusal(404, `No such File object: ${id}`);
    if (verb === 'content' && request.method === 'GET') return file.content;
    if (request.method !== 'DELETE') return { status: 200, body: fileView(file) };
    file.deleted = true;
    return { status: 200, body: { id, object: 'file', deleted: true } };
  }

  #upload(request: RecordedRequest): Reply {
    const parts = formOf(request);
    if (parts.get('purpose')?.content !== 'batch') throw new Refusal(400, "'purpose' has to be 'batch'");
    const sent = parts.get('file');
    if (!sent?.fileName) throw new Refusal(400, "'file' is a required property");
    if (parts.size !== 2) throw new Refusal(400, 'Unrecognized request argument supplied');
    const file = this.#store(sent.fileName, sent.content);
    if (take(this.faults, 'lostUploads')) throw new Refusal(500, 'The server had an error');
    return { status: 200, body: fileView(file) };
  }

  #store(name: string, content: string): StoredFile {
    const id = `file-${++this.#next}`;
    const file = { id, name, content, createdAt: Math.floor(Date.now() / 1000), deleted: false };
    this.files.set(id, file);
    return file;
  }

  async #batch(request: RecordedRequest, url: URL, id: string | undefined, verb: string | undefined): Promise<Reply> {
    if (id === undefined) {
      if (request.method === 'POST') return this.#create(request.fields);
      return page(url, [...this.batches.values()].reverse().map(batchView));
    }
    const batch = this.batches.get(id);
    if (!batch) throw new Refusal(404, `No batch found with id '${id}'.`);
    if (verb === 'cancel') {
      if (!['validating', 'in_progress', 'finalizing'].includes(batch.status)) {
        throw new Refusal(409, `Cannot cancel a batch with status '${batch.status}'.`);
      }
      batch.status = 'cancelling';
    } else {
      await this.#goOn(batch);
    }
    return { status: 200, body: batchView(batch) };
  }

  #create(fields: Record<string, unknown>): Reply {
    const known = ['input_file_id', 'endpoint', 'completion_window', 'metadata'];
    const stranger = Object.keys(fields).find((field) => !known.includes(field));
    if (stranger) throw new Refusal(400, `Unrecognized request argument supplied: ${stranger}`);
    if (fields.completion_window !== '24h') throw new Refusal(400, "'completion_window' has to be '24h'");
    if (fields.endpoint !== '/v1/chat/completions') throw new Refusal(400, "'endpoint' is not supported");
    const file = this.files.get(String(fields.input_file_id));
    if (!file || file.deleted) throw new Refusal(400, 'The input file does not exist');
    if (this.faults.createStatus !== undefined) throw new Refusal(this.faults.createStatus, 'Simulated status');
    const { lines, errors } = linesOf(file.content);
    const id = `batch_${++this.#next}`;
    const batch: StoredBatch = {
      id,
      status: 'validating',
      inputFileId: file.id,
      metadata: Object(fields.metadata ?? {}),
      lines,
      outputFileId: null,
      errorFileId: null,
      completed: 0,
      failed: 0,
      errors,
      createdAt: Math.floor(Date.now() / 1000),
    };
    this.batches.set(id, batch);
    if (take(this.faults, 'lostCreations')) throw new Refusal(500, 'The server had an error');
    return { status: 200, body: batchView(batch) };
  }

  async #goOn(batch: StoredBatch): Promise<void> {
    const { end = 'completed', hold } = this.faults;
    if (batch.status === 'validating') {
      const isBad = batch.errors.length > 0 || end === 'failed';
      if (end === 'failed') batch.errors.push('The file holds too many requests for the quota.');
      batch.status = isBad ? 'failed' : 'in_progress';
    } else if (batch.status === 'cancelling') {
      await this.#answer(batch, Math.floor(batch.lines.length / 2));
      batch.status = 'cancelled';
    }
    if (batch.status === 'in_progress' && !hold) {
      await this.#answer(batch, end === 'expired' ? Math.floor(batch.lines.length / 2) : batch.lines.length);
      batch.status = end;
    }
  }

  /** Answers the first so many requests; the others expire. */
  async #answer(batch: StoredBatch, count: number): Promise<void> {
    const output: string[] = [];
    const errors: string[] = [];
    for (const [index, line] of batch.lines.entries()) {
      const { request, behaviour } = await this.answering(line.raw);
      const fault = this.faults.line?.(index, request.body!) ?? (index < count ? null : 'expired');
      if (fault === 'missing') continue;
      if (fault === 'expired') {
        const code = batch.status === 'cancelling' ? 'batch_cancelled' : 'batch_expired';
        const error = { code, message: 'This request could not be executed.' };
        errors.push(lineOf(index, line.id, null, error));
      } else if (fault === 'failed') {
        const body = { error: { message: 'The server had an error', type: 'server_error' } };
        errors.push(lineOf(index, line.id, { status_code: 500, request_id: `req-b${index}`, body }, null));
      } else if (behaviour.kind === 'answer') {
        const body = completionOf(request, behaviour);
        const usage = Object(body.usage ?? {});
        this.reported.prompt += Number(usage.prompt_tokens ?? 0);
        this.reported.completion += Number(usage.completion_tokens ?? 0);
        output.push(lineOf(index, line.id, { status_code: 200, request_id: `req-b${index}`, body }, null));
      } else {
        const status = behaviour.kind === 'status' ? behaviour.status : 500;
        const body = (behaviour.kind === 'status' && behaviour.body) || { error: { message: 'Simulated status' } };
        errors.push(lineOf(index, line.id, { status_code: status, request_id: `req-b${index}`, body }, null));
      }
    }
    batch.completed = output.length;
    batch.failed = errors.length;
    const mangled = this.faults.mangle?.(output) ?? output;
    if (mangled.length) batch.outputFileId = this.#store('output.jsonl', mangled.join('\n') + '\n').id;
    if (errors.length) batch.errorFileId = this.#store('errors.jsonl', errors.join('\n')).id;
  }
}

function take(faults: BatchFaults, name: 'lostCreations' | 'lostUploads'): boolean {
  const left = faults[name] ?? 0;
  faults[name] = Math.max(0, left - 1);
  return left > 0;
}

function lineOf(index: number, id: string, response: unknown, error: unknown): string {
  return JSON.stringify({ id: `batch_req_${index}`, custom_id: id, response, error });
}

function linesOf(content: string): { lines: Line[]; errors: string[] } {
  const lines: Line[] = [];
  const errors: string[] = [];
  for (const text of content.split('\n').filter((each) => each !== '')) {
    let value: Record<string, unknown>;
    try {
      value = Object(JSON.parse(text));
    } catch {
      errors.push('This line is not parseable as valid JSON.');
      continue;
    }
    const { custom_id: id, method, url, body, ...rest } = value;
    if (typeof id !== 'string' || method !== 'POST' || url !== '/v1/chat/completions' || Object.keys(rest).length) {
      errors.push('The line is not a valid request.');
    } else if (lines.some((line) => line.id === id)) {
      errors.push(`The custom_id ${id} is not unique.`);
    } else if (lines.length && lines[0]!.body.model !== Object(body).model) {
      errors.push('All requests of a batch have to be for the same model.');
    } else {
      lines.push({ id, body: Object(body), raw: JSON.stringify(body) });
    }
  }
  if (!lines.length && !errors.length) errors.push('The file is empty.');
  return { lines, errors };
}

function fileView({ id, name, content, createdAt }: StoredFile): Record<string, unknown> {
  const bytes = Buffer.byteLength(content);
  return { id, object: 'file', filename: name, bytes, created_at: createdAt, purpose: 'batch', status: 'processed' };
}

function batchView(batch: StoredBatch): Record<string, unknown> {
  const { id, status, inputFileId, outputFileId, errorFileId, completed, failed, errors, metadata } = batch;
  return {
    id,
    object: 'batch',
    endpoint: '/v1/chat/completions',
    errors: errors.length ? { object: 'list', data: errors.map((message) => ({ code: 'invalid', message })) } : null,
    input_file_id: inputFileId,
    completion_window: '24h',
    status,
    output_file_id: outputFileId,
    error_file_id: errorFileId,
    created_at: batch.createdAt,
    request_counts: { total: batch.lines.length, completed, failed },
    metadata,
  };
}

/** A page of a list, after the object that is named. */
function page(url: URL, all: Record<string, unknown>[]): Reply {
  const after = url.searchParams.get('after');
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const limit = Number(url.searchParams.get('limit') ?? 20);
  const data = all.slice(from, from + limit);
  return { status: 200, body: { object: 'list', data, has_more: all.length > from + limit } };
}

interface Part {
  fileName?: string;
  content: string;
}

/** The parts of a `multipart/form-data` body. */
function formOf({ headers, raw }: RecordedRequest): Map<string, Part> {
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1];
  if (!boundary || !raw.endsWith(`--${boundary}--\r\n`)) throw new Refusal(400, 'The form is not well formed');
  const parts = new Map<string, Part>();
  for (const piece of raw.split(`--${boundary}`).slice(1, -1)) {
    const match =
      /^\r\nContent-Disposition: form-data; name="(\w+)"(?:; filename="([^"]+)")?\r\n(?:Content-Type: \S+\r\n)?\r\n([^]*)\r\n$/.exec(
        piece,
      );
    if (!match) throw new Refusal(400, 'A part of the form is not well formed');
    const [, name = '', fileName, content = ''] = match;
    parts.set(name, { ...(fileName && { fileName }), content });
  }
  return parts;
}
