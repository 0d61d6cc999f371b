import { Module } from '@nestjs/common';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { MaskingController } from './masking/masking.controller.js';
import { MaskingService } from './masking/masking.service.js';
import { ModelsController } from './models.controller.js';
import { RoutesController } from './routes/routes.controller.js';
import { RoutesService } from './routes/routes.service.js';
import { ModelsService } from './models.service.js';

@Module({
  controllers: [ModelsController, CatalogueController, MaskingController, RoutesController],
  providers: [ModelsService, MaskingService, RoutesService],
  exports: [ModelsService, MaskingService, RoutesService],
})
export class ModelsModule {}
