import { Module } from '@nestjs/common';
import { version } from '../config/paths.js';
import { BatchGatherer } from './batch/batch-gatherer.js';
import { BATCH_FETCHES, createBatchFetches } from './batch/batch-fetches.js';
import { BatchJob } from './batch/batch.job.js';
import { BatchRunner } from './batch/batch-runner.js';
import { BatchStore } from './batch/batch-store.js';
import { BatchesController } from './batch/batches.controller.js';
import { BatchesService } from './batch/batches.service.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { CatalogueService } from './catalogue/catalogue.service.js';
import { ConnectionTest } from './connection-test.js';
import { Gateway } from './gateway.js';
import { Ledger } from './ledger.js';
import { ExemptionsController } from './masking/exemptions.controller.js';
import { ExemptionsService } from './masking/exemptions.service.js';
import { MaskingController } from './masking/masking.controller.js';
import { MaskingService } from './masking/masking.service.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { ProviderTest } from './providers/provider-test.js';
import { ProvidersController } from './providers/providers.controller.js';
import { ProvidersService } from './providers/providers.service.js';
import { RoutesController } from './routes/routes.controller.js';
import { RoutesService } from './routes/routes.service.js';

@Module({
  controllers: [
    ModelsController,
    ProvidersController,
    CatalogueController,
    ExemptionsController,
    MaskingController,
    RoutesController,
    BatchesController,
  ],
  providers: [
    ModelsService,
    CatalogueService,
    ProvidersService,
    ProviderTest,
    ConnectionTest,
    ExemptionsService,
    MaskingService,
    RoutesService,
    BatchesService,
    BatchGatherer,
    BatchStore,
    BatchRunner,
    BatchJob,
    { provide: BATCH_FETCHES, useFactory: createBatchFetches },
    {
      provide: Gateway,
      inject: [Ledger],
      useFactory: (ledger: Ledger) => new Gateway({ ledger, userAgent: `johang/${version}` }),
    },
  ],
  exports: [
    ModelsService,
    CatalogueService,
    ProvidersService,
    ProviderTest,
    ConnectionTest,
    ExemptionsService,
    MaskingService,
    RoutesService,
    BatchesService,
    Gateway,
  ],
})
export class ModelsModule {}
