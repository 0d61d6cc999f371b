import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { configuredRing } from './key-ring.js';
import { ResealService } from './reseal.service.js';
import { SecretBox } from './secret-box.js';

@Global()
@Module({
  providers: [
    {
      provide: SecretBox,
      inject: [CONFIG],
      useFactory: ({ dataDir, secretKey, previousSecretKey }: AppConfig) =>
        new SecretBox(() =>
          configuredRing(join(dataDir, 'secret.key'), { current: secretKey, previous: previousSecretKey }),
        ),
    },
    ResealService,
  ],
  exports: [SecretBox, ResealService],
})
export class SecretsModule {}
