import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module.js';
import { ModelsModule } from '../models/models.module.js';
import { AnalysesController } from './analyses.controller.js';
import { AnalysesService } from './analyses.service.js';
import { AnalysisEvents } from './analysis.events.js';
import { AnalysisJob } from './analysis.job.js';
import { DryRunsController } from './dry-runs/dry-runs.controller.js';
import { DryRunsService } from './dry-runs/dry-runs.service.js';
import { RouteWatch } from './route-watch.js';
import { AnalystRegistry } from './analyst.registry.js';

@Module({
  imports: [DocumentsModule, ModelsModule],
  controllers: [AnalysesController, DryRunsController],
  providers: [AnalysesService, AnalysisEvents, AnalysisJob, AnalystRegistry, RouteWatch, DryRunsService],
  exports: [AnalysesService, AnalystRegistry],
})
export class AnalysesModule {}
