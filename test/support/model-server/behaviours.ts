import type { IncomingHttpHeaders } from 'node:http';

/** The fields of a request body that the server understands; everything sent is in `RecordedRequest.raw`. */
export interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
  stream: boolean;
  includeUsage: boolean;
  maxTokens: number | null;
  responseFormat: unknown;
  seed: number | null;
}

/** A request as it arrived, with what became of it. */
export interface RecordedRequest {
  /** From 0, in order of arrival. */
  index: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Body as sent. */
  raw: string;
  /** Parsed body of a chat completion; null for other paths and bodies that are no JSON. */
  body: ChatBody | null;
  /** Every field of the body, for assertions on dialects. */
  fields: Record<string, unknown>;
  promptTokens: number;
  at: number;
  /** The client's port: the same for requests over one connection. */
  clientPort: number;
  /** `open` until the answer was sent (`answered`), the server broke it off (`broken`) or the client left (`aborted`). */
  outcome: 'open' | 'answered' | 'broken' | 'aborted';
}

export type TraceField = 'reasoning' | 'reasoning_content' | 'thinking_content' | 'think';

export interface UsageReport {
  promptTokens?: number;
  completionTokens?: number;
  reasoningTokens?: number;
  cachedTokens?: number;
}

/** A chat completion. What is left out is what a well-behaved server would send. */
export interface Answer {
  kind: 'answer';
  content: string | null;
  /** Hidden thinking, put where `traceField` says. */
  trace?: string;
  traceField?: TraceField;
  finishReason?: string | null;
  /** Counts to report instead of the counted ones; `omit` reports none, `zero` zeroes. */
  usage?: UsageReport | 'omit' | 'zero';
  refusal?: string;
  model?: string;
  headers?: Record<string, string>;
  contentType?: string;
  /** Before the first byte. */
  delayMs?: number;
  /** Between the pieces of a stream. */
  pieceDelayMs?: number;
  /** Characters a piece of a stream. */
  pieceLength?: number;
  /** How a stream ends: properly; without `[DONE]`; without finish reason and `[DONE]`; by closing the socket; never. */
  end?: 'done' | 'no_done' | 'cut' | 'reset' | 'hang';
  /** Pieces of a stream that are sent before a `cut`, `reset` or `hang`; 1 unless told. */
  endAfter?: number;
}

/** An HTTP status with a body, a JSON error unless told otherwise. */
export interface Status {
  kind: 'status';
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  delayMs?: number;
}

/** A body sent as it stands. */
export interface Raw {
  kind: 'raw';
  status?: number;
  contentType?: string;
  headers?: Record<string, string>;
  body: string;
}

/** Never answers: not at all, or after the status line and headers, or within the body. */
export interface Hang {
  kind: 'hang';
  after: 'request' | 'headers' | 'body';
}

/** Resets the connection: before any answer, or within the body. */
export interface Reset {
  kind: 'reset';
  after: 'request' | 'body';
}

export type Behaviour = Answer | Status | Raw | Hang | Reset;
export type Responder = (request: RecordedRequest) => Behaviour | Promise<Behaviour>;

export function answer(content: string | null, more: Omit<Answer, 'kind' | 'content'> = {}): Answer {
  return { kind: 'answer', content, ...more };
}

/** An answer whose content is `value` as JSON. */
export function answerJson(value: unknown, more: Omit<Answer, 'kind' | 'content'> = {}): Answer {
  return answer(JSON.stringify(value), more);
}

export function status(code: number, more: Omit<Status, 'kind' | 'status'> = {}): Status {
  return { kind: 'status', status: code, ...more };
}

export function raw(body: string, more: Omit<Raw, 'kind' | 'body'> = {}): Raw {
  return { kind: 'raw', body, ...more };
}

export function hang(after: Hang['after'] = 'request'): Hang {
  return { kind: 'hang', after };
}

export function reset(after: Reset['after'] = 'request'): Reset {
  return { kind: 'reset', after };
}

/** `content: null` although tokens were spent: the reasoning used up the output limit. */
export function thoughtOnly(reasoningTokens = 512): Answer {
  const usage = { completionTokens: reasoningTokens, reasoningTokens };
  return answer(null, { finishReason: 'length', usage, trace: 'Let me think about it', traceField: 'reasoning' });
}
