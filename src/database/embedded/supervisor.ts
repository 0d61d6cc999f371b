import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../common/errors/app-error.js';
import { ensureCluster, type ClusterContext } from './cluster.js';
import { messageOf } from './files.js';
import type { HeldLock } from './lock-file.js';
import { trimLog } from './log-file.js';
import { Monitor } from './monitor.js';
import { adoptPostmaster, startPostmaster, stopPostmaster, type Postmaster } from './postmaster.js';
import { signalProcess } from './processes.js';
import { readServerState, writeServerState, type Phase } from './server-state.js';

type Ending = 'stop' | 'idle' | 'died' | 'superseded' | 'removed';

const tickMs = 1_000;
/** How long a request to stop when idle is remembered; connections that were just closed are still counted for a moment. */
const eagerMs = 2_000;
/** A server that dies more often than this is not restarted. */
const maximumDeaths = 5;
const deathWindowMs = 60_000;

/** Runs the server of one data directory, under its lock, until nobody needs it any more. */
export class Supervisor {
  private port?: number;
  /** Open from ready to the very end: while the server stops it holds the lock that refuses leases. */
  private monitor?: Monitor;
  private eagerUntil = 0;
  private wake: () => void = () => undefined;

  constructor(
    private readonly context: ClusterContext,
    private readonly lock: HeldLock,
    private readonly idleMs: number,
  ) {}

  /** Stop as soon as no client is connected, without the usual wait. */
  stopWhenIdle(): void {
    this.eagerUntil = Date.now() + eagerMs;
    this.wake();
  }

  /** Returns when the server has been stopped or belongs to somebody else. `onReady` is called once, with the port. */
  async run(onReady: (port: number) => void): Promise<void> {
    const { layout, log } = this.context;
    this.port = (await readServerState(layout.server))?.port;
    const deaths: number[] = [];
    let announced = false;
    for (;;) {
      await this.publish('starting');
      const password = (await ensureCluster(this.context)).password;
      const server = (await adoptPostmaster(this.context)) ?? (await startPostmaster(this.context, this.port));
      this.port = server.port;
      const ending = await this.serve(server, password, () => {
        log(`serving on port ${server.port}, process ${server.pid}`);
        if (!announced) onReady(server.port);
        announced = true;
      });
      if (ending !== 'died') await this.finish(server, ending);
      await this.dropMonitor();
      if (ending !== 'died') return;
      deaths.push(Date.now());
      log(`process ${server.pid} died: starting again`);
      if (deaths.filter((at) => at > Date.now() - deathWindowMs).length >= maximumDeaths) {
        throw new AppError(
          'database.unavailable',
          `PostgreSQL died ${maximumDeaths} times within a minute; see ${layout.log}.`,
        );
      }
    }
  }

  private async serve(server: Postmaster, password: string, onReady: () => void): Promise<Ending> {
    try {
      this.monitor = await this.connect(server, password);
      if (this.monitor === undefined) return this.context.signal.aborted ? 'stop' : 'died';
      await this.monitor.ensureDatabase();
      await this.publish('ready');
      onReady();
      return await this.watch(server, password);
    } catch (error) {
      if (!server.running()) return 'died';
      await stopPostmaster(server);
      throw error;
    }
  }

  /** A server that is ready may still refuse for a moment, after a crash of one of its processes for example. */
  private async connect(server: Postmaster, password: string): Promise<Monitor | undefined> {
    const deadline = Date.now() + 30_000;
    while (server.running() && !this.context.signal.aborted) {
      try {
        return await Monitor.connect(server.port, password);
      } catch (error) {
        if (Date.now() > deadline || /password authentication failed/.test(messageOf(error))) {
          throw new AppError(
            'database.unavailable',
            `The embedded PostgreSQL refuses us: ${messageOf(error)}. Does ${this.context.layout.secrets} belong to this database?`,
            { cause: error },
          );
        }
        await sleep(100);
      }
    }
    return undefined;
  }

  private async watch(server: Postmaster, password: string): Promise<Ending> {
    let lastBusy = Date.now();
    for (;;) {
      await this.pause(server);
      if (this.context.signal.aborted) return 'stop';
      if (!server.running()) return 'died';
      const lost = await this.lostDirectory();
      if (lost !== undefined) return lost;
      trimLog(this.context.layout.log);
      try {
        this.monitor ??= await Monitor.connect(server.port, password);
        if ((await this.monitor.countClients()) > 0) lastBusy = Date.now();
        else if (Date.now() - lastBusy >= this.patienceMs() && (await this.closeDoor(this.monitor))) return 'idle';
      } catch {
        // A broken connection says nothing about the clients: they count as there until we can look again.
        lastBusy = Date.now();
        await this.dropMonitor();
      }
    }
  }

  /** After true nobody uses the server and nobody can begin to. */
  private async closeDoor(monitor: Monitor): Promise<boolean> {
    if (!(await monitor.refuseLeases())) return false;
    if ((await monitor.countClients()) === 0) return true;
    await monitor.allowLeases();
    return false;
  }

  private patienceMs(): number {
    return Date.now() < this.eagerUntil ? 0 : this.idleMs;
  }

  private async pause(server: Postmaster): Promise<void> {
    const usual = Math.min(tickMs, Math.max(50, this.idleMs / 4));
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    const aborted = AbortSignal.any([timer.signal, this.context.signal]);
    const slept = sleep(Date.now() < this.eagerUntil ? 50 : usual, undefined, { signal: aborted });
    await Promise.race([slept.catch(() => undefined), server.ended, woken]);
    timer.abort();
  }

  private async lostDirectory(): Promise<'removed' | 'superseded' | undefined> {
    const there = await stat(this.context.layout.cluster).catch(() => undefined);
    if (there === undefined) return 'removed';
    return (await this.lock.hold()) ? undefined : 'superseded';
  }

  private async finish(server: Postmaster, ending: Exclude<Ending, 'died'>): Promise<void> {
    const { log } = this.context;
    if (ending === 'superseded') return log('another guardian has taken over');
    if (ending === 'removed') {
      signalProcess(server.pid, 'SIGQUIT');
      return stopPostmaster(server);
    }
    await this.publish('stopping');
    await stopPostmaster(server);
    await this.publish('stopped');
    log(ending === 'idle' ? 'stopped: nobody was connected' : 'stopped on request');
  }

  private async dropMonitor(): Promise<void> {
    await this.monitor?.close().catch(() => undefined);
    this.monitor = undefined;
  }

  private async publish(phase: Phase): Promise<void> {
    await writeServerState(this.context.layout.server, { holding: this.lock.text, phase, port: this.port ?? 0 });
  }
}
