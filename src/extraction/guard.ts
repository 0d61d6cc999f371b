import { Worker } from 'node:worker_threads';

/** What the parsers' own code takes beside the memory a file is granted, in bytes. */
const OVERHEAD = 96 * 1024 * 1024;

/** How often the guard looks, in milliseconds. */
const INTERVAL = 50;

/** What the guard writes to stderr before it kills, so that whoever started the process can tell why. */
export const GUARD_VERDICTS = { memory: '[guard: memory]', processor: '[guard: processor time]' } as const;

/**
 * Runs in a thread of its own, so that it also works while the main thread is busy in a loop: kills the process when it
 * grows beyond the limit (buffers and WebAssembly are outside of the V8 heap and its limit), when all of its threads together
 * have taken more of the processor than the file is granted, and when the process that started it is gone.
 */
const GUARD = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const parent = process.ppid;
let memory = process.memoryUsage.rss() + workerData.allowance;
let processor = Infinity;
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
parentPort.on('message', ({ processorMs, bytes }) => {
  if (bytes) memory += bytes;
  else processor = processorMs === null ? Infinity : spent() + processorMs;
});
parentPort.unref();
const kill = (verdict) => {
  try { writeSync(2, verdict); } catch {}
  process.kill(process.pid, 'SIGKILL');
};
setInterval(() => {
  if (process.ppid !== parent) kill('');
  if (process.memoryUsage.rss() > memory) kill(workerData.verdicts.memory);
  if (spent() > processor) kill(workerData.verdicts.processor);
}, workerData.interval);
`;

export interface Guard {
  /** From now on, the process may take so much time of the processors, in milliseconds; null for no limit. */
  allow(processorMs: number | null): void;
  /** The process may take so much more memory, in bytes. */
  grant(bytes: number): void;
}

/** Guards this process. To be called once, before anything of a file is read. */
export function startGuard(memoryMb: number): Guard {
  const allowance = OVERHEAD + memoryMb * 1024 * 1024;
  const workerData = { allowance, interval: INTERVAL, verdicts: GUARD_VERDICTS };
  const worker = new Worker(GUARD, { eval: true, workerData, execArgv: [], env: {} });
  worker.unref();
  return {
    allow: (processorMs) => worker.postMessage({ processorMs }, []),
    grant: (bytes) => worker.postMessage({ bytes }, []),
  };
}
