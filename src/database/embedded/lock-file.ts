import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFile, parseObject, readIfThere } from './files.js';
import { identityOf, isRunning, thisMachine, type ProcessIdentity } from './processes.js';

/**
 * - `alive`: held by a running process of this machine
 * - `foreign`: held by a process that cannot be seen from here (another container or machine) and that keeps touching it
 * - `stale`: its holder is gone
 * - `free`: nobody holds it
 */
export type LockState = 'free' | 'stale' | 'alive' | 'foreign';

export interface LockView {
  state: LockState;
  /** The file's text, which names one holding and no other. */
  text?: string;
  holder?: ProcessIdentity;
}

/** A holder that cannot be seen is given this long to show a sign of life; it touches the file every second. */
const foreignSilenceMs = 5_000;

/**
 * Looks at a lock; takes up to `silenceMs` where the holder belongs to another machine. With 0 such a holder counts as
 * gone: for those who then let a guardian judge, and not for that guardian.
 */
export async function viewLock(path: string, silenceMs = foreignSilenceMs): Promise<LockView> {
  const text = await readIfThere(path);
  if (text === undefined) return { state: 'free' };
  const holder = parseHolder(text);
  if (holder === undefined) return { state: 'stale', text };
  if (holder.machine === thisMachine()) return { state: isRunning(holder) ? 'alive' : 'stale', text, holder };
  return { state: (await isTouched(path, silenceMs)) ? 'foreign' : 'stale', text, holder };
}

/**
 * An exclusive lock on a data directory: a file that appears with all its text in one step and names its holder. It is
 * stale when that process is gone or its number belongs to another process now, however old or young the file is.
 *
 * A stale lock is removed only under a second lock named after its text, and only while it still has that text.
 * Without that, two processes could judge the same lock stale and the slower one remove the lock of the faster.
 */
export async function acquireLock(path: string): Promise<HeldLock | LockView> {
  const own = JSON.stringify({ ...ownIdentity(), holding: randomUUID() });
  for (;;) {
    if (await createFile(path, own)) {
      await removeBreakers(path);
      return new HeldLock(path, own);
    }
    const view = await viewLock(path);
    if (view.state === 'free') continue;
    if (view.state !== 'stale') return view;
    if (!(await breakLock(path, view.text ?? ''))) return view;
  }
}

/** True when the lock with this text is gone, whoever removed it; false while another process is removing it. */
async function breakLock(path: string, text: string): Promise<boolean> {
  const breaker = await acquireLock(`${path}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}`);
  if (!(breaker instanceof HeldLock)) return false;
  try {
    if ((await readIfThere(path)) === text) await rm(path, { force: true });
    return true;
  } finally {
    await breaker.release();
  }
}

export class HeldLock {
  constructor(
    private readonly path: string,
    /** What the file holds; names this holding. */
    readonly text: string,
  ) {}

  /** A sign of life for those who cannot see this process. */
  async touch(): Promise<void> {
    const now = new Date();
    await utimes(this.path, now, now);
  }

  /** Puts the file back where somebody removed it; false once it is another holder's. */
  async hold(): Promise<boolean> {
    const text = await readIfThere(this.path);
    return text === this.text || (text === undefined && (await createFile(this.path, this.text)));
  }

  async release(): Promise<void> {
    if ((await readIfThere(this.path)) === this.text) await rm(this.path, { force: true });
  }
}

/** Locks for removing earlier locks, left by processes that died over it. No earlier lock is there any more. */
async function removeBreakers(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const isBreaker = name.startsWith(prefix) && /^[0-9a-f.]+$/.test(name.slice(prefix.length));
    if (isBreaker) await rm(join(dirname(path), name), { force: true });
  }
}

function ownIdentity(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error('This process cannot find its own start time.');
  return identity;
}

function parseHolder(text: string): ProcessIdentity | undefined {
  const { pid, startedAt, machine } = parseObject(text) ?? {};
  return typeof pid === 'number' && typeof startedAt === 'string' && typeof machine === 'string'
    ? { pid, startedAt, machine }
    : undefined;
}

async function isTouched(path: string, silenceMs: number): Promise<boolean> {
  const before = await modifiedAt(path);
  const deadline = Date.now() + silenceMs;
  while (Date.now() < deadline) {
    await sleep(250);
    const now = await modifiedAt(path);
    if (now !== before) return now !== undefined;
  }
  return false;
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}
