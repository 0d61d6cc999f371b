import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { distDir } from '../config/paths.js';
import type { TaskInput, TaskModule, TaskName, TaskOutput } from './task-module.js';
import { type RunOptions, ThreadPool, type ThreadPoolOptions } from './thread-pool.js';

/** Two, also on a large machine: each holds a model, and what matters is that none of this runs where requests are answered. */
const THREADS = 2;

/**
 * No fence: V8 ends the whole process where a large map has no room to grow. What keeps the memory bounded is
 * `MAX_CHARACTERS`, of which this is a multiple.
 */
const MEMORY_MB = 4096;

/** The most characters of a text that is worked on: five million of a contract take 750 MB. */
const MAX_CHARACTERS = 10_000_000;

/** The trained tagger takes about 2 s for a million characters. */
const TIMEOUT_MS = 600_000;

/** @throws AppError `compute.memory` for a text that is too large to be worked on. */
export function assertComputable({ length }: string): void {
  if (length > MAX_CHARACTERS)
    throw new AppError('compute.memory', `The text has ${length} characters; up to ${MAX_CHARACTERS} are worked on`);
}

/** Computes in threads, so that a long contract does not hold up the requests of others. */
@Injectable()
export class Compute implements OnApplicationShutdown {
  readonly #pool: ThreadPool;

  constructor(options: Partial<ThreadPoolOptions> = {}) {
    const workerFile = join(distDir, 'compute/compute.worker.js');
    this.#pool = new ThreadPool({ workerFile, threads: THREADS, memoryMb: MEMORY_MB, ...options });
  }

  /**
   * Calls a function of a task module in a thread. Input and result are copied.
   *
   * @throws what it throws; AppError `compute.timeout`, `compute.memory`; the signal's reason when it aborts.
   */
  async run<Tasks, N extends TaskName<Tasks>>(
    { file }: TaskModule<Tasks>,
    name: N,
    input: TaskInput<Tasks[N]>,
    options: Partial<RunOptions> = {},
  ): Promise<TaskOutput<Tasks[N]>> {
    const path = join(distDir, file);
    const result = await this.#pool.run({ path, name, input }, { timeoutMs: TIMEOUT_MS, ...options });
    return result as TaskOutput<Tasks[N]>;
  }

  onApplicationShutdown(): Promise<void> {
    return this.#pool.close();
  }
}
