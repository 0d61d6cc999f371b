import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AnalysisProgress } from './analysis.entity.js';
import { ProgressWriter } from './progress-writer.js';

let saved: string[];
/** Ends the write that is under way. */
let settle: (error?: Error) => void;

function save({ done, total, step }: AnalysisProgress): Promise<void> {
  saved.push(`${done}/${total} ${step}`);
  return new Promise((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
}

/** Ends the write and lets so many milliseconds pass. */
async function pass(milliseconds: number): Promise<void> {
  settle();
  await jest.advanceTimersByTimeAsync(milliseconds);
}

describe(ProgressWriter.name, () => {
  beforeEach(() => {
    jest.useFakeTimers();
    saved = [];
    settle = () => {};
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes the first value at once, then at most twice a second the latest', async () => {
    const { report } = new ProgressWriter(save);
    report(1, 10, 'read');
    for (let done = 2; done <= 9; done += 1) report(done, 10, 'read');
    expect(saved).toEqual(['1/10 read']);
    await pass(499);
    expect(saved).toHaveLength(1);
    await pass(1);
    expect(saved).toEqual(['1/10 read', '9/10 read']);
  });

  it('never has two writes under way', async () => {
    const { report } = new ProgressWriter(save);
    report(1, 3, '');
    await jest.advanceTimersByTimeAsync(5000);
    report(2, 3, '');
    report(3, 3, '');
    expect(saved).toEqual(['1/3 ']);
    await pass(500);
    expect(saved).toEqual(['1/3 ', '3/3 ']);
  });

  it('writes again at once after a pause', async () => {
    const { report } = new ProgressWriter(save);
    report(1, 2, '');
    await pass(1000);
    report(2, 2, '');
    expect(saved).toEqual(['1/2 ', '2/2 ']);
  });

  it('goes on after a write that failed', async () => {
    const { report } = new ProgressWriter(save);
    report(1, 2, '');
    report(2, 2, '');
    settle(new Error('no connection'));
    await jest.advanceTimersByTimeAsync(500);
    expect(saved).toEqual(['1/2 ', '2/2 ']);
  });

  it('waits for the write under way when closed, and writes nothing more', async () => {
    const writer = new ProgressWriter(save);
    writer.report(1, 3, '');
    writer.report(2, 3, '');
    let closed = false;
    const closing = writer.close().then(() => (closed = true));
    await jest.advanceTimersByTimeAsync(0);
    expect(closed).toBe(false);
    await pass(2000);
    await closing;
    writer.report(3, 3, '');
    await pass(2000);
    expect(saved).toEqual(['1/3 ']);
    expect(jest.getTimerCount()).toBe(0);
  });
});
