import { Global, Module } from '@nestjs/common';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';

@Global()
@Module({
  providers: [
    { provide: BlobStore, inject: [CONFIG], useFactory: (config: AppConfig) => new DiskBlobStore(config.uploadsDir) },
  ],
  exports: [BlobStore],
})
export class StorageModule {}
