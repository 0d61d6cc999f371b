import { Worker } from 'node:worker_threads';

/** What the parsers' own code takes beside the memory a file is granted, in bytes. */
const OVERHEAD = 96 * 1024 * 1024;

/** How often the guard looks, in milliseconds. */
const INTERVAL = 50;

/**
 * Runs in a thread of its own, so that it also works while the main thread is busy in a loop: kills the process when it
 * grows beyond the limit (buffers are outside of the V8 heap and its limit) and when the process that started it is gone.
 */
const GUARD = `
const { workerData } = require('node:worker_threads');
const parent = process.ppid;
const limit = process.memoryUsage.rss() + workerData.allowance;
setInterval(() => {
  if (process.ppid !== parent || process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGKILL');
}, workerData.interval);
`;

/** Guards this process. To be called once, before anything of a file is read. */
export function startGuard(memoryMb: number): void {
  const allowance = OVERHEAD + memoryMb * 1024 * 1024;
  new Worker(GUARD, { eval: true, workerData: { allowance, interval: INTERVAL }, execArgv: [], env: {} }).unref();
}
