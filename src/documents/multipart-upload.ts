import type { MultipartFile } from '@fastify/multipart';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../common/errors/app-error.js';
import type { RequestContext } from '../common/http/context.js';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { recognitionLanguages } from '../extraction/index.js';
import type { UploadResult } from './documents.schema.js';
import { type StagedUpload, UploadsService } from './uploads.service.js';

/** Room for the multipart framing and fields around the files' bytes. */
const FRAMING_BYTES = 1024 * 1024;

/** The most bytes a field may have: `passwords` holds one for each file. */
const FIELD_BYTES = 64 * 1024;
const MAX_PASSWORD = 1024;

/** A client that sends nothing for so long has gone: its upload ends. */
const STALL_MS = 60_000;

const byMultipartCode: Record<string, AppError['code']> = {
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'request.unsupported_media_type',
  FST_FILES_LIMIT: 'upload.too_many_files',
  FST_PARTS_LIMIT: 'upload.too_many_files',
  FST_FIELDS_LIMIT: 'upload.malformed',
  FST_REQ_FILE_TOO_LARGE: 'upload.too_large',
  FST_PROTO_VIOLATION: 'upload.malformed',
};

/** Reads a multipart request, part by part as it arrives. */
@Injectable()
export class MultipartUpload {
  constructor(
    private readonly uploads: UploadsService,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  async receive(context: RequestContext, request: FastifyRequest): Promise<UploadResult> {
    this.refuseEarly(request);
    const upload: StagedUpload = { files: [], rejected: [] };
    request.raw.setTimeout(STALL_MS, () => request.raw.destroy());
    try {
      await this.readParts(context, request, upload);
    } catch (error) {
      await this.uploads.discard(context.workspaceId, upload);
      throw uploadError(error, request);
    }
    const [only] = upload.rejected;
    // Nothing was accepted: the first refusal is the answer, the others stand in `errors`.
    if (only && !upload.files.length) {
      throw new AppError(only.error.code, only.error.message, {
        errors: upload.rejected.map(({ name, error }) => ({ field: name, message: `${error.code}: ${error.message}` })),
      });
    }
    return this.uploads.commit(context, upload);
  }

  /** What says itself that it is too large is not read at all. */
  private refuseEarly(request: FastifyRequest): void {
    const { maxBytes, maxFiles } = this.config.upload;
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > maxBytes * maxFiles + FRAMING_BYTES) {
      throw new AppError('upload.too_large', `An upload may hold ${maxFiles} files of ${maxBytes} bytes`);
    }
  }

  private async readParts(context: RequestContext, request: FastifyRequest, upload: StagedUpload): Promise<void> {
    const { maxBytes, maxFiles } = this.config.upload;
    const limits = { files: maxFiles, fields: 20, fieldSize: FIELD_BYTES, fileSize: maxBytes + FRAMING_BYTES };
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') await this.readFile(context, upload, part);
      else readField(upload, part.fieldname, String(part.value));
    }
  }

  private async readFile(context: RequestContext, upload: StagedUpload, part: MultipartFile): Promise<void> {
    if (part.fieldname !== 'file') {
      part.file.resume();
      throw new AppError('request.invalid', 'The request is not valid', {
        errors: [{ field: part.fieldname, message: 'unknown field; files are named `file`' }],
      });
    }
    await this.uploads.stage(context.workspaceId, upload, {
      name: part.filename,
      declaredType: part.mimetype,
      stream: part.file,
    });
  }
}

/** No message repeats what was given: a value may be a password. */
function readField(upload: StagedUpload, field: string, value: string): void {
  if (field === 'password') upload.password = checked(field, z.string().max(MAX_PASSWORD), value) || undefined;
  else if (field === 'passwords')
    upload.passwords = new Map(Object.entries(checked(field, PasswordsSchema, parsed(value))));
  else if (field === 'languages') upload.languages = checked(field, LanguagesSchema, value.split(','));
  else if (field === 'series') upload.series = checked(field, z.uuid(), value);
  else throw invalidField(field, 'unknown field');
}

const PasswordsSchema = z.record(z.string(), z.string().min(1).max(MAX_PASSWORD));

/** Of recognition, comma-separated; each once, in one order, so that the same choice is the same. */
export const LanguagesSchema = z
  .array(z.string().trim().pipe(z.enum(recognitionLanguages)))
  .min(1)
  .transform((given) => recognitionLanguages.filter((language) => given.includes(language)));

function checked<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidField(field, result.error.issues[0]?.message ?? 'not valid');
  return result.data;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw invalidField('passwords', 'a JSON object of passwords by file name');
  }
}

function invalidField(field: string, message: string): AppError {
  return new AppError('request.invalid', 'The request is not valid', { errors: [{ field, message }] });
}

function uploadError(error: unknown, request: FastifyRequest): unknown {
  if (error instanceof AppError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const mapped = code ? byMultipartCode[code] : undefined;
  if (mapped) return new AppError(mapped, undefined, { cause: error });
  if (request.raw.destroyed || /unexpected end|premature close|aborted/i.test(message ?? '')) {
    return new AppError('upload.interrupted', undefined, { cause: error });
  }
  if (/multipart|boundary|malformed|header/i.test(message ?? ''))
    return new AppError('upload.malformed', undefined, { cause: error });
  return error;
}
