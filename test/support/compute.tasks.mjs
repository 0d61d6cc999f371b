/** Tasks for the specs of the thread pool. */
import { threadId } from 'node:worker_threads';

let calls = 0;

/** Turns in a loop until somebody else counts: `ticks` is a Int32Array on shared memory. */
export function spinUntil({ ticks, wanted }) {
  const counter = new Int32Array(ticks);
  while (Atomics.load(counter, 0) < wanted) continue;
  return { threadId, ticks: Atomics.load(counter, 0) };
}

export function whoAmI() {
  calls += 1;
  return { threadId, calls };
}

export function report(steps, { progress }) {
  for (let done = 1; done <= steps; done += 1) progress(done, steps, `step ${done}`);
  return 'reported';
}

export async function refuse() {
  const { AppError } = await import('../../dist/common/errors/app-error.js');
  throw new AppError('document.not_ready', 'not yet');
}

export function fail() {
  throw new RangeError('out of range');
}

export function spinForever() {
  for (;;) continue;
}
