import { mkdtemp, readdir, realpath } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { distDir } from '../../src/config/paths.js';
import { openEmbeddedPostgres } from '../../src/database/embedded/index.js';
import { removeDataDir } from './embedded-processes.js';
import { checkNothingLost, type Findings, waitUntilSettled } from './kill-check.js';
import { KillLoad } from './kill-load.js';
import { isAlive, ServerProcess } from './server-process.js';

/** What the server is about when it is killed. */
export const moments = ['extract', 'analyse', 'upload', 'acknowledgement', 'start', 'any'] as const;
export type Moment = (typeof moments)[number];

export interface KillLoopOptions {
  kills: number;
  /** Which moments, in turn. */
  moments?: readonly Moment[];
  /** Told what goes on, a line at a time. */
  log?: (line: string) => void;
}

export interface Kill {
  moment: Moment;
  /** Tries of jobs that this kill cut short, as `job#try`. */
  interrupted: string[];
  /** From the start of the new process until it serves. */
  restartMs: number;
}

export interface KillLoopReport extends Findings {
  kills: Kill[];
  seconds: number;
}

/**
 * Kills a server under load, again and again, with SIGKILL; restarts it at once; then looks whether all that it
 * acknowledged has been done, and done once. `problems` is empty when it has.
 */
export async function runKillLoop(options: KillLoopOptions): Promise<KillLoopReport> {
  const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'johang-kill-')));
  const loop = new KillLoop(dataDir, options);
  try {
    return await loop.run();
  } finally {
    await loop.close();
    await removeDataDir(dataDir);
  }
}

class KillLoop {
  readonly #started = performance.now();
  readonly #kills: Kill[] = [];
  readonly #orphans: number[] = [];
  readonly #load = new KillLoad(() => ({ url: this.#server?.url ?? '', key: this.#key }));
  #server: ServerProcess | undefined;
  #key = '';
  #database: { client: pg.Client; close(): Promise<void> } | undefined;

  constructor(
    private readonly dataDir: string,
    private readonly options: KillLoopOptions,
  ) {}

  async run(): Promise<KillLoopReport> {
    this.#server = await ServerProcess.start({ dataDir: this.dataDir });
    this.#key = this.#server.printedKey ?? '';
    const { client } = (this.#database = await openDatabase(this.dataDir));
    this.#load.start();
    const { kills, moments: cycle = moments, log = () => {} } = this.options;
    for (let n = 0; n < kills; n += 1) {
      const kill = await this.#killAndRestart(cycle[n % cycle.length]!);
      this.#kills.push(kill);
      log(
        `kill ${n + 1} of ${kills} (${kill.moment}): ${kill.interrupted.length} jobs interrupted, back in ${Math.round(kill.restartMs)} ms`,
      );
      await sleep(Math.random() * 1000);
    }
    log('waiting until all that was begun is done');
    await this.#load.stop();
    await waitUntilSettled(client);
    const interrupted = new Set(this.#kills.flatMap((kill) => kill.interrupted.map((each) => each.split('#')[0]!)));
    const findings = await checkNothingLost(this.#load, client, join(this.dataDir, 'uploads'), interrupted);
    for (const pid of this.#orphans.filter(isAlive))
      findings.problems.push(`the reader process ${pid} of a killed server lives on`);
    return { ...findings, kills: this.#kills, seconds: (performance.now() - this.#started) / 1000 };
  }

  async close(): Promise<void> {
    await this.#load.abort();
    await this.#server?.end('SIGKILL');
    await this.#database?.close();
  }

  async #killAndRestart(moment: Moment): Promise<Kill> {
    const server = this.#server!;
    await this.#await(moment);
    this.#orphans.push(...server.readers());
    await server.kill();
    // Those of earlier kills are still among them, until their silence is noticed.
    const known = new Set(this.#kills.flatMap((kill) => kill.interrupted));
    const interrupted = (await activeJobs(this.#database!.client)).filter((each) => !known.has(each));
    if (moment === 'start') {
      const stillborn = ServerProcess.spawn({ dataDir: this.dataDir });
      await sleep(100 + Math.random() * 900);
      await stillborn.kill();
    }
    const begun = performance.now();
    this.#server = await ServerProcess.start({ dataDir: this.dataDir });
    return { moment, interrupted, restartMs: performance.now() - begun };
  }

  /** Waits for the moment; the time it takes is the load's, so that no two runs are the same. */
  async #await(moment: Moment): Promise<void> {
    if (moment === 'any' || moment === 'start') return sleep(200 + Math.random() * 2500);
    if (moment === 'acknowledgement') return this.#load.nextAcknowledgement();
    if (moment === 'upload') return this.#beginUpload();
    const deadline = Date.now() + 15_000;
    const before = new Set(await activeJobs(this.#database!.client, moment));
    while (
      (await activeJobs(this.#database!.client, moment)).every((each) => before.has(each)) &&
      Date.now() < deadline
    )
      await sleep(2);
  }

  /** An upload that sends one half and then nothing; returns when that half is on the server's disk. */
  async #beginUpload(): Promise<void> {
    const target = new URL('/v1/documents', this.#server!.url);
    const headers = { authorization: `Bearer ${this.#key}`, 'content-type': 'multipart/form-data; boundary=half' };
    const request = httpRequest(target, { method: 'POST', headers }).on('error', () => {});
    request.write('--half\r\ncontent-disposition: form-data; name="file"; filename="half.txt"\r\n\r\n');
    request.write('Half of an agreement. '.repeat(20_000));
    const deadline = Date.now() + 15_000;
    while (!(await partialFiles(join(this.dataDir, 'uploads'))).length && Date.now() < deadline) await sleep(5);
  }
}

async function openDatabase(dataDir: string): Promise<{ client: pg.Client; close(): Promise<void> }> {
  const guardianFile = join(distDir, 'database/embedded/guardian.js');
  const server = await openEmbeddedPostgres({ dataDir, guardianFile });
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  return {
    client,
    close: async () => {
      await client.end();
      await server.close();
    },
  };
}

/** Tries of jobs that are under way, or were when their process died, as `job#try`. */
async function activeJobs(client: pg.Client, name?: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id || '#' || retry_count AS id FROM pgboss.job WHERE state = 'active' AND name = ANY($1)`,
    [name ? [name] : ['extract', 'analyse']],
  );
  return rows.map(({ id }) => id);
}

export async function partialFiles(uploads: string): Promise<string[]> {
  const names = await readdir(uploads, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.part'));
}
