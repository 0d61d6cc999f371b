import { type ChildProcess, fork } from 'node:child_process';
import { AppError } from '../common/errors/app-error.js';
import type { ExtractionRequest } from './extraction.js';
import { GUARD_VERDICTS } from './guard.js';
import { type ReaderAnswer, type ReaderStep, type ReadMessage, type ReadReply, replyError } from './protocol.js';

/** How much of what a process writes to stderr is kept to tell why it died, in characters. */
const STDERR_TAIL = 4000;

/** What a terminal or a service manager sends to all processes of a group: it says nothing of the file. */
const TOLD_TO_END: ReadonlySet<string | null> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

const HEAP_EXHAUSTED = /heap out of memory|Allocation failed|invalid table size/i;

interface Task {
  resolve(answer: ReaderAnswer): void;
  reject(error: unknown): void;
}

/**
 * A process that reads files, one at a time. It may read any file of the disk but write none, start no process and load no
 * native add-on, and it has no environment.
 */
export class ReaderProcess {
  readonly #child: ChildProcess;
  readonly #memoryMb: number;
  readonly #exited: Promise<void>;
  #task: Task | undefined;
  #killedFor: unknown;
  #stderr = '';
  #usable = true;
  #spent = false;
  /** Files given to this process so far. */
  served = 0;

  /** @param file the program, plain JavaScript. @param memoryMb what it may take, for its heap and in all. */
  constructor(file: string, memoryMb: number) {
    this.#memoryMb = memoryMb;
    this.#child = fork(file, [String(memoryMb)], {
      execArgv: ['--permission', '--allow-fs-read=*', '--allow-worker', `--max-old-space-size=${memoryMb}`],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (data: string) => {
      this.#stderr = (this.#stderr + data).slice(-STDERR_TAIL);
    });
    this.#child.on('message', (reply: ReadReply) => this.#settle(reply));
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) =>
        this.#end(new AppError('extract.crashed', undefined, { cause: error }), resolve),
      );
      this.#child.once('close', (code, signal) => this.#end(this.#causeOfDeath(code, signal), resolve));
    });
    this.#unref();
  }

  /** Whether it can be given more files: not once it ended or was told to. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Whether it has grown so much that it had better be replaced. */
  get spent(): boolean {
    return this.#spent;
  }

  get busy(): boolean {
    return this.#task !== undefined;
  }

  /**
   * Takes one step of reading a file. Rejects with what the file is answered with, or with why the process ended.
   *
   * @param timeoutMs after which it will be ended from outside, if it has not answered.
   */
  read(request: ExtractionRequest, step: ReaderStep, timeoutMs: number): Promise<ReaderAnswer> {
    if (this.#task || !this.#usable) throw new Error('The process is busy or gone');
    this.served += 1;
    return new Promise((resolve, reject) => {
      this.#task = { resolve, reject };
      this.#ref();
      const message: ReadMessage = { request, step, memoryMb: this.#memoryMb, timeoutMs };
      this.#child.send(message);
    });
  }

  /** Ends the process at once; the file being read is rejected with `reason` when it is gone. */
  async kill(reason: unknown): Promise<void> {
    this.#usable = false;
    this.#killedFor ??= reason;
    this.#ref();
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #settle(reply: ReadReply): void {
    const task = this.#task;
    this.#task = undefined;
    this.#spent = reply.spent ?? false;
    this.#unref();
    if (reply.ok) task?.resolve(reply);
    else task?.reject(replyError(reply));
  }

  #end(error: unknown, resolve: () => void): void {
    this.#usable = false;
    this.#task?.reject(this.#killedFor ?? error);
    this.#task = undefined;
    resolve();
  }

  /** The guard inside kills with SIGKILL, as the system does when memory runs out; V8 aborts with a message. */
  #causeOfDeath(code: number | null, signal: NodeJS.Signals | null): Error {
    const cause = new Error(`exit code ${code}, signal ${signal}: ${this.#stderr}`);
    if (TOLD_TO_END.has(signal)) return cause;
    if (this.#stderr.includes(GUARD_VERDICTS.processor)) {
      return new AppError('extract.timeout', 'Reading the file took more processor time than it is granted', { cause });
    }
    if (signal === 'SIGKILL' || HEAP_EXHAUSTED.test(this.#stderr)) {
      const message = `Reading the file took more than the ${this.#memoryMb} MiB it is granted`;
      return new AppError('extract.memory', message, { cause });
    }
    return new AppError('extract.crashed', undefined, { cause });
  }

  /** An idle process keeps nobody alive; one that reads does. */
  #unref(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    unrefStream(this.#child.stderr);
  }

  #ref(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }
}

/** A pipe of a child process is a socket, which its type does not tell. */
function unrefStream(stream: NodeJS.ReadableStream | null): void {
  if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}
