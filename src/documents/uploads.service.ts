import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, type StoredError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import type { RequestContext } from '../common/http/context.js';
import { Gate } from '../common/gate.js';
import { once } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.service.js';
import { actorRef } from '../database/scope.js';
import { type RecognitionLanguage, sniffFile } from '../extraction/index.js';
import { BlobStore } from '../storage/blob-store.js';
import { documentView } from './document.views.js';
import type { UploadResult } from './documents.schema.js';
import { sanitizeFileName } from './file-name.js';
import { DocumentRegistrar, lockSeries, type StagedFile } from './registrar.js';

export interface IncomingFile {
  name: string;
  declaredType: string | undefined;
  stream: Readable;
}

interface UploadedFile extends StagedFile {
  /** As the client named it; `name` is what is fit to show of that. */
  givenName: string;
}

export interface StagedUpload {
  files: UploadedFile[];
  rejected: { name: string; error: StoredError }[];
  /** Opens the protected ones among the files. */
  password?: string | undefined;
  /** Passwords of single files, by their names; before `password`. */
  passwords?: ReadonlyMap<string, string> | undefined;
  /** The only languages that scanned pages may be in. */
  languages?: readonly RecognitionLanguage[] | undefined;
  /** A document, or the series, that the one file is a new version of. */
  series?: string | undefined;
}

export type UploadContext = Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>;

/** What cannot be passed over to come to the next file. */
const endsUpload: ReadonlySet<ErrorCode> = new Set(['upload.interrupted', 'upload.too_large']);

/** Uploads written down at the same time: more would not be faster, and have whoever reads wait behind all of them. */
const WRITERS = 2;

/** From bytes on the wire to a document in the queue. */
@Injectable()
export class UploadsService {
  private readonly writing = new Gate(WRITERS);

  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly registrar: DocumentRegistrar,
    @Inject(CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Streams one file into the store and tells its format. A file that cannot be a document is remembered as rejected and
   * its bytes are erased; a failure of the upload as a whole throws.
   */
  async stage(workspaceId: string, upload: StagedUpload, file: IncomingFile): Promise<void> {
    const id = newId();
    const key = { workspaceId, documentId: id };
    let name = file.name;
    try {
      name = sanitizeFileName(file.name);
      const blob = await this.blobs.write(key, file.stream, this.config.upload.maxBytes);
      if (!blob.bytes) throw new AppError('upload.empty', `${name} is empty`);
      const sniffed = await this.blobs.withFile(key, (path) => sniffFile(path, name, file.declaredType));
      upload.files.push({ id, name, givenName: file.name, blob, sniffed });
    } catch (error) {
      await this.blobs.delete(key);
      if (!(error instanceof AppError) || error.status >= 500 || endsUpload.has(error.code)) throw error;
      file.stream.resume();
      upload.rejected.push({ name, error: { code: error.code, message: error.message } });
    }
  }

  /**
   * Makes documents of what was staged, each with its job, in one transaction. A file whose bytes the workspace has already
   * is the document that has them; if reading that one had failed, it is tried again.
   *
   * @throws AppError `upload.no_file`, `request.invalid`, `document.not_found` of the series, `document.in_other_series`
   */
  async commit(context: UploadContext, upload: StagedUpload): Promise<UploadResult> {
    if (!upload.files.length && !upload.rejected.length) throw new AppError('upload.no_file');
    await this.assertFitting(context.workspaceId, upload);
    const result = await this.writing.pass(() => this.insertOnce(context, upload));
    await this.discard(context.workspaceId, upload, new Set(result.documents.map((document) => document.id)));
    return result;
  }

  private async insertOnce(context: UploadContext, upload: StagedUpload): Promise<UploadResult> {
    const files = upload.files.map((file) => [file.name, file.blob.sha256]);
    const fingerprint = upload.series ? [...files, ['series', upload.series]] : files;
    try {
      return await this.database.forWorkspace(context, (em) =>
        once(em, context, fingerprint, () => this.insertAll(em, context, upload)),
      );
    } catch (error) {
      // Any other error may have come after the commit: the bytes stay, and maintenance erases those without a document.
      if (error instanceof AppError) await this.discard(context.workspaceId, upload);
      throw error;
    }
  }

  /** Erases the bytes of staged files, but for those in `keep`. */
  async discard(workspaceId: string, upload: StagedUpload, keep: ReadonlySet<string> = new Set()): Promise<void> {
    for (const { id } of upload.files) {
      if (!keep.has(id)) await this.blobs.delete({ workspaceId, documentId: id });
    }
  }

  private async insertAll(em: EntityManager, context: UploadContext, upload: StagedUpload): Promise<UploadResult> {
    const { workspaceId } = context;
    const createdBy = actorRef(context.actor);
    const seriesId = upload.series ? await lockSeries(em, workspaceId, upload.series) : undefined;
    // In the order of the hash, so that two uploads of the same files cannot wait for each other.
    const ordered = [...upload.files].sort((a, b) => a.blob.sha256.localeCompare(b.blob.sha256));
    const byFile = new Map<string, UploadResult['documents'][number]>();
    for (const file of ordered) {
      const password = passwordFor(file, upload);
      const { document, created } = await this.registrar.register(em, file, {
        workspaceId,
        createdBy,
        password,
        languages: upload.languages ?? null,
        seriesId,
      });
      byFile.set(file.id, { ...documentView(document), duplicate: !created });
    }
    return { documents: upload.files.map((file) => byFile.get(file.id)!), rejected: upload.rejected };
  }

  /** @throws AppError `request.invalid` for a series of several files, and for the password of a file that is not there */
  private async assertFitting(workspaceId: string, upload: StagedUpload): Promise<void> {
    const errors = [];
    const count = upload.files.length + upload.rejected.length;
    if (upload.series && count > 1) errors.push({ field: 'series', message: 'takes one file an upload' });
    const names = new Set([...upload.files.flatMap(namesOf), ...upload.rejected.map(({ name }) => name)]);
    for (const name of upload.passwords?.keys() ?? []) {
      if (!names.has(name)) errors.push({ field: 'passwords', message: `no file is named ${name}` });
    }
    if (!errors.length) return;
    await this.discard(workspaceId, upload);
    throw new AppError('request.invalid', 'The request is not valid', { errors });
  }
}

function namesOf({ name, givenName }: UploadedFile): string[] {
  return [name, givenName];
}

function passwordFor(file: UploadedFile, { password, passwords }: StagedUpload): string | undefined {
  return passwords?.get(file.givenName) ?? passwords?.get(file.name) ?? password;
}
