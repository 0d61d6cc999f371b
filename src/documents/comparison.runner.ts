import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { distDir } from '../config/paths.js';
import type { ComparedText, Comparison } from '../contracts/comparison/comparison.js';

const WORKER_FILE = join(distDir, 'documents/comparison.worker.js');

/** Two long contracts take a third of a second; this is for what nobody foresaw. */
const TIMEOUT_MS = 30_000;
const MEMORY_MB = 1024;

/** Comparisons at the same time; more wait. */
const THREADS = 2;

interface Task {
  left: ComparedText;
  right: ComparedText;
  resolve: (comparison: Comparison) => void;
  reject: (error: unknown) => void;
}

/** Compares texts in threads of their own, so that a long contract does not hold up the requests of others. */
@Injectable()
export class ComparisonRunner implements OnApplicationShutdown {
  readonly #waiting: Task[] = [];
  readonly #running = new Set<Worker>();

  /** @throws AppError `comparison.timeout` */
  compare(left: ComparedText, right: ComparedText): Promise<Comparison> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ left, right, resolve, reject });
      this.#next();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    for (const task of this.#waiting.splice(0)) task.reject(new Error('Johang stops'));
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  #next(): void {
    const task = this.#running.size < THREADS ? this.#waiting.shift() : undefined;
    if (!task) return;
    const { left, right, resolve, reject } = task;
    const worker = new Worker(WORKER_FILE, {
      workerData: { left, right },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.#running.add(worker);
    const timer = setTimeout(() => {
      reject(new AppError('comparison.timeout'));
      void worker.terminate();
    }, TIMEOUT_MS);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The comparison ended with ${code}`));
      this.#running.delete(worker);
      this.#next();
    });
  }
}
