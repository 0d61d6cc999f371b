import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AnalysesModule } from './analyses/analyses.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BenchmarksModule } from './benchmarks/benchmarks.module.js';
import { StoredScoresModule } from './benchmarks/stored-scores.js';
import { TelemetryModule } from './common/telemetry/telemetry.module.js';
import { ComputeModule } from './compute/compute.module.js';
import type { AppConfig } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import type { DatabaseConnection } from './database/connection.js';
import { DatabaseModule } from './database/database.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { entities } from './entities.js';
import { HealthController } from './health/health.controller.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MaintenanceJob } from './maintenance/maintenance.job.js';
import { ModelsModule } from './models/models.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { StorageModule } from './storage/storage.module.js';
import { LedgerModule } from './usage/ledger.module.js';
import { UsageModule } from './usage/usage.module.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

/** The composition of Johang. */
@Module({})
export class AppModule {
  static with(config: AppConfig, connection: DatabaseConnection, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        TelemetryModule.with(logger),
        DatabaseModule.with({ connection, entities, poolSize: config.poolSize }),
        SecretsModule,
        StorageModule,
        ComputeModule,
        JobsModule,
        WorkspacesModule,
        AuthModule,
        LedgerModule,
        StoredScoresModule,
        ModelsModule,
        UsageModule,
        DocumentsModule,
        AnalysesModule,
        BenchmarksModule,
      ],
      controllers: [HealthController],
      providers: [MaintenanceJob],
    };
  }
}
