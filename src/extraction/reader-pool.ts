import { fileURLToPath } from 'node:url';
import { AppError } from '../common/errors/app-error.js';
import type { ExtractionRequest } from './extraction.js';
import type { ReaderAnswer, ReaderStep } from './protocol.js';
import { ReaderProcess } from './reader-process.js';

const DEFAULT_RECYCLE_AFTER = 400;
const DEFAULT_IDLE_MS = 60_000;

/** While pages wait to be recognised, one of them comes after so many files in a row. */
const FILES_BEFORE_PAGE = 4;

export interface ReaderPoolOptions {
  /** The built entry `extraction/extract.worker.js`: plain JavaScript. */
  workerFile: string | URL;
  /** How many files are read at the same time, each by a process of its own. */
  threads: number;
  /** The most memory a file may take, in MiB. */
  memoryMb: number;
  /**
   * A process is replaced after so many files, so that what a parser leaks is given back. Default 400; one that has grown is
   * replaced sooner.
   */
  recycleAfter?: number;
  /** A process that has had nothing to do for so long ends, in milliseconds. Default 60,000. */
  idleMs?: number;
}

export interface Work {
  request: ExtractionRequest;
  step: ReaderStep;
  /** The most time it may take from when it begins, in milliseconds. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

interface Task extends Work {
  /** The process that does it; none while it waits. */
  reader?: ReaderProcess;
  onAbort: () => void;
  resolve(answer: ReaderAnswer): void;
  reject(error: unknown): void;
}

/**
 * The processes that read files, and what waits for them: files first, in their order, then pages to recognise, so that a
 * scan of many pages holds up no file, and files without end hold up no scan.
 */
export class ReaderPool {
  readonly #file: string;
  readonly #options: ReaderPoolOptions;
  readonly #readers = new Set<ReaderProcess>();
  readonly #idleTimers = new Map<ReaderProcess, NodeJS.Timeout>();
  readonly #files: Task[] = [];
  readonly #pages: Task[] = [];
  #filesInARow = 0;
  #closed = false;

  constructor(options: ReaderPoolOptions) {
    this.#options = options;
    this.#file = options.workerFile instanceof URL ? fileURLToPath(options.workerFile) : options.workerFile;
  }

  /**
   * Has a step taken by the next free process.
   *
   * @throws AppError of the file or of the limit that was reached; the signal's reason when it aborts; an Error when the pool is closed.
   */
  run(work: Work): Promise<ReaderAnswer> {
    return new Promise((resolve, reject) => {
      const { signal } = work;
      if (this.#closed) return reject(closedError());
      if (signal?.aborted) return reject(signal.reason);
      const task: Task = { ...work, resolve, reject, onAbort: () => this.#abort(task) };
      signal?.addEventListener('abort', task.onAbort, { once: true });
      this.#queueOf(task).push(task);
      this.#pump();
    });
  }

  #queueOf({ step }: Task): Task[] {
    return typeof step === 'object' && 'page' in step ? this.#pages : this.#files;
  }

  #next(): Task | undefined {
    const isPageDue = this.#filesInARow >= FILES_BEFORE_PAGE && this.#pages.length > 0;
    const file = isPageDue ? undefined : this.#files.shift();
    this.#filesInARow = file ? this.#filesInARow + 1 : 0;
    return file ?? this.#pages.shift();
  }

  /** Ends all processes and rejects what is being read or waits. Resolves when nothing is left running. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of [...this.#files.splice(0), ...this.#pages.splice(0)]) task.reject(closedError());
    await Promise.all([...this.#readers].map((reader) => this.#retire(reader, closedError())));
  }

  #abort(task: Task): void {
    const reason: unknown = task.signal?.reason;
    if (task.reader) return void task.reader.kill(reason);
    const queue = this.#queueOf(task);
    queue.splice(queue.indexOf(task), 1);
    task.reject(reason);
  }

  #pump(): void {
    while (this.#files.length + this.#pages.length > 0) {
      const reader = this.#freeReader();
      const task = reader && this.#next();
      if (!task) return;
      void this.#serve(reader, task);
    }
  }

  #freeReader(): ReaderProcess | undefined {
    for (const reader of this.#readers) {
      if (!reader.usable) this.#forget(reader);
      else if (!reader.busy) return reader;
    }
    if (this.#readers.size >= this.#options.threads) return undefined;
    const reader = new ReaderProcess(this.#file, this.#options.memoryMb);
    this.#readers.add(reader);
    return reader;
  }

  async #serve(reader: ReaderProcess, task: Task): Promise<void> {
    const { request, step, timeoutMs } = task;
    clearTimeout(this.#idleTimers.get(reader));
    const timer = setTimeout(() => void reader.kill(timeoutError(timeoutMs)), timeoutMs);
    task.reader = reader;
    try {
      task.resolve(await reader.read(request, step, timeoutMs));
    } catch (error) {
      task.reject(error);
    } finally {
      clearTimeout(timer);
      task.signal?.removeEventListener('abort', task.onAbort);
      this.#release(reader);
      this.#pump();
    }
  }

  #release(reader: ReaderProcess): void {
    if (!reader.usable) return this.#forget(reader);
    const worn = reader.spent || reader.served >= (this.#options.recycleAfter ?? DEFAULT_RECYCLE_AFTER);
    if (worn) return void this.#retire(reader);
    const timer = setTimeout(() => void this.#retire(reader), this.#options.idleMs ?? DEFAULT_IDLE_MS);
    this.#idleTimers.set(reader, timer.unref());
  }

  #forget(reader: ReaderProcess): void {
    clearTimeout(this.#idleTimers.get(reader));
    this.#idleTimers.delete(reader);
    this.#readers.delete(reader);
  }

  /** Makes room for a fresh process at once, and ends this one. */
  async #retire(reader: ReaderProcess, reason?: Error): Promise<void> {
    this.#forget(reader);
    await reader.kill(reason);
  }
}

function timeoutError(timeoutMs: number): AppError {
  return new AppError('extract.timeout', `Reading the file took longer than ${timeoutMs / 1000} s`);
}

function closedError(): Error {
  return new Error('The extractor is closed');
}
