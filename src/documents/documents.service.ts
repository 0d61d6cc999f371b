import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Listing, toListing } from '../common/http/pagination.js';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { BlobStore } from '../storage/blob-store.js';
import { AppError } from '../common/errors/app-error.js';
import type { SourceText } from '../contracts/types.js';
import { keyFacts } from '../embedded/key-facts.js';
import { LexiconTagger } from '../embedded/lexicon-tagger.js';
import { DocumentEntity } from './document.entity.js';
import { findDocument, findText, listDocuments } from './documents.repository.js';
import type { ListDocuments } from './documents.schema.js';
import type { DocumentTextEntity } from './document-text.entity.js';
import type { DocumentFacts } from './facts.schema.js';

@Injectable()
export class DocumentsService {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
  ) {}

  async list(scope: Scope, query: ListDocuments): Promise<Listing<DocumentEntity>> {
    const rows = await this.database.forWorkspace(scope, (em) => listDocuments(em, scope.workspaceId, query));
    return toListing(rows, query.limit);
  }

  async get(scope: Scope, id: string): Promise<DocumentEntity> {
    return this.database.forWorkspace(scope, (em) => findDocument(em, id));
  }

  async text(scope: Scope, id: string): Promise<{ document: DocumentEntity; text: DocumentTextEntity }> {
    return this.database.forWorkspace(scope, (em) => findText(em, id));
  }

  /** The key facts of a contract: read off its text on every call, nothing is stored. */
  async facts(scope: Scope, id: string): Promise<DocumentFacts> {
    const { document, text } = await this.text(scope, id);
    const { textHash, pages, provisions } = text;
    const source: SourceText = { text: text.text, textHash, pages, provisions, language: document.language ?? 'und' };
    return { id: document.id, ...keyFacts(source, new LexiconTagger()) };
  }

  async file(scope: Scope, id: string): Promise<{ document: DocumentEntity; stream: Readable }> {
    const document = await this.get(scope, id);
    return { document, stream: await this.blobs.read({ workspaceId: scope.workspaceId, documentId: id }) };
  }

  /**
   * Erases a document: row, text, analyses and their results in one transaction, then the file. Work on it that is under
   * way finds its document gone and stops. Should the process die before the file is erased, maintenance erases it.
   */
  async delete(scope: Scope, id: string): Promise<void> {
    await this.database.forWorkspace(scope, async (em) => {
      const { affected } = await em.delete(DocumentEntity, { id });
      if (!affected) throw new AppError('document.not_found');
    });
    await this.blobs.delete({ workspaceId: scope.workspaceId, documentId: id });
  }
}
