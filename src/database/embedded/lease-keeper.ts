import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../common/errors/app-error.js';
import { messageOf } from './files.js';
import type { GuardianAnswer } from './guardian-protocol.js';
import { Lease } from './lease.js';
import { viewLock } from './lock-file.js';
import type { Layout } from './layout.js';
import { signalProcess } from './processes.js';
import { readSecrets } from './secrets.js';
import { readServerState } from './server-state.js';

export interface LeaseOptions {
  layout: Layout;
  waitSeconds: number;
  log: (line: string) => void;
  /** Starts a guardian and returns its answer, or that there was none in time. */
  startGuardian: (mayCreate: boolean, limitMs: number) => Promise<GuardianAnswer>;
}

const pollMs = 50;
const watchMs = 2_000;
/** Between attempts to get a lost lease back. */
const longestPauseMs = 30_000;
/** A guardian that fails for no catalogued reason (it was killed, say) is started this often. */
const guardianAttempts = 3;

/**
 * Keeps one connection to the server for as long as it is needed, which keeps the server up: takes it again when it
 * breaks, and starts a guardian whenever there is none. It does not keep the process alive.
 */
export class LeaseKeeper {
  /** The last one; its connection may have ended since. */
  private lease?: Lease;
  private lost = false;
  private readonly closing = new AbortController();
  private watch?: NodeJS.Timeout;
  /** What goes on in the background; one thing at a time. */
  private mending?: Promise<void>;

  constructor(private readonly options: LeaseOptions) {}

  /** Of the running server. It changes only where the server had to start again and the port was taken meanwhile. */
  get port(): number {
    return this.lease?.port ?? 0;
  }

  async open(): Promise<void> {
    this.hold(await this.acquire(true));
    this.watch = setInterval(() => this.mend(), watchMs).unref();
  }

  /** With `stopIfIdle` the server stops now if nobody else is connected, and this returns when it has stopped. */
  async close(stopIfIdle: boolean): Promise<void> {
    this.closing.abort();
    clearInterval(this.watch);
    await this.mending;
    const alone = stopIfIdle && (await this.lease?.isOnlyClient()) === true;
    await this.lease?.end();
    this.lease = undefined;
    if (alone) await this.awaitStop();
  }

  private hold(lease: Lease): void {
    this.lease = lease;
    this.lost = false;
    lease.onEnd(() => {
      this.lost = true;
      this.mend();
    });
  }

  /** Repairs what is broken: the lease, or the guard over a server that runs without one. */
  private mend(): void {
    if (this.closing.signal.aborted || this.mending !== undefined) return;
    this.mending = (this.lost ? this.renew() : this.ensureGuardian())
      .catch((error: unknown) => this.options.log(messageOf(error)))
      .finally(() => (this.mending = undefined));
  }

  private async renew(): Promise<void> {
    const { port } = this;
    this.options.log('the connection to the embedded PostgreSQL broke: connecting again');
    for (let pauseMs = 1_000; !this.closing.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        const lease = await this.acquire(false);
        this.hold(lease);
        if (lease.port !== port)
          this.options.log(`the embedded PostgreSQL moved to port ${lease.port}: restart this process`);
        return;
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.options.log(messageOf(error));
        await sleep(pauseMs, undefined, { ref: false, signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private async ensureGuardian(): Promise<void> {
    const { state } = await viewLock(this.options.layout.lock, 0);
    if (state === 'alive') return;
    const answer = await this.options.startGuardian(false, this.options.waitSeconds * 1_000);
    if (answer.type === 'failed') this.options.log(answer.message);
  }

  private async acquire(mayCreate: boolean): Promise<Lease> {
    const { layout, waitSeconds } = this.options;
    const deadline = Date.now() + waitSeconds * 1_000;
    let failures = 0;
    let obstacle = 'no answer';
    for (;;) {
      this.closing.signal.throwIfAborted();
      const view = await viewLock(layout.lock, 0);
      if (view.state === 'alive') {
        const attempt = await this.attempt(view.text);
        if (typeof attempt !== 'string') return attempt;
        obstacle = attempt;
      } else {
        const answer = await this.options.startGuardian(mayCreate, Math.max(deadline - Date.now(), pollMs));
        if (answer.type === 'failed') {
          failures += 1;
          obstacle = answer.message;
          if (answer.code !== undefined) throw new AppError(answer.code, answer.message);
          if (failures >= guardianAttempts) throw new AppError('database.unavailable', answer.message);
        }
        if (answer.type === 'busy' && answer.foreign) throw lockedElsewhere(layout);
        if (answer.type === 'ready') continue;
      }
      if (Date.now() > deadline) throw noServerInTime(layout, waitSeconds, view.holder?.pid, obstacle);
      await sleep(pollMs);
    }
  }

  /** A lease, or why there is none yet. */
  private async attempt(holding: string | undefined): Promise<Lease | string> {
    const { layout } = this.options;
    const [state, secrets] = [await readServerState(layout.server), await readSecrets(layout.secrets)];
    if (state === undefined || state.holding !== holding) return 'it has not begun';
    if (state.phase !== 'ready') return `it is ${state.phase}`;
    if (secrets === undefined) return `${layout.secrets} is missing`;
    try {
      return (await Lease.take(state.port, secrets.password)) ?? 'it is stopping';
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Asks the guardian to stop and waits for it; another client may come first, and then it does not stop. */
  private async awaitStop(): Promise<void> {
    const { lock } = this.options.layout;
    const first = await viewLock(lock, 0);
    if (first.state !== 'alive' || first.holder === undefined) return;
    signalProcess(first.holder.pid, 'SIGUSR2');
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      const view = await viewLock(lock, 0);
      if (view.state !== 'alive' || view.text !== first.text) return;
      await sleep(pollMs);
    }
  }
}

function lockedElsewhere(layout: Layout): AppError {
  return new AppError(
    'database.locked',
    `${layout.dataDir} is in use by a Johang in another container or on another machine. Stop that one, use another ` +
      'JOHANG_DATA_DIR, or give both one PostgreSQL server with DATABASE_URL.',
  );
}

function noServerInTime(layout: Layout, waitSeconds: number, pid: number | undefined, obstacle: string): AppError {
  return new AppError(
    'database.locked',
    `Process ${pid ?? '(unknown)'} holds ${layout.dataDir} and its PostgreSQL did not answer within ${waitSeconds} s ` +
      `(${obstacle}). See ${layout.log}; try again, or stop that process.`,
  );
}
