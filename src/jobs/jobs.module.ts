import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { PgBoss } from 'pg-boss';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { DatabaseConnection } from '../database/connection.js';
import { CONNECTION } from '../database/database.module.js';
import { BOSS_SCHEMA } from './install.js';
import { JobsController } from './jobs.controller.js';
import { JobsRunner } from './jobs.runner.js';
import { BOSS, JobsService } from './jobs.service.js';

/** How often the queue looks for jobs whose worker fell silent. */
const SUPERVISE_SECONDS = 5;

@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [JobsController],
  providers: [
    {
      provide: BOSS,
      inject: [CONFIG, CONNECTION],
      useFactory: (config: AppConfig, connection: DatabaseConnection) =>
        new PgBoss({
          connectionString: connection.appUrl,
          options: connection.appOptions,
          schema: BOSS_SCHEMA,
          application_name: 'johang jobs',
          max: 4,
          // The schema is installed by its owner, see install.ts.
          migrate: false,
          createSchema: false,
          reindex: false,
          supervise: config.role !== 'api',
          schedule: config.role !== 'api',
          superviseIntervalSeconds: SUPERVISE_SECONDS,
          monitorIntervalSeconds: SUPERVISE_SECONDS,
          useListenNotify: config.role !== 'api',
        }),
    },
    JobsService,
    JobsRunner,
  ],
  exports: [JobsService],
})
export class JobsModule {}
