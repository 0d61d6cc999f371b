import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { keyFromFile, SecretBox } from './secret-box.js';

@Global()
@Module({
  providers: [
    {
      provide: SecretBox,
      inject: [CONFIG],
      useFactory: (config: AppConfig) =>
        new SecretBox(config.secretKey ?? keyFromFile(join(config.dataDir, 'secret.key'))),
    },
  ],
  exports: [SecretBox],
})
export class SecretsModule {}
