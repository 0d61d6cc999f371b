import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** What Prometheus reads at /metrics. Labels are routes, queues and codes: never ids, names or anything of a customer. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'johang_http_request_seconds',
    help: 'Duration of HTTP requests by route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  private readonly jobs = new Histogram({
    name: 'johang_job_seconds',
    help: 'Duration of job attempts by queue and outcome.',
    labelNames: ['queue', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800],
    registers: [this.registry],
  });

  readonly documents = new Counter({
    name: 'johang_documents_total',
    help: 'Documents whose extraction ended, by format and outcome (ready, or an error code).',
    labelNames: ['format', 'outcome'],
    registers: [this.registry],
  });

  readonly analyses = new Counter({
    name: 'johang_analyses_total',
    help: 'Analyses that ended, by kind and outcome (done, or an error code).',
    labelNames: ['kind', 'outcome'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'johang_' });
  }

  observeRequest(method: string, route: string, status: number, milliseconds: number): void {
    this.requests.observe({ method, route, status: String(status) }, milliseconds / 1000);
  }

  /** @returns a function that ends the measurement and tells the milliseconds. */
  startJob(queue: string): (outcome: 'done' | 'failed') => number {
    const started = performance.now();
    return (outcome) => {
      const milliseconds = Math.round(performance.now() - started);
      this.jobs.observe({ queue, outcome }, milliseconds / 1000);
      return milliseconds;
    };
  }
}
