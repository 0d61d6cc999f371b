import { catalogue, type ErrorCode } from '../../common/errors/catalogue.js';
import { parseObject } from './files.js';

/** What a guardian is told, as JSON in its only argument. */
export interface GuardianOptions {
  /** Absolute, without symbolic links. */
  dataDir: string;
  idleSeconds: number;
  durable: boolean;
  /** False for a process that had a database and lost it: an empty one would not be what it lost. */
  mayCreate: boolean;
}

/**
 * What a guardian answers, once, to the process that started it.
 * - `ready`: the server accepts connections
 * - `busy`: another guardian has this directory; nothing was done. `foreign`: of another container or machine
 * - `failed`: with a `code`, trying again cannot help
 */
export type GuardianAnswer =
  { type: 'ready' } | { type: 'busy'; foreign: boolean } | { type: 'failed'; code?: ErrorCode; message: string };

/** Told while it works, for the log. */
export interface GuardianProgress {
  type: 'progress';
  line: string;
}

export type GuardianMessage = GuardianAnswer | GuardianProgress;

export function parseGuardianOptions(argument: string | undefined): GuardianOptions {
  const { dataDir, idleSeconds, durable, mayCreate } = parseObject(argument) ?? {};
  if (typeof dataDir !== 'string' || typeof idleSeconds !== 'number') {
    throw new Error('The guardian is started by Johang, with its options as JSON.');
  }
  return { dataDir, idleSeconds, durable: durable !== false, mayCreate: mayCreate === true };
}

export function parseGuardianMessage(value: unknown): GuardianMessage | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (value.type === 'ready') return { type: 'ready' };
  if (value.type === 'busy') return { type: 'busy', foreign: 'foreign' in value && value.foreign === true };
  if (value.type === 'progress' && 'line' in value) return { type: 'progress', line: String(value.line) };
  if (value.type !== 'failed' || !('message' in value)) return undefined;
  const code = 'code' in value && isErrorCode(value.code) ? value.code : undefined;
  return { type: 'failed', code, message: String(value.message) };
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(catalogue, value);
}
