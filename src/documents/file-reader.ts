import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Extraction, type ExtractOptions, Extractor, type Format } from '../extraction/index.js';
import { BlobStore } from '../storage/blob-store.js';
import type { DocumentEntity } from './document.entity.js';
import { DocumentRegistrar } from './registrar.js';

/** Reads the stored files of documents, in isolation. */
@Injectable()
export class FileReader implements OnApplicationShutdown {
  constructor(
    private readonly blobs: BlobStore,
    private readonly registrar: DocumentRegistrar,
    private readonly extractor: Extractor,
  ) {}

  /**
   * @param options.scans `later`: undefined for a file with pages to recognise.
   * @throws what `Extractor.extract` throws; AppError `storage.missing`
   */
  read(document: DocumentEntity, signal: AbortSignal, options: ExtractOptions): Promise<Extraction | undefined> {
    const { id, workspaceId } = document;
    const password = this.registrar.passwordOf(document);
    return this.blobs.withFile({ workspaceId, documentId: id }, (path) =>
      this.extractor.extract({ path, format: document.format as Format, password }, signal, options),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.extractor.close();
  }
}
