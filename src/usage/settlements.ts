import type { SettledAttempt } from '../models/ledger.js';

/** Outcomes that wait to be written are written after so many milliseconds, and others that came meanwhile with them. */
const GATHER_MS = 20;

/** So many at a time at most. */
const MOST_AT_ONCE = 200;

interface Waiting {
  workspaceId: string;
  outcome: SettledAttempt;
  resolve(): void;
  reject(error: unknown): void;
}

/** What is done with outcomes of one workspace: all of them are written, or none. */
export type WriteOutcomes = (workspaceId: string, outcomes: readonly SettledAttempt[]) => Promise<void>;

/**
 * Gathers outcomes for a moment and has those of one workspace written together. The timer holds the process: it does not end
 * with outcomes that are not written.
 */
export class Settlements {
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #writing = new Set<Promise<unknown>>();

  constructor(private readonly write: WriteOutcomes) {}

  /** Resolves when it is written; rejects with why it cannot be. */
  add(workspaceId: string, outcome: SettledAttempt): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ workspaceId, outcome, resolve, reject });
      if (this.#waiting.length >= MOST_AT_ONCE) this.#start();
      else this.#timer ??= setTimeout(() => this.#start(), GATHER_MS);
    });
  }

  /** Writes what waits now. @returns when that is done, well or ill, with what was being written before: whether there was any. */
  async flush(): Promise<boolean> {
    this.#start();
    const writing = [...this.#writing];
    await Promise.all(writing);
    return writing.length > 0;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = Map.groupBy(this.#waiting, ({ workspaceId }) => workspaceId);
    this.#waiting = [];
    for (const [workspaceId, waiting] of all) {
      const writing = this.#writeAll(workspaceId, waiting).finally(() => this.#writing.delete(writing));
      this.#writing.add(writing);
    }
  }

  /** Never rejects. What cannot be written with others is tried alone: one that cannot be written spoils no other. */
  async #writeAll(workspaceId: string, waiting: readonly Waiting[]): Promise<void> {
    try {
      await this.write(
        workspaceId,
        waiting.map(({ outcome }) => outcome),
      );
      for (const one of waiting) one.resolve();
    } catch (error) {
      if (waiting.length === 1) waiting[0]?.reject(error);
      else await Promise.all(waiting.map((one) => this.#writeAll(workspaceId, [one])));
    }
  }
}
