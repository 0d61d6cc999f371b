import { fileURLToPath } from 'node:url';
import { AppError } from '../common/errors/app-error.js';
import type { Extraction, ExtractionRequest } from './extraction.js';
import { ReaderProcess } from './reader-process.js';

const DEFAULT_RECYCLE_AFTER = 100;
const DEFAULT_IDLE_MS = 60_000;

export interface ExtractorOptions {
  /** The built entry `extraction/extract.worker.js`: plain JavaScript. */
  workerFile: string | URL;
  /** How many files are read at the same time, each by a process of its own. */
  threads: number;
  /** The most time a file may take, from when its reading begins, in milliseconds. */
  timeoutMs: number;
  /** The most memory a file may take, in MiB. */
  memoryMb: number;
  /** A process is replaced after so many files, so that what a parser leaks is given back. Default 100. */
  recycleAfter?: number;
  /** A process that has had nothing to do for so long ends, in milliseconds. Default 60,000. */
  idleMs?: number;
}

interface Task {
  request: ExtractionRequest;
  signal: AbortSignal | undefined;
  /** The process that reads the file; none while it waits. */
  reader?: ReaderProcess;
  onAbort: () => void;
  resolve(extraction: Extraction): void;
  reject(error: unknown): void;
}

/**
 * Reads files in isolation: a file that hangs, exhausts memory or crashes its parser costs its own process and nothing else.
 *
 * These are processes and not threads because a thread is no fence: of seven ways of exhausting a heap that were tried under
 * `resourceLimits` (growing a Map, an object, an array by `concat`, `JSON.parse`, ...), four aborted the whole process
 * ("invalid table size", "allocation failed") and with it every other request. A pool of our own rather than a library
 * because each file has a deadline, a process is replaced after a number of files, and its death must say why.
 */
export class Extractor {
  readonly #file: string;
  readonly #options: ExtractorOptions;
  readonly #readers = new Set<ReaderProcess>();
  readonly #idleTimers = new Map<ReaderProcess, NodeJS.Timeout>();
  readonly #queue: Task[] = [];
  #closed = false;

  constructor(options: ExtractorOptions) {
    this.#options = options;
    this.#file = options.workerFile instanceof URL ? fileURLToPath(options.workerFile) : options.workerFile;
  }

  /**
   * Reads a file; waits for its turn first.
   *
   * @throws AppError `extract.timeout`, `extract.memory`, `extract.crashed` when a limit was reached; `extract.encrypted`,
   * `extract.wrong_password`, `extract.damaged`, `extract.no_text`, `upload.empty`, `format.mismatch` of the file itself.
   * @throws the signal's reason when it aborts; an Error when the extractor is closed, or its process was told to end from
   * outside: none of them says anything of the file.
   */
  extract(request: ExtractionRequest, signal?: AbortSignal): Promise<Extraction> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(closedError());
      if (signal?.aborted) return reject(signal.reason);
      const task: Task = { request, signal, resolve, reject, onAbort: () => this.#abort(task) };
      signal?.addEventListener('abort', task.onAbort, { once: true });
      this.#queue.push(task);
      this.#pump();
    });
  }

  /** Ends all processes and rejects what is being read or waits. Resolves when nothing is left running. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#queue.splice(0)) task.reject(closedError());
    await Promise.all([...this.#readers].map((reader) => this.#retire(reader, closedError())));
  }

  #abort(task: Task): void {
    const reason: unknown = task.signal?.reason;
    if (task.reader) return void task.reader.kill(reason);
    this.#queue.splice(this.#queue.indexOf(task), 1);
    task.reject(reason);
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const reader = this.#freeReader();
      const task = reader && this.#queue.shift();
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
    const { timeoutMs } = this.#options;
    clearTimeout(this.#idleTimers.get(reader));
    const timer = setTimeout(() => void reader.kill(timeoutError(timeoutMs)), timeoutMs);
    task.reader = reader;
    try {
      task.resolve(await reader.read(task.request));
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
    if (reader.served >= (this.#options.recycleAfter ?? DEFAULT_RECYCLE_AFTER)) return void this.#retire(reader);
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
