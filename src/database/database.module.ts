import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DatabaseConnection } from './connection.js';
import { Database } from './database.service.js';
import type { EntityClass } from './prepare.js';

/** Injection token of the open connection. */
export const CONNECTION = Symbol('database connection');

export interface DatabaseModuleOptions {
  connection: DatabaseConnection;
  entities: EntityClass[];
  poolSize: number;
}

/** The application's pool, and `Database` as the only thing that hands out connections from it. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTION) private readonly connection: DatabaseConnection) {}

  static with({ connection, entities, poolSize }: DatabaseModuleOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: connection.appUrl,
          entities,
          applicationName: 'johang',
          poolSize,
          extra: { options: connection.appOptions, connectionTimeoutMillis: 10_000 },
          retryAttempts: 0,
          synchronize: false,
          logging: false,
        }),
      ],
      providers: [{ provide: CONNECTION, useValue: connection }, Database],
      exports: [CONNECTION, Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}
