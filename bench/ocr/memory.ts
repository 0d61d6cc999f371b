import { readdirSync, readFileSync } from 'node:fs';

/** What the processes that this one started have taken so far. */
export interface ChildUsage {
  /** The most memory that one of them has had resident, in MiB. */
  memoryMb: number;
  /** Processor time of those that still run, in seconds, by process. */
  seconds: ReadonlyMap<string, number>;
}

/** Ticks of a second in the counts of Linux. */
const TICKS = 100;

/** Nothing where the system does not tell. */
export function childUsage(): ChildUsage {
  const seconds = new Map<string, number>();
  let memoryMb = 0;
  for (const name of processes()) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      if (field(status, 'PPid') !== process.pid) continue;
      memoryMb = Math.max(memoryMb, field(status, 'VmHWM') / 1024);
      // After the name in brackets: the state, and from there the 12th and 13th are the times in user and system mode.
      const [, counts = ''] = readFileSync(`/proc/${name}/stat`, 'utf8').split(/\) (?!.*\) )/);
      const [user = 0, system = 0] = counts.split(' ').slice(11, 13).map(Number);
      seconds.set(name, (user + system) / TICKS);
    } catch {
      // It ended while it was looked at.
    }
  }
  return { memoryMb, seconds };
}

/** Processor time between two looks, in seconds. */
export function secondsBetween(before: ChildUsage, after: ChildUsage): number {
  let sum = 0;
  for (const [name, seconds] of after.seconds) sum += seconds - (before.seconds.get(name) ?? 0);
  return sum;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((each) => /^\d+$/.test(each));
  } catch {
    return [];
  }
}

function field(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
