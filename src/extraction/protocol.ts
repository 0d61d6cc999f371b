import { AppError } from '../common/errors/app-error.js';
import { catalogue, type ErrorCode } from '../common/errors/catalogue.js';
import type { Extraction, ExtractionRequest } from './extraction.js';

/** What an extractor process is told. `memoryMb` is what reading this file may take. */
export interface ReadMessage {
  request: ExtractionRequest;
  memoryMb: number;
}

/** What it answers. `detail` is for the log: the stack of an error nobody foresaw. */
export type ReadReply =
  { ok: true; extraction: Extraction } | { ok: false; code: string; message: string; detail?: string };

/** An error as it crosses to the other process. Errors that are not catalogued become `extract.crashed`. */
export function failureReply(error: unknown): ReadReply {
  if (error instanceof AppError) return { ok: false, code: error.code, message: error.message };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ok: false, code: 'extract.crashed', message: catalogue['extract.crashed'].title, detail };
}

/** The error of a reply, as the caller of the extractor gets it. */
export function replyError(reply: Extract<ReadReply, { ok: false }>): AppError {
  const code = isErrorCode(reply.code) ? reply.code : 'extract.crashed';
  return new AppError(code, reply.message, { cause: reply.detail === undefined ? undefined : new Error(reply.detail) });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}
