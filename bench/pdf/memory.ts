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
export function watchProcess(pid: number): { now(): Taken; stop(): Taken } {
  const taken: Taken = { memory: 0, processor: 0 };
  const now = () => {
    const { bytes, ticks } = treeOf(pid);
    taken.memory = Math.max(taken.memory, bytes / MIB);
    taken.processor = Math.max(taken.processor, ticks / TICKS_A_SECOND);
    return { ...taken };
  };
  const timer = setInterval(now, INTERVAL_MS);
  return {
    /** What was taken until now. */
    now,
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

/** Only what the process started is looked at: going through all processes of the machine would take a part of what is measured. */
function treeOf(pid: number): Usage {
  const sum = statOf(pid) ?? { bytes: 0, ticks: 0 };
  for (const child of childrenOf(pid)) {
    const { bytes, ticks } = treeOf(child);
    sum.bytes += bytes;
    sum.ticks += ticks;
  }
  return sum;
}

/** Those that any of its threads started. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

function statOf(pid: number): Usage | undefined {
  try {
    // The name of the program, in parentheses, may hold blanks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // Its own time in user and system mode, and that of children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { bytes: Number(fields[21]) * PAGE_BYTES, ticks };
  } catch {
    return undefined;
  }
}
