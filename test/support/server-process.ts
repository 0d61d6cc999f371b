import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';

export interface ServerOptions {
  dataDir: string;
  role?: 'all' | 'api' | 'worker';
  env?: Record<string, string>;
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  milliseconds: number;
}

const STARTED = /johang serves (http:\S+)|johang works/;
const KEY = /^ {2}(jhk_\S+)$/m;
const START_LIMIT_MS = 60_000;

/** `johang serve` as its users run it: a process of its own, on a free port, with the embedded database of a directory. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<[number | null, NodeJS.Signals | null]>;
  #stdout = '';
  #stderr = '';

  private constructor({ dataDir, role = 'all', env = {} }: ServerOptions) {
    const inherited = Object.fromEntries(['PATH', 'HOME', 'LANG', 'TMPDIR'].map((name) => [name, process.env[name]]));
    this.#child = spawn(
      process.execPath,
      [join(packageRoot, 'bin/johang.js'), 'serve', '--port', '0', '--role', role],
      {
        // A group of its own, as a terminal or a service manager makes one: a signal to the group reaches its children too.
        detached: true,
        env: { ...inherited, JOHANG_DATA_DIR: dataDir, JOHANG_LOG_LEVEL: 'info', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#exited = once(this.#child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  /** Starts, and does not wait until it serves. */
  static spawn(options: ServerOptions): ServerProcess {
    return new ServerProcess(options);
  }

  /** Starts, and waits until it serves, or works. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.ready();
    return server;
  }

  async ready(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!STARTED.test(this.#stdout)) {
      if (this.ended || Date.now() > deadline) {
        await this.kill();
        throw new Error(`johang serve did not start:\n${this.#stdout}${this.#stderr.slice(-4000)}`);
      }
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  get url(): string {
    return STARTED.exec(this.#stdout)?.[1] ?? '';
  }

  /** The first key, where this start printed one. */
  get printedKey(): string | undefined {
    return KEY.exec(this.#stdout)?.[1];
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Log lines. */
  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The processes it started that read files; none where the system does not tell. */
  readers(): number[] {
    return childrenOf(this.pid).filter((pid) => readProc(pid, 'cmdline').includes('extract.worker'));
  }

  /** `kill -9`: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to end, alone or with its whole process group, and waits until it has. */
  async end(signal: NodeJS.Signals = 'SIGTERM', { group = false } = {}): Promise<Exit> {
    const asked = performance.now();
    if (!this.ended) process.kill(group ? -this.pid : this.pid, signal);
    const [code, by] = await this.#exited;
    return { code, signal: by, milliseconds: performance.now() - asked };
  }
}

function childrenOf(pid: number): number[] {
  return readProc(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Whether a process is there; one that has ended but is not yet waited for is not. */
export function isAlive(pid: number): boolean {
  const state = /^State:\s+(\w)/m.exec(readProc(pid, 'status'))?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}
