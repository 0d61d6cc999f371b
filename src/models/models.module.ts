import { Module } from '@nestjs/common';
import { Gateway } from './gateway.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';

@Module({
  controllers: [ModelsController, CatalogueController],
  providers: [ModelsService, { provide: Gateway, useFactory: () => new Gateway() }],
  exports: [ModelsService, Gateway],
})
export class ModelsModule {}
