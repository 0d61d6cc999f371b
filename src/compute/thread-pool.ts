import { Worker } from 'node:worker_threads';
import { AppError } from '../common/errors/app-error.js';
import type { TaskMessage, TaskReply } from './protocol.js';
import type { TaskContext } from './task-module.js';

export interface ThreadPoolOptions {
  /** The built entry `compute/compute.worker.js`: plain JavaScript. */
  workerFile: string;
  /** Tasks at the same time; more wait. */
  threads: number;
  /** The most heap a thread may take, in MiB. */
  memoryMb: number;
  /** A thread that has had nothing to do for so long ends and gives its memory back, in milliseconds. Default 60,000. */
  idleMs?: number;
}

export interface RunOptions {
  /** Ends the task: where it runs, with its thread. */
  signal?: AbortSignal;
  /** The most time it may take from when it begins, in milliseconds. */
  timeoutMs: number;
  /** Somebody waits for the answer: before what is done in the background. */
  urgent?: boolean;
  progress?: TaskContext['progress'];
}

interface Task extends RunOptions {
  message: TaskMessage;
  thread?: Thread;
  onAbort: () => void;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const DEFAULT_IDLE_MS = 60_000;

/** Room for what is short-lived, in MiB; V8 by itself takes four times as much for each thread. */
const YOUNG_MB = 32;

/**
 * Threads that compute, and what waits for them. Threads and not processes: what runs here is our own code on text of a
 * bounded size, and shares nothing with the loop that answers requests. A thread that is ended with its task is replaced.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #threads = new Set<Thread>();
  readonly #urgent: Task[] = [];
  readonly #waiting: Task[] = [];
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Threads there are, at work or idle. */
  get size(): number {
    return this.#threads.size;
  }

  /**
   * @throws what the task throws (an AppError as such); AppError `compute.timeout`, `compute.memory`; the signal's reason when
   * it aborts; an Error when the pool is closed.
   */
  run(message: TaskMessage, options: RunOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (this.#closed) return reject(closedError());
      if (signal?.aborted) return reject(signal.reason);
      const task: Task = { ...options, message, resolve, reject, onAbort: () => this.#abort(task) };
      signal?.addEventListener('abort', task.onAbort, { once: true });
      this.#queueOf(task).push(task);
      this.#pump();
    });
  }

  /** Ends all threads and rejects what runs or waits. Resolves when none is left. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of [...this.#urgent.splice(0), ...this.#waiting.splice(0)]) settle(task).reject(closedError());
    await Promise.all([...this.#threads].map((thread) => thread.end(closedError())));
  }

  #queueOf({ urgent }: Task): Task[] {
    return urgent ? this.#urgent : this.#waiting;
  }

  #abort(task: Task): void {
    const reason: unknown = task.signal?.reason;
    if (task.thread) return void task.thread.end(reason);
    const queue = this.#queueOf(task);
    queue.splice(queue.indexOf(task), 1);
    task.reject(reason);
  }

  #pump(): void {
    while (this.#urgent.length + this.#waiting.length > 0) {
      const thread = this.#freeThread();
      const task = thread && (this.#urgent.shift() ?? this.#waiting.shift());
      if (!task) return;
      task.thread = thread;
      thread.run(task);
    }
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (thread.free) return thread;
    if (this.#threads.size >= this.#options.threads) return undefined;
    const thread = new Thread(this.#options, {
      onFree: () => this.#pump(),
      onGone: () => {
        this.#threads.delete(thread);
        this.#pump();
      },
    });
    this.#threads.add(thread);
    return thread;
  }
}

/** A thread, doing one task at a time. An idle one keeps nobody alive. */
class Thread {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #idleMs: number;
  readonly #onFree: () => void;
  #task: Task | undefined;
  #ending = false;
  #reason: unknown;
  #limit: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor({ workerFile, memoryMb, idleMs = DEFAULT_IDLE_MS }: ThreadPoolOptions, on: ThreadEvents) {
    this.#idleMs = idleMs;
    this.#onFree = on.onFree;
    this.#worker = new Worker(workerFile, {
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on('message', (reply: TaskReply) => this.#answer(reply));
    this.#worker.on('error', (error) => (this.#reason ??= deathOf(error, memoryMb)));
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#ending = true;
        this.#release()?.reject(this.#reason ?? new Error(`A thread ended with ${code}`));
        on.onGone();
        resolve();
      });
    });
  }

  get free(): boolean {
    return !this.#ending && this.#task === undefined;
  }

  run(task: Task): void {
    clearTimeout(this.#idle);
    this.#task = task;
    this.#worker.ref();
    this.#limit = setTimeout(() => void this.end(timeoutError(task.timeoutMs)), task.timeoutMs);
    try {
      this.#worker.postMessage(task.message, []);
    } catch (error) {
      this.#finish((failed) => failed.reject(error));
    }
  }

  /** Ends the thread; the task at hand is rejected with `reason` when it is gone. */
  async end(reason?: unknown): Promise<void> {
    this.#ending = true;
    this.#reason ??= reason;
    await this.#worker.terminate();
    await this.#exited;
  }

  #answer(reply: TaskReply): void {
    if (this.#ending) return;
    if ('progress' in reply) this.#task?.progress?.(...reply.progress);
    else if ('value' in reply) this.#finish((task) => task.resolve(reply.value));
    else if ('coded' in reply) this.#finish((task) => task.reject(new AppError(reply.coded.code, reply.coded.message)));
    else this.#finish((task) => task.reject(reply.error));
  }

  #finish(tell: (task: Task) => void): void {
    const task = this.#release();
    if (task) tell(task);
    this.#worker.unref();
    this.#idle = setTimeout(() => void this.end(), this.#idleMs).unref();
    this.#onFree();
  }

  #release(): Task | undefined {
    clearTimeout(this.#limit);
    clearTimeout(this.#idle);
    const task = this.#task;
    this.#task = undefined;
    return task && settle(task);
  }
}

interface ThreadEvents {
  onFree: () => void;
  onGone: () => void;
}

function settle(task: Task): Task {
  task.signal?.removeEventListener('abort', task.onAbort);
  return task;
}

function deathOf(error: unknown, memoryMb: number): unknown {
  const { code } = error as { code?: unknown };
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new AppError('compute.memory', `The work takes more than the ${memoryMb} MiB it is granted`, { cause: error });
}

function timeoutError(timeoutMs: number): AppError {
  return new AppError('compute.timeout', `The work took longer than ${timeoutMs / 1000} s`);
}

function closedError(): Error {
  return new Error('Johang stops');
}
