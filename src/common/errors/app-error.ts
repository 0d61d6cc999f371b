import { catalogue, type ErrorCode } from './catalogue.js';

export interface FieldError {
  /** Where: dotted path of the field, `body` for the whole. */
  field: string;
  message: string;
}

export interface AppErrorOptions {
  cause?: unknown;
  errors?: FieldError[];
  /** Seconds after which another try makes sense; becomes `Retry-After`. */
  retryAfter?: number;
}

/** An outcome the caller must be told of, by catalogued code. `message` is for people and holds no document text and no secret. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly errors?: FieldError[];
  readonly retryAfter?: number;

  constructor(
    readonly code: ErrorCode,
    message?: string,
    options: AppErrorOptions = {},
  ) {
    super(message ?? catalogue[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return catalogue[this.code].status;
  }
}

/** What is stored on a document or an analysis that failed. */
export interface StoredError {
  code: ErrorCode;
  message: string;
}

/** Anything thrown, as something that may be stored and shown: an unknown error keeps its text to the log. */
export function toStoredError(error: unknown): StoredError {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'internal.error', message: catalogue['internal.error'].title };
}
