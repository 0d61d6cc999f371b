import { Module } from '@nestjs/common';
import { AnalysesModule } from '../analyses/analyses.module.js';
import { ModelsModule } from '../models/models.module.js';
import { BenchmarkJob } from './benchmark.job.js';
import { BenchmarksController } from './benchmarks.controller.js';
import { BenchmarksService } from './benchmarks.service.js';
import { ClauseExtractor } from './clause-extractor.js';
import { ContestsService } from './contests.service.js';
import { LeaderboardService } from './leaderboard.service.js';
import { RunScores } from './run-scores.js';
import { SuitesService } from './suites.service.js';

@Module({
  imports: [AnalysesModule, ModelsModule],
  controllers: [BenchmarksController],
  providers: [
    SuitesService,
    ContestsService,
    RunScores,
    LeaderboardService,
    ClauseExtractor,
    BenchmarksService,
    BenchmarkJob,
  ],
  exports: [BenchmarksService],
})
export class BenchmarksModule {}
