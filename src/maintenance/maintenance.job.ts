import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../common/telemetry/logger.js';
import { Database } from '../database/database.service.js';
import { DocumentEntity } from '../documents/document.entity.js';
import type { JobData } from '../jobs/definitions.js';
import { OnJob } from '../jobs/on-job.decorator.js';
import { BlobStore } from '../storage/blob-store.js';

/** Younger blobs may belong to an upload that is just being written down. */
const ORPHAN_AGE_MS = 6 * 3600_000;

/** Hourly: erases files whose document never came to be, or whose erasure was cut short. */
@Injectable()
export class MaintenanceJob {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnJob('maintain')
  async maintain(_job: JobData['maintain'] = {}): Promise<void> {
    let erased = 0;
    for await (const key of this.blobs.list(Date.now() - ORPHAN_AGE_MS)) {
      const known = await this.database.forWorkspace(key, (em) => em.existsBy(DocumentEntity, { id: key.documentId }));
      if (known) continue;
      await this.blobs.delete(key);
      erased += 1;
    }
    if (erased) this.logger.info({ erased }, 'erased files without a document');
  }
}
