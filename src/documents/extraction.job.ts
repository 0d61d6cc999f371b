import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError, type StoredError, toStoredError } from '../common/errors/app-error.js';
import { LOGGER } from '../common/telemetry/logger.js';
import { Metrics } from '../common/telemetry/metrics.js';
import { Database } from '../database/database.service.js';
import type { Extraction } from '../extraction/index.js';
import type { JobData } from '../jobs/definitions.js';
import { JobsService } from '../jobs/jobs.service.js';
import { type JobContext, OnDeadJob, OnJob } from '../jobs/on-job.decorator.js';
import { AttachmentsService, type StagedAttachment, StaleAttemptError } from './attachments.service.js';
import { DocumentTextEntity } from './document-text.entity.js';
import { DocumentEntity } from './document.entity.js';
import { indexText } from './documents.repository.js';
import { FileReader } from './file-reader.js';
import { forgetPages } from './recognition-log.js';

type Job = JobData['extract'];

/**
 * Turns a stored file into a text, and the files it carries into documents. A file with pages to recognise goes to a queue of
 * its own: it takes minutes, and other files shall not wait for it.
 */
@Injectable()
export class ExtractionJob {
  constructor(
    private readonly database: Database,
    private readonly reader: FileReader,
    private readonly attachments: AttachmentsService,
    private readonly jobs: JobsService,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnJob('extract')
  extract(job: Job, { signal }: JobContext): Promise<void> {
    return this.run(job, signal, 'later');
  }

  @OnJob('recognise')
  recognise(job: Job, { signal }: JobContext): Promise<void> {
    return this.run(job, signal, 'recognise');
  }

  private async run(job: Job, signal: AbortSignal, scans: 'recognise' | 'later'): Promise<void> {
    const document = await this.begin(job);
    if (!document) return;
    try {
      const extraction = await this.reader.read(document, signal, scans);
      if (extraction) await this.finish(document, extraction);
      else await this.database.forWorkspace(job, (em) => this.jobs.enqueue(em, 'recognise', job));
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

  @OnDeadJob('recognise')
  async giveUpRecognition(job: Job): Promise<void> {
    await this.giveUp(job);
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

  /** The bytes of attachments are in the store before anything is written down; those that no document was made of go again. */
  private async finish(document: DocumentEntity, extraction: Extraction): Promise<void> {
    const staged = await this.attachments.stage(document, extraction.attachments);
    const created = await this.write(document, extraction, staged);
    await this.attachments.discard(document.workspaceId, staged, created);
    if (created) this.metrics.documents.inc({ format: document.format, outcome: 'ready' });
  }

  /**
   * Everything in one transaction: the document is ready exactly if its text and its attachments' documents and jobs are there.
   * @returns the ids of the documents made of attachments; undefined when another try has begun meanwhile.
   */
  private async write(
    document: DocumentEntity,
    extraction: Extraction,
    staged: readonly StagedAttachment[],
  ): Promise<Set<string> | undefined> {
    const { id, workspaceId } = document;
    const { text, textHash, pages, provisions, tables, remarks, language } = extraction;
    try {
      return await this.database.forWorkspace({ workspaceId }, async (em) => {
        // Whatever the status: that earlier tries were given up meanwhile does not undo this one.
        const { warnings, created } = await this.attachments.link(em, document, staged);
        await em.update(
          DocumentEntity,
          { id },
          {
            status: 'ready',
            error: null,
            passwordSealed: null,
            progress: null,
            language,
            pageCount: pages.length,
            characters: text.length,
            warnings: [...document.warnings, ...extraction.warnings, ...warnings],
            readyAt: new Date(),
          },
        );
        await em.upsert(
          DocumentTextEntity,
          { documentId: id, workspaceId, text, textHash, pages, provisions, tables, remarks },
          ['documentId'],
        );
        await indexText(em, workspaceId, id, text);
        await forgetPages(em, id);
        return created;
      });
    } catch (error) {
      if (error instanceof StaleAttemptError) return undefined;
      throw error;
    }
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
      const outcome = { status: 'failed', error, passwordSealed: null, progress: null } as const;
      await em.update(DocumentEntity, { id: documentId }, outcome);
      await forgetPages(em, documentId);
      return document;
    });
    if (!failed) return;
    this.metrics.documents.inc({ format: failed.format, outcome: error.code });
    this.logger.info({ document: documentId, code: error.code }, 'document failed');
  }
}
