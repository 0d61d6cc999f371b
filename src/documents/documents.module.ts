import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { distDir } from '../config/paths.js';
import { Extractor } from '../extraction/index.js';
import { AttachmentsService } from './attachments.service.js';
import { ComparisonRunner } from './comparison.runner.js';
import { ComparisonService } from './comparison.service.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';
import { ExtractionJob } from './extraction.job.js';
import { FileReader } from './file-reader.js';
import { MultipartUpload } from './multipart-upload.js';
import { RecognitionLog } from './recognition-log.js';
import { DocumentRegistrar } from './registrar.js';
import { UploadsService } from './uploads.service.js';

/** Extractor processes are replaced after so many files, so that what a parser leaks is given back; grown ones are sooner. */
const RECYCLE_AFTER = 400;

@Module({
  controllers: [DocumentsController],
  providers: [
    DocumentsService,
    UploadsService,
    MultipartUpload,
    DocumentRegistrar,
    AttachmentsService,
    FileReader,
    RecognitionLog,
    ComparisonRunner,
    ComparisonService,
    ExtractionJob,
    {
      provide: Extractor,
      inject: [CONFIG],
      useFactory: ({ extraction }: AppConfig) =>
        new Extractor({
          ...extraction,
          workerFile: join(distDir, 'extraction/extract.worker.js'),
          recycleAfter: RECYCLE_AFTER,
        }),
    },
  ],
  exports: [DocumentsService, UploadsService, ComparisonService],
})
export class DocumentsModule {}
