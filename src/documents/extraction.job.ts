import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError, type StoredError, toStoredError } from '../common/errors/app-error.js';
import { LOGGER } from '../common/telemetry/logger.js';
import { Metrics } from '../common/telemetry/metrics.js';
import { sha256Hex } from '../contracts/normalise.js';
import { parseProvisions } from '../contracts/provisions.js';
import { Database } from '../database/database.service.js';
import { type Extraction, Extractor, type Format } from '../extraction/index.js';
import type { JobData } from '../jobs/definitions.js';
import { type JobContext, OnDeadJob, OnJob } from '../jobs/on-job.decorator.js';
import { SecretBox } from '../secrets/secret-box.js';
import { BlobStore } from '../storage/blob-store.js';
import { DocumentTextEntity } from './document-text.entity.js';
import { DocumentEntity } from './document.entity.js';
import { indexText } from './documents.repository.js';

type Job = JobData['extract'];

/** Turns a stored file into a text. */
@Injectable()
export class ExtractionJob implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly secrets: SecretBox,
    private readonly extractor: Extractor,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnJob('extract')
  async extract(job: Job, { signal }: JobContext): Promise<void> {
    const document = await this.begin(job);
    if (!document) return;
    try {
      const extraction = await this.read(document, signal);
      await this.finish(document, extraction);
    } catch (error) {
      // Nothing wrong with the file: the process stops, or the job is another's now.
      if (signal.aborted || !(error instanceof AppError)) throw error;
      await this.fail(job, toStoredError(error), document.attempt);
    }
  }

  @OnDeadJob('extract')
  async giveUp(job: Job): Promise<void> {
    await this.fail(job, toStoredError(new AppError('extract.crashed')));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.extractor.close();
  }

  /** Takes the document for a new try; null when there is nothing left to do. */
  private async begin({ workspaceId, documentId }: Job): Promise<DocumentEntity | null> {
    return this.database.forWorkspace({ workspaceId }, async (em) => {
      const document = await em.findOne(DocumentEntity, {
        where: { id: documentId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!document || document.status === 'ready') return null;
      const attempt = document.attempt + 1;
      await em.update(DocumentEntity, { id: documentId }, { status: 'extracting', attempt, error: null });
      return Object.assign(document, { attempt });
    });
  }

  private async read(document: DocumentEntity, signal: AbortSignal): Promise<Extraction> {
    const { id, workspaceId, passwordSealed } = document;
    const password = passwordSealed ? this.secrets.open(passwordSealed, `document-password:${id}`) : undefined;
    return this.blobs.withFile({ workspaceId, documentId: id }, (path) =>
      this.extractor.extract({ path, format: document.format as Format, password }, signal),
    );
  }

  private async finish(document: DocumentEntity, extraction: Extraction): Promise<void> {
    const { id, workspaceId, attempt } = document;
    const { text, pages, tables, remarks, language } = extraction;
    const provisions = parseProvisions(text);
    const written = await this.database.forWorkspace({ workspaceId }, async (em) => {
      const { affected } = await em.update(
        DocumentEntity,
        // Whatever the status: that earlier tries were given up meanwhile does not undo this one.
        { id, attempt },
        {
          status: 'ready',
          error: null,
          passwordSealed: null,
          language,
          pageCount: pages.length,
          characters: text.length,
          warnings: [...document.warnings, ...extraction.warnings],
          readyAt: new Date(),
        },
      );
      if (!affected) return false;
      await em.upsert(
        DocumentTextEntity,
        { documentId: id, workspaceId, text, textHash: sha256Hex(text), pages, provisions, tables, remarks },
        ['documentId'],
      );
      await indexText(em, workspaceId, id, text);
      return true;
    });
    if (written) this.metrics.documents.inc({ format: document.format, outcome: 'ready' });
  }

  /** @param attempt the try that failed; without it, whatever try was the last. */
  private async fail({ workspaceId, documentId }: Job, error: StoredError, attempt?: number): Promise<void> {
    const failed = await this.database.forWorkspace({ workspaceId }, async (em) => {
      const document = await em.findOne(DocumentEntity, {
        where: { id: documentId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!document || document.status === 'ready' || (attempt !== undefined && document.attempt !== attempt))
        return null;
      await em.update(DocumentEntity, { id: documentId }, { status: 'failed', error, passwordSealed: null });
      return document;
    });
    if (!failed) return;
    this.metrics.documents.inc({ format: failed.format, outcome: error.code });
    this.logger.info({ document: documentId, code: error.code }, 'document failed');
  }
}
