import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Extraction, type ExtractOptions, Extractor, type Format } from '../extraction/index.js';
import { BlobStore } from '../storage/blob-store.js';
import type { DocumentEntity } from './document.entity.js';
import { RecognitionLog } from './recognition-log.js';
import { DocumentRegistrar } from './registrar.js';

/** Reads the stored files of documents, in isolation. */
@Injectable()
export class FileReader implements OnApplicationShutdown {
  constructor(
    private readonly blobs: BlobStore,
    private readonly registrar: DocumentRegistrar,
    private readonly extractor: Extractor,
    private readonly log: RecognitionLog,
  ) {}

  /**
   * Recognition goes on where the try before it was cut off.
   *
   * @param scans `later`: undefined for a file with pages to recognise.
   * @throws what `Extractor.extract` throws; AppError `storage.missing`
   */
  async read(
    document: DocumentEntity,
    signal: AbortSignal,
    scans: 'recognise' | 'later',
  ): Promise<Extraction | undefined> {
    const { id, workspaceId } = document;
    const password = this.registrar.passwordOf(document);
    const options = scans === 'later' ? { scans } : await this.recognition(document);
    return this.blobs.withFile({ workspaceId, documentId: id }, (path) =>
      this.extractor.extract({ path, format: document.format as Format, password }, signal, options),
    );
  }

  private async recognition(document: DocumentEntity): Promise<ExtractOptions> {
    return {
      scans: 'recognise',
      languages: document.languages ?? undefined,
      known: await this.log.known(document),
      onProgress: (progress) => this.log.write(document, progress),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.extractor.close();
  }
}
