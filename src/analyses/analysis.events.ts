import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { Logger } from 'pino';
import { filter, Observable, ReplaySubject, Subject } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { LOGGER } from '../common/telemetry/logger.js';
import type { DatabaseConnection } from '../database/connection.js';
import { CONNECTION } from '../database/database.module.js';

const CHANNEL = 'johang_analyses';
const RECONNECT_MS = 1000;

/** That an analysis changed, told by the process that changed it to those that watch it, through PostgreSQL's NOTIFY. */
@Injectable()
export class AnalysisEvents implements BeforeApplicationShutdown, OnApplicationShutdown {
  /** Emits once, to late comers too, when the process is about to stop: the server would wait for those that still follow. */
  readonly closing = new ReplaySubject<void>(1);
  private readonly changes = new Subject<string>();
  private client: pg.Client | undefined;
  private connecting: Promise<void> | undefined;
  private closed = false;

  constructor(
    @Inject(CONNECTION) private readonly connection: DatabaseConnection,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Tells when the caller's transaction commits; not at all when it does not. */
  async announce(em: EntityManager, analysisId: string): Promise<void> {
    await em.query('SELECT pg_notify($1, $2)', [CHANNEL, analysisId]);
  }

  /** Emits at each change of the analysis, and once whenever changes may have been missed. */
  watch(analysisId: string): Observable<string> {
    return new Observable((subscriber) => {
      const subscription = this.changes.pipe(filter((id) => id === analysisId || id === '*')).subscribe(subscriber);
      this.connecting ??= this.listen();
      return subscription;
    });
  }

  beforeApplicationShutdown(): void {
    this.closing.next();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    this.changes.complete();
    await this.connecting?.catch(() => {});
    await this.client?.end();
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.connection.appUrl,
      application_name: 'johang events',
      keepAlive: true,
    });
    const lost = () => this.reconnect(client);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.changes.next(payload ?? '*'));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
      this.changes.next('*');
    } catch (error) {
      this.logger.warn({ err: error }, 'analysis events: not listening');
      lost();
    }
  }

  private reconnect(client: pg.Client): void {
    client.removeAllListeners();
    client.on('error', () => {});
    this.client = undefined;
    if (this.closed) return;
    this.connecting = new Promise<void>((resolve) => setTimeout(resolve, RECONNECT_MS).unref()).then(() =>
      this.closed ? undefined : this.listen(),
    );
  }
}
