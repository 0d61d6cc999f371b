import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, type StoredError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import type { RequestContext } from '../common/http/context.js';
import { once } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.service.js';
import { actorRef } from '../database/scope.js';
import { sniffFile, type SniffResult } from '../extraction/index.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SecretBox } from '../secrets/secret-box.js';
import { BlobStore, type StoredBlob } from '../storage/blob-store.js';
import { DocumentEntity } from './document.entity.js';
import { documentView } from './document.views.js';
import type { UploadResult } from './documents.schema.js';
import { sanitizeFileName } from './file-name.js';

export interface IncomingFile {
  name: string;
  declaredType: string | undefined;
  stream: Readable;
}

/** A file whose bytes are safely in the store, but of which the database does not know yet. */
interface StagedFile {
  id: string;
  name: string;
  blob: StoredBlob;
  sniffed: SniffResult;
}

export interface StagedUpload {
  files: StagedFile[];
  rejected: { name: string; error: StoredError }[];
  password: string | undefined;
}

export type UploadContext = Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>;

/** What cannot be passed over to come to the next file. */
const endsUpload: ReadonlySet<ErrorCode> = new Set(['upload.interrupted', 'upload.too_large']);

/** From bytes on the wire to a document in the queue. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly jobs: JobsService,
    private readonly secrets: SecretBox,
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
      upload.files.push({ id, name, blob, sniffed });
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
   */
  async commit(context: UploadContext, upload: StagedUpload): Promise<UploadResult> {
    if (!upload.files.length && !upload.rejected.length) throw new AppError('upload.no_file');
    const result = await this.insertOnce(context, upload);
    await this.discard(context.workspaceId, upload, new Set(result.documents.map((document) => document.id)));
    return result;
  }

  private async insertOnce(context: UploadContext, upload: StagedUpload): Promise<UploadResult> {
    const fingerprint = upload.files.map((file) => [file.name, file.blob.sha256]);
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
    const documents: UploadResult['documents'] = [];
    // In the order of the hash, so that two uploads of the same files cannot wait for each other.
    const ordered = [...upload.files].sort((a, b) => a.blob.sha256.localeCompare(b.blob.sha256));
    const byFile = new Map<string, UploadResult['documents'][number]>();
    for (const file of ordered) byFile.set(file.id, await this.insert(em, context, file, upload.password));
    for (const file of upload.files) documents.push(byFile.get(file.id)!);
    return { documents, rejected: upload.rejected };
  }

  private async insert(
    em: EntityManager,
    context: UploadContext,
    { id, name, blob, sniffed }: StagedFile,
    password: string | undefined,
  ): Promise<UploadResult['documents'][number]> {
    const { workspaceId } = context;
    const { raw } = await em
      .createQueryBuilder()
      .insert()
      .into(DocumentEntity)
      .values({
        id,
        workspaceId,
        seriesId: id,
        sha256: blob.sha256,
        name,
        format: sniffed.format,
        mediaType: sniffed.mediaType,
        bytes: blob.bytes,
        status: 'queued',
        warnings: sniffed.warnings,
        passwordSealed: this.seal(password, id),
        createdBy: actorRef(context.actor),
      })
      .orIgnore()
      .returning('id')
      .execute();
    const created = (raw as unknown[]).length > 0;
    const document = await em.findOneOrFail(DocumentEntity, {
      where: { workspaceId, sha256: blob.sha256 },
      lock: { mode: 'pessimistic_write' },
    });
    if (!created && document.status === 'failed') {
      document.status = 'queued';
      document.error = null;
      await em.update(
        DocumentEntity,
        { id: document.id },
        { status: 'queued', error: null, passwordSealed: this.seal(password, document.id) },
      );
    } else if (!created) {
      return { ...documentView(document), duplicate: true };
    }
    await this.jobs.enqueue(em, 'extract', { workspaceId, documentId: document.id });
    return { ...documentView(document), duplicate: !created };
  }

  private seal(password: string | undefined, documentId: string): string | null {
    return password ? this.secrets.seal(password, `document-password:${documentId}`) : null;
  }
}
