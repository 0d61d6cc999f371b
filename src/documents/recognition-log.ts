import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { version } from '../config/paths.js';
import { Database } from '../database/database.service.js';
import type { PageProgress, RecognisedPage } from '../extraction/index.js';
import { DocumentEntity } from './document.entity.js';
import { RecognisedPageEntity } from './recognised-page.entity.js';

/** Keeps what recognising a document has come to, so that a try that is cut off is gone on with, and shows how far it is. */
@Injectable()
export class RecognitionLog {
  constructor(private readonly database: Database) {}

  /** The pages that earlier tries recognised as this one would. */
  async known(document: DocumentEntity): Promise<Map<number, RecognisedPage>> {
    const where = { documentId: document.id, settings: settingsOf(document) };
    const rows = await this.database.forWorkspace(document, (em) => em.findBy(RecognisedPageEntity, where));
    return new Map(rows.map(({ page, recognised }) => [page, recognised]));
  }

  /** Writes down how far a try is, and the page that has just been recognised. Nothing when another try has begun. */
  async write(document: DocumentEntity, { done, total, page }: PageProgress): Promise<void> {
    const { id, workspaceId, attempt } = document;
    await this.database.forWorkspace(document, async (em) => {
      const progress = { done, total, step: 'recognise' };
      const { affected } = await em.update(DocumentEntity, { id, attempt, status: 'extracting' }, { progress });
      if (!affected || !page) return;
      const settings = settingsOf(document);
      const row = { documentId: id, page: page.number, workspaceId, settings, recognised: page.recognised };
      await em.upsert(RecognisedPageEntity, row, ['documentId', 'page']);
    });
  }
}

/** With the end of the extraction, in its transaction. */
export async function forgetPages(em: EntityManager, documentId: string): Promise<void> {
  await em.delete(RecognisedPageEntity, { documentId });
}

/** Another version of Johang, or other languages, may read a page otherwise. */
function settingsOf({ languages }: DocumentEntity): string {
  return `${version} ${languages?.join('+') ?? 'automatic'}`;
}
