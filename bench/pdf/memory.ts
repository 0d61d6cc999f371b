import { readdirSync, readFileSync } from 'node:fs';

const INTERVAL_MS = 25;
const MIB = 1024 * 1024;

/** What a process and all it started have taken. */
export interface Taken {
  /** The most resident memory that was seen, in MiB. Pages that processes share are counted for each. */
  memory: number;
  /** Processor time of all of them, in seconds. */
  processor: number;
}

/** Samples, from `/proc`, what a process and all it started take. */
export function watchProcess(pid: number): { stop(): Taken } {
  const taken: Taken = { memory: 0, processor: 0 };
  const timer = setInterval(() => {
    const { bytes, ticks } = treeOf(pid);
    taken.memory = Math.max(taken.memory, bytes / MIB);
    taken.processor = Math.max(taken.processor, ticks / TICKS_A_SECOND);
  }, INTERVAL_MS);
  return {
    stop() {
      clearInterval(timer);
      return taken;
    },
  };
}

interface Usage {
  bytes: number;
  ticks: number;
}

function treeOf(root: number): Usage {
  const children = new Map<number, number[]>();
  const usages = new Map<number, Usage>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (!stat) continue;
    usages.set(Number(name), stat);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)]);
  }
  const sum = (pid: number): Usage => {
    const own = usages.get(pid) ?? { bytes: 0, ticks: 0 };
    const others = (children.get(pid) ?? []).map(sum);
    return others.reduce((a, b) => ({ bytes: a.bytes + b.bytes, ticks: a.ticks + b.ticks }), own);
  };
  return sum(root);
}

const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

function statOf(pid: string): (Usage & { parent: number }) | undefined {
  try {
    // The name of the program, in parentheses, may hold blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // Its own time in user and system mode, and that of children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), bytes: Number(fields[21]) * PAGE_BYTES, ticks };
  } catch {
    return undefined;
  }
}
