import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/config/paths.js';

const WORKER = join(packageRoot, 'test/support/gateway-load.worker.mjs');

export interface LoadOptions {
  /** Folder of the compiled `src`. */
  modules: string;
  appUrl: string;
  appOptions: string | undefined;
  workspaceId: string;
  /** Model server, ending in `/v1`. */
  baseUrl: string;
  /** Calls at a time. */
  atOnce: number;
}

/** A process that makes calls, and what it said has become of them. */
export class GatewayLoad {
  /** Outcome by call: `ok` or a code. */
  readonly outcomes = new Map<number, string>();
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #heard = Promise.withResolvers<void>();

  constructor(options: LoadOptions, worker: string, actor: string, calls: readonly number[]) {
    const argument = JSON.stringify({ ...options, worker, actor, calls });
    const child = spawn(process.execPath, [WORKER, argument], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: packageRoot,
    });
    this.#child = child;
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => {
      const { call, outcome } = Object(JSON.parse(line));
      this.outcomes.set(Number(call), String(outcome));
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    });
    this.#ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => this.#heard.resolve());
  }

  /** Resolves with the exit code; null when it was killed. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  /** Kills it with SIGKILL once so many calls have ended. */
  async killAfter(calls: number): Promise<void> {
    while (this.outcomes.size < calls && this.#child.exitCode === null) await this.#heard.promise;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
