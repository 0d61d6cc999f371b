import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the machine's own notation: only equality means something. */
  startedAt: string;
  /** Where the number means something: this boot of this machine, and this container. */
  machine: string;
}

const onLinux = process.platform === 'linux';

/** This boot and this namespace of process numbers; a process of another one cannot be looked up from here. */
export function thisMachine(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** The identity of a running process of this machine; undefined where there is none, or only a zombie. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = onLinux
    ? parseProcStat(procFile(pid, 'stat'))
    : parsePsStart(ps(['-o', 'stat=,lstart=', '-p', String(pid)]));
  return startedAt === undefined ? undefined : { pid, startedAt, machine: thisMachine() };
}

export function isRunning(process: ProcessIdentity): boolean {
  return identityOf(process.pid)?.startedAt === process.startedAt;
}

/** Start time from `/proc/<pid>/stat`. The name in it may hold spaces and brackets, so fields count from the last `)`. */
export function parseProcStat(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' ? undefined : startTime;
}

/** Start time from `ps -o stat=,lstart=`, such as `Ss   Mon Nov 23 13:12:01 2026`. */
export function parsePsStart(text: string | undefined): string | undefined {
  const [state = '', ...start] = (text ?? '').trim().split(/\s+/);
  return state === '' || state.startsWith('Z') || start.length === 0 ? undefined : start.join(' ');
}

/**
 * Whether a running process is the PostgreSQL server of this cluster. A false `no` (the directory was renamed under a
 * running server) does no harm: PostgreSQL itself then finds that server's shared memory in use and refuses to start.
 */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  return serves(commandOf(pid) ?? '', cluster);
}

/** `command` is an argument list joined by single spaces: not every system tells the arguments apart. */
export function serves(command: string, cluster: string): boolean {
  return /(^|\/)postgres /.test(command) && `${command} `.includes(` -D ${cluster} `);
}

/** Running processes by their command; arguments are joined by single spaces. */
export function findProcesses(matches: (command: string) => boolean): number[] {
  return (onLinux ? procCommands() : psCommands()).filter(({ command }) => matches(command)).map(({ pid }) => pid);
}

/** Sends a signal; false where the process is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function commandOf(pid: number): string | undefined {
  if (!onLinux) return ps(['-ww', '-o', 'command=', '-p', String(pid)])?.trim() || undefined;
  return procFile(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || undefined;
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

function procCommands(): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandOf(Number(name)) ?? '' }));
}

function psCommands(): { pid: number; command: string }[] {
  return (ps(['-axww', '-o', 'pid=,command=']) ?? '').split('\n').map((line) => {
    const [, pid = '0', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), command };
  });
}

function ps(args: string[]): string | undefined {
  const result = spawnSync('/bin/ps', args, { encoding: 'utf8', env: { LC_ALL: 'C' } });
  return result.status === 0 ? result.stdout : undefined;
}
