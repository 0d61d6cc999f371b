import { Module } from '@nestjs/common';
import { version } from '../config/paths.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { ConnectionTest } from './connection-test.js';
import { Gateway } from './gateway.js';
import { Ledger } from './ledger.js';
import { MaskingController } from './masking/masking.controller.js';
import { MaskingService } from './masking/masking.service.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { RoutesController } from './routes/routes.controller.js';
import { RoutesService } from './routes/routes.service.js';

@Module({
  controllers: [ModelsController, CatalogueController, MaskingController, RoutesController],
  providers: [
    ModelsService,
    ConnectionTest,
    MaskingService,
    RoutesService,
    {
      provide: Gateway,
      inject: [Ledger],
      useFactory: (ledger: Ledger) => new Gateway({ ledger, userAgent: `johang/${version}` }),
    },
  ],
  exports: [ModelsService, ConnectionTest, MaskingService, RoutesService, Gateway],
})
export class ModelsModule {}
