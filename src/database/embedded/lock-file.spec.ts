import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, HeldLock, viewLock } from './lock-file.js';
import { identityOf } from './processes.js';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'johang-lock-'));
  path = join(directory, 'a.lock');
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function acquired(): Promise<HeldLock> {
  const lock = await acquireLock(path);
  if (!(lock instanceof HeldLock)) throw new Error(`not acquired: ${JSON.stringify(lock)}`);
  return lock;
}

function holderText(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...identityOf(process.pid), ...changes });
}

describe(acquireLock.name, () => {
  it('is exclusive until it is released', async () => {
    const lock = await acquired();
    expect(await acquireLock(path)).toMatchObject({ state: 'alive', holder: { pid: process.pid } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await lock.release();
    expect(await viewLock(path)).toEqual({ state: 'free' });
    await (await acquired()).release();
    expect(await readdir(directory)).toEqual([]);
  });

  it('is given to one of many who ask at once', async () => {
    const attempts = await Promise.all(Array.from({ length: 20 }, () => acquireLock(path)));
    expect(attempts.filter((attempt) => attempt instanceof HeldLock)).toHaveLength(1);
  });

  it.each([
    ['whose holder is gone', holderText({ pid: 2 ** 22 + 1 })],
    ['whose holder is another process of the same number', holderText({ startedAt: 'earlier' })],
    ['that is damaged', '{"pid":'],
    ['that is empty', ''],
  ])('takes over a lock %s, and gives it to one only', async (_, text) => {
    for (let round = 0; round < 10; round += 1) {
      await writeFile(path, text);
      const attempts = await Promise.all(Array.from({ length: 8 }, () => acquireLock(path)));
      const locks = attempts.filter((attempt) => attempt instanceof HeldLock);
      expect(locks).toHaveLength(1);
      expect(await locks[0]?.hold()).toBe(true);
      await locks[0]?.release();
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it('goes on where the process that was removing a stale lock died over it', async () => {
    await writeFile(path, '');
    const breaker = `${path}.e3b0c44298fc`; // sha256 of the empty text
    await writeFile(breaker, holderText({ startedAt: 'earlier' }));
    await acquired();
    expect(await readdir(directory)).toEqual(['a.lock']);
  });

  it('leaves an old lock of a running process alone', async () => {
    await acquired();
    await utimes(path, new Date(0), new Date(0));
    expect(await viewLock(path)).toMatchObject({ state: 'alive' });
  });
});

describe(viewLock.name, () => {
  it('takes a silent holder of another machine for gone', async () => {
    await writeFile(path, holderText({ machine: 'another' }));
    expect(await viewLock(path, 300)).toMatchObject({ state: 'stale' });
  });

  it('respects a holder of another machine that shows signs of life', async () => {
    await writeFile(path, holderText({ machine: 'another' }));
    const heart = setInterval(() => void utimes(path, new Date(), new Date()), 50);
    try {
      expect(await viewLock(path, 5_000)).toMatchObject({ state: 'foreign' });
    } finally {
      clearInterval(heart);
    }
  });
});

describe(HeldLock.name, () => {
  it('comes back when the file was removed, and gives way when another holds it', async () => {
    const lock = await acquired();
    await rm(path);
    expect(await lock.hold()).toBe(true);
    await writeFile(path, holderText({ holding: 'another' }));
    expect(await lock.hold()).toBe(false);
    await lock.release();
    expect(await viewLock(path)).toMatchObject({ state: 'alive' });
  });
});
