import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type Listing, toListing } from '../common/http/pagination.js';
import { assertComputable, Compute } from '../compute/compute.service.js';
import { taskModule } from '../compute/task-module.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { BlobStore } from '../storage/blob-store.js';
import { AppError } from '../common/errors/app-error.js';
import type { SourceText } from '../contracts/types.js';
import { type AttachmentLinks, findLinks, lockWithAttachments } from './attachments.repository.js';
import { DocumentEntity } from './document.entity.js';
import { findDocument, findText, listDocuments } from './documents.repository.js';
import type { ListDocuments } from './documents.schema.js';
import type { DocumentTextEntity } from './document-text.entity.js';
import type { DocumentFacts } from './facts.schema.js';
import { DocumentRegistrar } from './registrar.js';

const factsTasks = taskModule<typeof import('./facts.tasks.js')>('documents/facts.tasks.js');

/** Half a million characters take a second. */
const FACTS_TIMEOUT_MS = 60_000;

@Injectable()
export class DocumentsService {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly registrar: DocumentRegistrar,
    private readonly compute: Compute,
  ) {}

  async list(scope: Scope, query: ListDocuments): Promise<Listing<DocumentEntity>> {
    const rows = await this.database.readWorkspace(scope, (em) => listDocuments(em, scope.workspaceId, query));
    return toListing(rows, query.limit);
  }

  async get(scope: Scope, id: string): Promise<DocumentEntity> {
    return this.database.readWorkspace(scope, (em) => findDocument(em, id));
  }

  /** A document with the files it carries, and those that carry it. */
  async detail(scope: Scope, id: string): Promise<{ document: DocumentEntity; links: AttachmentLinks }> {
    return this.database.readWorkspace(scope, async (em) => ({
      document: await findDocument(em, id),
      links: await findLinks(em, id),
    }));
  }

  async text(scope: Scope, id: string): Promise<{ document: DocumentEntity; text: DocumentTextEntity }> {
    return this.database.readWorkspace(scope, (em) => findText(em, id));
  }

  /**
   * The key facts of a contract: read off its text on every call, nothing is stored.
   *
   * @throws AppError `document.not_found`, `document.not_ready`, `document.failed`, `compute.timeout`, `compute.memory`
   */
  async facts(scope: Scope, id: string): Promise<DocumentFacts> {
    const { document, text } = await this.text(scope, id);
    assertComputable(text.text);
    const { textHash, pages, provisions } = text;
    const source: SourceText = { text: text.text, textHash, pages, provisions, language: document.language ?? 'und' };
    const found = await this.compute.run(factsTasks, 'facts', source, { timeoutMs: FACTS_TIMEOUT_MS, urgent: true });
    return { id: document.id, ...found };
  }

  async file(scope: Scope, id: string): Promise<{ document: DocumentEntity; stream: Readable }> {
    const document = await this.get(scope, id);
    return { document, stream: await this.blobs.read({ workspaceId: scope.workspaceId, documentId: id }) };
  }

  /**
   * Gives a document that could not be opened another try, with a password.
   * @throws AppError `document.not_found`, `document.not_protected`
   */
  async givePassword(scope: Scope, id: string, password: string): Promise<DocumentEntity> {
    return this.database.forWorkspace(scope, async (em) => {
      const document = await em.findOne(DocumentEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!document) throw new AppError('document.not_found');
      const code = document.status === 'failed' ? document.error?.code : undefined;
      if (code !== 'extract.encrypted' && code !== 'extract.wrong_password')
        throw new AppError('document.not_protected');
      await this.registrar.requeue(em, document, { password, languages: document.languages });
      return document;
    });
  }

  /**
   * Erases a document: row, text, analyses and their results in one transaction, then the file. With it go the documents of
   * its attachments that nobody uploaded and no other document carries. Work on it that is under way finds its document gone
   * and stops. Should the process die before the files are erased, maintenance erases them.
   */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = scope;
    const erased = await this.database.forWorkspace(scope, async (em) => {
      const ids = await lockWithAttachments(em, id);
      if (ids.length > 0) await em.delete(DocumentEntity, { id: In(ids) });
      return ids;
    });
    if (erased.length === 0) throw new AppError('document.not_found');
    for (const documentId of erased) await this.blobs.delete({ workspaceId, documentId });
  }
}
