import { AppError } from '../common/errors/app-error.js';
import { catalogue, type ErrorCode } from '../common/errors/catalogue.js';
import type { Extraction, ExtractionRequest, PageRequest, RawExtraction } from './extraction.js';
import type { RecognisedPage } from './ocr/recognised-page.js';

/**
 * What is to be done with a file: read it; read it, and hand over what was found as it is if pages want to be recognised;
 * recognise one page, counted from 1, in some languages or in any; make the text of what was found.
 */
export type ReaderStep = 'read' | 'read-or-hand-over' | RecogniseStep | { assemble: RawExtraction };

export type RecogniseStep = Pick<PageRequest, 'page' | 'languages'>;

/** What an extractor process is told. `memoryMb` and `timeoutMs` are what this step may take. */
export interface ReadMessage {
  request: ExtractionRequest;
  step: ReaderStep;
  memoryMb: number;
  timeoutMs: number;
}

/**
 * What it answers. `detail` is for the log: the stack of an error nobody foresaw. `spent` says that the process has grown so
 * much that it had better be replaced.
 */
export type ReadReply = (
  ({ ok: true } & ReaderAnswer) | { ok: false; code: string; message: string; detail?: string }
) & { spent?: boolean };

/** What came of a step. */
export type ReaderAnswer = { extraction: Extraction } | { raw: RawExtraction } | { page: RecognisedPage };

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
