import { AppError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { isRecord } from './record.js';
import type { ModelEndpoint, ModelRequest, TokenUsage } from './types.js';

/** What the provider told of a failure, made safe for messages and the ledger. */
export interface ProviderReport {
  status?: number;
  requestId?: string;
  /** The provider's own code or type of the error, e.g. `context_length_exceeded`. */
  providerCode?: string;
  /** The provider's words, without keys and without any piece of the prompt. */
  reason?: string;
}

/** What a failed call leaves behind, for accounting. */
export interface FailedCall {
  usage: TokenUsage;
  cost: number | null;
  attempts: number;
  milliseconds: number;
}

/**
 * A model call that failed for good. The message names the model, the provider's status and request id; it holds neither
 * the key nor anything of the prompt or the answer. `partial` does, and is kept from loggers and serializers.
 */
export class ModelCallError extends AppError {
  readonly #partial: string;

  constructor(
    code: ErrorCode,
    message: string,
    readonly report: ProviderReport,
    readonly call: FailedCall,
    options: { retryAfter?: number; partial?: string } = {},
  ) {
    super(code, message, { retryAfter: options.retryAfter });
    this.#partial = options.partial ?? '';
  }

  /** What of the answer had arrived, without the trace. */
  get partial(): string {
    return this.#partial;
  }

  /** The same error with other words for what had arrived. */
  withPartial(partial: string): ModelCallError {
    const { code, message, report, call, retryAfter } = this;
    const same = new ModelCallError(code, message, report, call, { retryAfter, partial });
    same.stack = this.stack;
    return same;
  }
}

const MAX_REASON = 240;
/** So many characters in common with the prompt are taken as a piece of it. */
const ECHO = 16;

/** `value` when it looks like an identifier (and is not our key); undefined for all else. */
export function identifier(value: unknown, apiKey: string | undefined): string | undefined {
  if (typeof value !== 'string' || !/^[\w.:/-]{1,80}$/.test(value)) return undefined;
  return apiKey !== undefined && apiKey !== '' && value.includes(apiKey) ? undefined : value;
}

function redactKeys(text: string, apiKey: string | undefined): string {
  const plain = apiKey === undefined || apiKey === '' ? text : text.replaceAll(apiKey, '[key]');
  return plain.replace(/\b(?:sk|pk|up|nv|flp|key)[-_][\w*.-]{3,}/gi, '[key]').replace(/bearer\s+\S+/gi, '[key]');
}

function echoes(text: string, prompt: string): boolean {
  if (prompt.trim() !== '' && prompt.length < ECHO) return text.includes(prompt.trim());
  for (let at = 0; at + ECHO <= text.length; at++) {
    if (prompt.includes(text.slice(at, at + ECHO))) return true;
  }
  return false;
}

/** The provider's words, cut short; undefined when they repeat part of the prompt. A key in them is blanked. */
export function safeReason(
  raw: unknown,
  endpoint: Pick<ModelEndpoint, 'apiKey'>,
  request: Pick<ModelRequest, 'messages'>,
): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const flat = raw.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const text = redactKeys(flat, endpoint.apiKey).slice(0, MAX_REASON);
  if (text === '') return undefined;
  const prompts = request.messages.map((message) => message.content.replace(/\s+/g, ' '));
  return prompts.some((prompt) => echoes(text, prompt)) ? undefined : text;
}

/** Reads an error body, `{error: {message, code, type}}` or a looser form of it. */
export function reportOf(
  body: unknown,
  source: { status?: number; headers?: Headers },
  endpoint: Pick<ModelEndpoint, 'apiKey'>,
  request: Pick<ModelRequest, 'messages'>,
): ProviderReport {
  const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : { message: value });
  const outer = record(body);
  const error = 'error' in outer ? record(outer.error) : outer;
  const headers = source.headers;
  return {
    status: source.status,
    requestId: identifier(headers?.get('x-request-id') ?? headers?.get('request-id'), endpoint.apiKey),
    providerCode: identifier(error.code, endpoint.apiKey) ?? identifier(error.type, endpoint.apiKey),
    reason: safeReason(error.message ?? error.detail, endpoint, request),
  };
}

/** The catalogue's code for an HTTP status that a provider answered. */
export function codeOfStatus(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'model.unauthorized';
  if (status === 429) return 'model.rate_limited';
  if (status === 408 || status === 504) return 'model.timeout';
  if (status === 409 || status >= 500) return 'model.failed';
  return 'model.rejected';
}

/** A message for people: what happened with which model, then what the provider reported. */
export function failureMessage(model: string, what: string, report: ProviderReport): string {
  const details = [
    report.status === undefined ? '' : `status ${report.status}`,
    report.providerCode ?? '',
    report.requestId === undefined ? '' : `request ${report.requestId}`,
  ].filter((detail) => detail !== '');
  const suffix = details.length > 0 ? ` (${details.join(', ')})` : '';
  return `${model}: ${what}${suffix}${report.reason === undefined ? '' : `: ${report.reason}`}`;
}
