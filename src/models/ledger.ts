import type { EntityManager } from 'typeorm';
import type { AttemptIdentity, AttemptRecord } from './attempts.js';
import type { ModelLimits } from './types.js';

/** For whom a call is made. The ids mean nothing to the gateway. */
export interface Account {
  workspaceId: string;
  /** As `actorRef` writes it. */
  actor: string;
  documentId?: string;
  analysisId?: string;
  /** Of a benchmark. */
  runId?: string;
}

/** An attempt that is about to be made. */
export interface PlannedAttempt extends AttemptIdentity {
  id: string;
  account: Account;
  /** USD that it may cost at most; null when prices are not known. */
  cost: number | null;
  /** What it has to keep to, and the tokens that it may use at most; absent where the model has no limits. */
  limits?: ModelLimits & { tokens: number };
  /** What the models of its provider have to keep to together; absent where it has no limits. */
  shared?: ModelLimits & { providerId: string; tokens: number };
  /** After so many milliseconds its outcome will not come any more. */
  lifetimeMs: number;
}

/** An attempt is written down, and nothing waits for its outcome: no limit, and of a budget it holds the most that it may cost. */
export const UNBOUND = -1;

/** Where attempts are written down: before they are made, and when it is known what became of them. */
export abstract class Ledger {
  /**
   * Resolves with 0 or {@link UNBOUND} when it is written down. Else nothing is, since the model's limits leave no room: with
   * the milliseconds after which it is worth asking again.
   *
   * @throws AppError `budget.exceeded`, `budget.price_unknown`: the attempt is not made.
   */
  abstract reserve(attempt: PlannedAttempt): Promise<number>;
  abstract settle(account: Account, id: string, record: AttemptRecord): Promise<void>;
  /** As `settle`, within milliseconds and together with others; resolves when it is written down. */
  abstract settleSoon(account: Account, id: string, record: AttemptRecord): Promise<void>;

  /**
   * Writes down attempts of one workspace in the caller's transaction: all of them, or none and it is rolled back. The
   * model's limits do not count.
   *
   * @throws AppError `budget.exceeded`, `budget.price_unknown`
   */
  abstract reserveAll(em: EntityManager, attempts: readonly PlannedAttempt[]): Promise<void>;
  /** What became of attempts of one workspace, in the caller's transaction. */
  abstract settleAll(em: EntityManager, workspaceId: string, outcomes: readonly SettledAttempt[]): Promise<void>;
}

/** What became of the attempt of that id. */
export interface SettledAttempt {
  id: string;
  record: Pick<AttemptRecord, 'outcome' | 'status' | 'requestId' | 'snapshot' | 'usage' | 'cost' | 'milliseconds'>;
}
