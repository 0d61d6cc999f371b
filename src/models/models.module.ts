import { Module } from '@nestjs/common';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { MaskingController } from './masking/masking.controller.js';
import { MaskingService } from './masking/masking.service.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';

@Module({
  controllers: [ModelsController, CatalogueController, MaskingController],
  providers: [ModelsService, MaskingService],
  exports: [ModelsService, MaskingService],
})
export class ModelsModule {}
