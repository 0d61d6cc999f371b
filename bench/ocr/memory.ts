import { readdirSync, readFileSync } from 'node:fs';

/** The most memory that a process which this one started has had resident, in MiB; undefined where the system does not tell. */
export function peakMemoryOfChildren(): number | undefined {
  let most: number | undefined;
  try {
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      if (field(status, 'PPid') === process.pid) most = Math.max(most ?? 0, field(status, 'VmHWM') / 1024);
    }
  } catch {
    // Processes end while they are looked at, and other systems have no such folder.
  }
  return most;
}

function field(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
