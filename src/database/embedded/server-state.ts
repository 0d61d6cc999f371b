import { readIfThere, readJson, replaceFile } from './files.js';

export type Phase = 'starting' | 'ready' | 'stopping' | 'stopped';

/** What the guardian tells others about the server. */
export interface ServerState {
  /** Text of the lock under which this was written; a state of another holding is history. */
  holding: string;
  phase: Phase;
  /** Kept when the server has stopped: the next start takes the same port again where it can. */
  port: number;
}

export async function readServerState(path: string): Promise<ServerState | undefined> {
  const { holding, phase, port } = (await readJson(path)) ?? {};
  return typeof holding === 'string' && typeof port === 'number' && isPhase(phase)
    ? { holding, phase, port }
    : undefined;
}

export async function writeServerState(path: string, state: ServerState): Promise<void> {
  await replaceFile(path, `${JSON.stringify(state)}\n`);
}

function isPhase(value: unknown): value is Phase {
  return value === 'starting' || value === 'ready' || value === 'stopping' || value === 'stopped';
}

/** The parts of `postmaster.pid` that are needed here. */
export interface PostmasterFile {
  pid: number;
  port: number;
  /** `starting`, `ready`, `stopping`; empty while the server has not got that far. */
  status: string;
}

export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  return parsePostmasterFile(await readIfThere(`${cluster}/postmaster.pid`));
}

/**
 * Lines of `postmaster.pid`: process id, data directory, start time, port, socket directory, listen address, shared
 * memory key, status (PostgreSQL, src/include/utils/pidfile.h). A single-user server writes a negative process id.
 */
export function parsePostmasterFile(text: string | undefined): PostmasterFile | undefined {
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isSafeInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? '', 10) || 0, status: (lines[7] ?? '').trim() };
}
