import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../common/errors/app-error.js';
import { distDir, packageRoot } from '../config/paths.js';
import { type RunOptions, ThreadPool } from './thread-pool.js';

const path = join(packageRoot, 'test/support/compute.tasks.mjs');
const workerFile = join(distDir, 'compute/compute.worker.js');
const pools: ThreadPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function poolOf(threads = 1): ThreadPool {
  const pool = new ThreadPool({ workerFile, threads, memoryMb: 256 });
  pools.push(pool);
  return pool;
}

function run(pool: ThreadPool, name: string, input?: unknown, options: Partial<RunOptions> = {}): Promise<unknown> {
  return pool.run({ path, name, input }, { timeoutMs: 60_000, ...options });
}

describe(ThreadPool.name, () => {
  it('leaves this loop free while a task takes all the processor it gets', async () => {
    const ticks = new SharedArrayBuffer(4);
    const counter = setInterval(() => Atomics.add(new Int32Array(ticks), 0, 1), 1);
    // Ends only once this loop has turned a hundred times meanwhile.
    const result = (await run(poolOf(), 'spinUntil', { ticks, wanted: 100 })) as { threadId: number; ticks: number };
    clearInterval(counter);
    expect(result.ticks).toBeGreaterThanOrEqual(100);
    expect(result.threadId).not.toBe(threadId);
  });

  it('keeps a thread, and what its modules keep, for the next task', async () => {
    const pool = poolOf();
    const first = (await run(pool, 'whoAmI')) as { threadId: number };
    expect(await run(pool, 'whoAmI')).toEqual({ threadId: first.threadId, calls: 2 });
    expect(pool.size).toBe(1);
  });

  it('has no more threads than it may, however many tasks there are', async () => {
    const pool = poolOf(2);
    const answers = await Promise.all(Array.from({ length: 12 }, () => run(pool, 'whoAmI')));
    expect(pool.size).toBe(2);
    expect(new Set(answers.map((answer) => (answer as { threadId: number }).threadId)).size).toBeLessThanOrEqual(2);
  });

  it('takes what somebody waits for before what is done in the background', async () => {
    const pool = poolOf();
    const order: string[] = [];
    const gate = new SharedArrayBuffer(4);
    const first = run(pool, 'spinUntil', { ticks: gate, wanted: 1 });
    const others = [
      run(pool, 'whoAmI').then(() => order.push('background')),
      run(pool, 'whoAmI', undefined, { urgent: true }).then(() => order.push('urgent')),
    ];
    Atomics.store(new Int32Array(gate), 0, 1);
    await Promise.all([first, ...others]);
    expect(order).toEqual(['urgent', 'background']);
  });

  it('hands on progress, in order and before the result', async () => {
    const steps: unknown[] = [];
    const result = await run(poolOf(), 'report', 3, { progress: (...step) => steps.push(step) });
    expect(result).toBe('reported');
    expect(steps).toEqual([
      [1, 3, 'step 1'],
      [2, 3, 'step 2'],
      [3, 3, 'step 3'],
    ]);
  });

  it('hands on coded errors with their code, others as they are, and goes on', async () => {
    const pool = poolOf();
    const coded: unknown = await run(pool, 'refuse').catch((error: unknown) => error);
    expect(coded).toBeInstanceOf(AppError);
    expect(coded).toMatchObject({ code: 'document.not_ready', message: 'not yet' });
    await expect(run(pool, 'fail')).rejects.toMatchObject({ name: 'RangeError', message: 'out of range' });
    await expect(run(pool, 'nothing of the kind')).rejects.toThrow('has no function');
    expect(await run(pool, 'whoAmI')).toMatchObject({ calls: 1 });
    expect(pool.size).toBe(1);
  });

  it('refuses what cannot be copied, and goes on', async () => {
    const pool = poolOf();
    await expect(run(pool, 'whoAmI', () => 'a function')).rejects.toThrow('could not be cloned');
    expect(await run(pool, 'whoAmI')).toMatchObject({ calls: 1 });
  });

  it('ends a task that takes too long with a code, and serves the next', async () => {
    const pool = poolOf();
    await expect(run(pool, 'spinForever', undefined, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'compute.timeout',
    });
    expect(await run(pool, 'whoAmI')).toMatchObject({ calls: 1 });
  });

  it('ends a task that is called off, running or waiting, with the reason', async () => {
    const pool = poolOf();
    const running = new AbortController();
    const waiting = new AbortController();
    const first = run(pool, 'spinForever', undefined, { signal: running.signal });
    const second = run(pool, 'whoAmI', undefined, { signal: waiting.signal });
    const third = run(pool, 'whoAmI');
    waiting.abort(new Error('not wanted'));
    await expect(second).rejects.toThrow('not wanted');
    running.abort(new Error('called off'));
    await expect(first).rejects.toThrow('called off');
    expect(await third).toMatchObject({ calls: 1 });
    await expect(run(pool, 'whoAmI', undefined, { signal: running.signal })).rejects.toThrow('called off');
  });

  it('closes at once: what runs and what waits is rejected, and no thread is left', async () => {
    const pool = poolOf();
    const tasks = [run(pool, 'spinForever'), run(pool, 'whoAmI', undefined, { urgent: true }), run(pool, 'whoAmI')];
    const outcomes = Promise.allSettled(tasks);
    await pool.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(pool.size).toBe(0);
    await expect(run(pool, 'whoAmI')).rejects.toThrow('Johang stops');
  });

  it('gives an idle thread back', async () => {
    const pool = new ThreadPool({ workerFile, threads: 1, memoryMb: 64, idleMs: 1 });
    pools.push(pool);
    await run(pool, 'whoAmI');
    while (pool.size > 0) await new Promise((done) => setTimeout(done, 5));
    expect(await run(pool, 'whoAmI')).toMatchObject({ calls: 1 });
  });
});
