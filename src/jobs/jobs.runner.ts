import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Job, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { AppConfig } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { LOGGER } from '../common/telemetry/logger.js';
import { Metrics } from '../common/telemetry/metrics.js';
import { deadLetterQueue, type JobName, jobDefinitions, jobNames } from './definitions.js';
import { BOSS } from './jobs.service.js';
import { type JobBinding, type JobContext, ON_JOB } from './on-job.decorator.js';

type Handler = (data: never, context: JobContext) => Promise<void>;

const STOP_TIMEOUT_MS = 20_000;

const WORK_OPTIONS = {
  batchSize: 1,
  localConcurrency: 1,
  pollingIntervalSeconds: 2,
  notifyPollingIntervalSeconds: 5,
  heartbeatRefreshSeconds: 3,
} as const;

/** The worker loop: hands the jobs of the queue to the methods that declare them. */
@Injectable()
export class JobsRunner
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(BOSS) private readonly boss: PgBoss,
    @Inject(CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  async onModuleInit(): Promise<void> {
    this.boss.on('error', (error) => this.logger.error({ err: error }, 'job queue'));
    await this.boss.start();
  }

  async onApplicationBootstrap(): Promise<void> {
    const handlers = this.collectHandlers();
    if (this.config.role === 'api') return;
    for (const name of jobNames) {
      await this.work(name, name, this.concurrency(name), handlers.get(name)!);
      const dead = deadLetterQueue(name);
      const bury = handlers.get(dead);
      if (bury) await this.work(dead, name, 1, bury);
      const { schedule } = jobDefinitions[name];
      if (schedule) await this.boss.schedule(name, schedule, {});
    }
    // At once, not only at the first interval: a process that keeps dying early must give back what its dead selves held.
    await this.boss.supervise().catch((error: unknown) => this.logger.error({ err: error }, 'job queue'));
  }

  /**
   * Waits for the jobs at hand, then aborts them: they go back to the queue. Before anything is closed that a job uses,
   * and with the pool left open, for what is still being requested.
   */
  async beforeApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS, close: false });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop();
  }

  /**
   * Workers of one queue. After a fetch pg-boss waits out the polling interval whatever is left in the queue; a worker that had a
   * job therefore wakes itself, and only one that found nothing waits for the next notice or poll.
   */
  private async work(queue: string, name: JobName, concurrency: number, handler: Handler): Promise<void> {
    for (let worker = 0; worker < concurrency; worker += 1) {
      let id: string | undefined;
      id = await this.boss.work<object>(queue, WORK_OPTIONS, async ([job]: Job[]) => {
        try {
          if (job) await this.run(queue, name, job, handler);
        } finally {
          if (id) this.boss.notifyWorker(id);
        }
      });
    }
  }

  private async run(queue: string, name: JobName, job: Job, handler: Handler): Promise<void> {
    const stop = this.metrics.startJob(queue);
    const log = { job: job.id, queue, try: job.retryCount };
    try {
      await handler(job.data as never, { id: job.id, retryCount: job.retryCount, signal: job.signal });
      this.logger.debug({ ...log, milliseconds: stop('done') }, 'job done');
    } catch (error) {
      const last = job.retryCount >= jobDefinitions[name].retryLimit;
      this.logger.error({ ...log, milliseconds: stop('failed'), last, err: error }, 'job failed');
      throw error;
    }
  }

  private concurrency(name: JobName): number {
    if (name === 'extract' || name === 'recognise') return this.config.extraction.threads;
    // A provider that is slow to answer for one batch holds up no other.
    if (name === 'batch') return 2;
    return name === 'analyse' ? this.config.analysisConcurrency : 1;
  }

  /** @throws when a job has no handler, or two: found at boot, not when the first job lies there. */
  private collectHandlers(): Map<string, Handler> {
    const handlers = new Map<string, Handler>();
    for (const { instance } of this.discovery.getProviders()) {
      if (!instance || typeof instance !== 'object') continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, Handler> | null;
      for (const key of prototype ? this.scanner.getAllMethodNames(prototype) : []) {
        const binding = Reflect.getMetadata(ON_JOB, prototype![key]!) as JobBinding | undefined;
        if (!binding) continue;
        const queue = binding.dead ? deadLetterQueue(binding.name) : binding.name;
        if (handlers.has(queue)) throw new Error(`Two handlers for the job ${queue}`);
        handlers.set(queue, (data, context) => (instance as Record<string, Handler>)[key]!(data, context));
      }
    }
    const missing = jobNames.filter((name) => !handlers.has(name));
    if (missing.length) throw new Error(`No handler for the jobs ${missing.join(', ')}`);
    return handlers;
  }
}
