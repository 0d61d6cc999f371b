import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { isId } from '../common/ids.js';
import type { RecognitionLanguage, SniffResult } from '../extraction/index.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SecretBox } from '../secrets/secret-box.js';
import type { StoredBlob } from '../storage/blob-store.js';
import { DocumentEntity } from './document.entity.js';

/** A file whose bytes are safely in the store, but of which the database does not know yet. */
export interface StagedFile {
  id: string;
  name: string;
  blob: StoredBlob;
  sniffed: SniffResult;
}

export interface Registration {
  workspaceId: string;
  createdBy: string;
  password: string | undefined;
  /** The only languages that scanned pages may be in; any, where there are none. */
  languages: readonly RecognitionLanguage[] | null;
  /** The series it becomes the next version of; a series of its own where there is none. The caller holds `lockSeries`. */
  seriesId?: string;
  /** The document it is an attachment of; none for an upload. */
  attachedTo?: DocumentEntity;
}

/** What an upload says of how its files are to be read. */
export type GivenToRead = Pick<Registration, 'password' | 'languages'>;

/** Writes documents down: the row, and the job that reads the file, in the caller's transaction. */
@Injectable()
export class DocumentRegistrar {
  constructor(
    private readonly jobs: JobsService,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * Makes a document of a staged file. The same bytes are the same document: then that is the answer, tried again if reading
   * it had failed, and uploaded in its own right if so far it was only an attachment. Locks the document's row.
   *
   * @throws AppError `document.in_other_series`
   */
  async register(
    em: EntityManager,
    file: StagedFile,
    registration: Registration,
  ): Promise<{ document: DocumentEntity; created: boolean }> {
    const { workspaceId } = registration;
    const created = await this.insert(em, file, registration);
    const document = await em.findOneOrFail(DocumentEntity, {
      where: { workspaceId, sha256: file.blob.sha256 },
      lock: { mode: 'pessimistic_write' },
    });
    if (created) await this.enqueue(em, document);
    else await this.takeExisting(em, document, registration);
    return { document, created };
  }

  /** Gives a document another try. */
  async requeue(em: EntityManager, document: DocumentEntity, given: GivenToRead): Promise<void> {
    const passwordSealed = this.seal(given.password, document.id);
    const languages = given.languages ? [...given.languages] : null;
    Object.assign(document, { status: 'queued', error: null, languages });
    await em.update(DocumentEntity, { id: document.id }, { status: 'queued', error: null, languages, passwordSealed });
    await this.enqueue(em, document);
  }

  /** The password that was given with the document; undefined when there was none. */
  passwordOf({ id, passwordSealed }: DocumentEntity): string | undefined {
    return passwordSealed ? this.secrets.open(passwordSealed, contextOf(id)) : undefined;
  }

  /** @returns false when the workspace has the bytes already */
  private async insert(em: EntityManager, file: StagedFile, registration: Registration): Promise<boolean> {
    const { id, name, blob, sniffed } = file;
    const { workspaceId, createdBy, languages, seriesId, attachedTo } = registration;
    const { raw } = await em
      .createQueryBuilder()
      .insert()
      .into(DocumentEntity)
      .values({
        id,
        workspaceId,
        seriesId: seriesId ?? id,
        version: seriesId ? await nextVersion(em, seriesId) : 1,
        rootId: attachedTo ? (attachedTo.rootId ?? attachedTo.id) : null,
        depth: attachedTo ? attachedTo.depth + 1 : 0,
        sha256: blob.sha256,
        name,
        format: sniffed.format,
        mediaType: sniffed.mediaType,
        bytes: blob.bytes,
        status: 'queued',
        warnings: sniffed.warnings,
        languages: languages && [...languages],
        passwordSealed: this.seal(registration.password, id),
        createdBy,
      })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  private async takeExisting(em: EntityManager, document: DocumentEntity, registration: Registration): Promise<void> {
    if (!registration.attachedTo && document.rootId !== null) {
      Object.assign(document, { rootId: null, depth: 0 });
      await em.update(DocumentEntity, { id: document.id }, { rootId: null, depth: 0 });
    }
    const { seriesId } = registration;
    if (seriesId && seriesId !== document.seriesId) await joinSeries(em, document, seriesId);
    if (document.status === 'failed') await this.requeue(em, document, registration);
  }

  private async enqueue(em: EntityManager, { id, workspaceId }: DocumentEntity): Promise<void> {
    await this.jobs.enqueue(em, 'extract', { workspaceId, documentId: id });
  }

  private seal(password: string | undefined, documentId: string): string | null {
    return password ? this.secrets.seal(password, contextOf(documentId)) : null;
  }
}

/** A document that is alone in its series may join another; where it is one of several versions it stays. */
async function joinSeries(em: EntityManager, document: DocumentEntity, seriesId: string): Promise<void> {
  const others = await em.countBy(DocumentEntity, { workspaceId: document.workspaceId, seriesId: document.seriesId });
  if (others > 1) {
    throw new AppError(
      'document.in_other_series',
      `These bytes are version ${document.version} of the series ${document.seriesId}`,
    );
  }
  Object.assign(document, { seriesId, version: await nextVersion(em, seriesId) });
  await em.update(DocumentEntity, { id: document.id }, { seriesId, version: document.version });
}

async function nextVersion(em: EntityManager, seriesId: string): Promise<number> {
  return ((await em.maximum(DocumentEntity, 'version', { seriesId })) ?? 0) + 1;
}

/**
 * Finds the series that an id names (the series' own, or that of one of its documents), and holds it until the transaction
 * ends: versions are numbered one after the other.
 *
 * @throws AppError `document.not_found`
 */
export async function lockSeries(em: EntityManager, workspaceId: string, id: string): Promise<string> {
  if (!isId(id)) throw new AppError('document.not_found', 'There is no such document or series');
  await em.query(`SELECT pg_advisory_xact_lock(hashtext('series'), hashtext($1))`, [workspaceId]);
  const document =
    (await em.findOneBy(DocumentEntity, { id })) ?? (await em.findOneBy(DocumentEntity, { workspaceId, seriesId: id }));
  if (!document) throw new AppError('document.not_found', 'There is no such document or series');
  return document.seriesId;
}

function contextOf(documentId: string): string {
  return `document-password:${documentId}`;
}
