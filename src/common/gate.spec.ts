import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

/** Work that ends when it is told to. */
function held(log: string[], name: string): { work: () => Promise<string>; end: (error?: Error) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const work = () => {
    log.push(name);
    return promise;
  };
  return { work, end: (error) => (error ? reject(error) : resolve(name)) };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe(Gate.name, () => {
  it('runs so many at a time, and the others in their order', async () => {
    const gate = new Gate(2);
    const log: string[] = [];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => held(log, name)) as [
      ReturnType<typeof held>,
      ReturnType<typeof held>,
      ReturnType<typeof held>,
      ReturnType<typeof held>,
    ];
    const results = Promise.all([a, b, c, d].map(({ work }) => gate.pass(work)));
    await settled();
    expect(log).toEqual(['a', 'b']);
    b.end();
    await settled();
    expect(log).toEqual(['a', 'b', 'c']);
    for (const { end } of [a, c, d]) end();
    expect(await results).toEqual(['a', 'b', 'c', 'd']);
  });

  it('hands on what fails, and lets the next in', async () => {
    const gate = new Gate(1);
    const log: string[] = [];
    const [bad, good] = [held(log, 'bad'), held(log, 'good')];
    const first = gate.pass(bad.work);
    const second = gate.pass(good.work);
    bad.end(new Error('no'));
    await expect(first).rejects.toThrow('no');
    good.end();
    expect(await second).toBe('good');
    expect(await gate.pass(() => Promise.resolve('empty again'))).toBe('empty again');
  });
});
