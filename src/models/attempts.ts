import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../common/errors/catalogue.js';
import type { TokenUsage } from './types.js';

/** Time and chance, so that tests need neither. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, { signal });
  },
  random: () => Math.random(),
};

/**
 * Why an attempt was made: the first, after a failure, after an answer without room, after one in the wrong form; or as a
 * request of a batch.
 */
export type AttemptKind = 'first' | 'retry' | 'roomier' | 'repair' | 'batch';

/** Which attempt of which call. */
export interface AttemptIdentity {
  /** The same for all attempts of one call. */
  callId: string;
  /** From 1. */
  attempt: number;
  kind: AttemptKind;
  task: string;
  model: string;
  modelId: string;
  streamed: boolean;
}

/** One row of the ledger: an attempt, whatever became of it. Holds nothing of prompt, answer or key. */
export interface AttemptRecord extends AttemptIdentity {
  /** The model id as answered. */
  snapshot: string | null;
  outcome: 'ok' | 'cancelled' | ErrorCode;
  /** HTTP status where there was an answer. */
  status: number | null;
  requestId: string | null;
  /** null when nothing was answered, so that nothing is known; never zero for want of a report. */
  usage: TokenUsage | null;
  /** USD; null without usage or prices. */
  cost: number | null;
  startedAt: Date;
  milliseconds: number;
}
