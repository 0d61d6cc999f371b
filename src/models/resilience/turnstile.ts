import { AppError } from '../../common/errors/app-error.js';

export interface Waiting {
  signal?: AbortSignal;
  /** In so many milliseconds waiting is of no use any more. */
  patienceMs?: number;
}

interface Waiter {
  enter(): void;
}

/** Timers cannot be set for longer. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Lets so many in at a time and the others wait, first come, first served. The capacity may change at any time: those who
 * are in stay in.
 */
export class Turnstile {
  readonly #queue = new Set<Waiter>();
  #inside = 0;
  #capacity: number;

  /** @param longest so many may wait; one more is turned away. */
  constructor(
    capacity: number,
    readonly longest = 10_000,
  ) {
    this.#capacity = capacity;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  get capacity(): number {
    return this.#capacity;
  }

  set capacity(capacity: number) {
    this.#capacity = capacity;
    this.#admit();
  }

  /**
   * Resolves when it is one's turn, with what has to be called to leave (once; more often does no harm).
   *
   * @throws AppError `model.rate_limited` when too many wait or the patience ends; the signal's reason when it aborts.
   */
  async enter({ signal, patienceMs }: Waiting = {}): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#queue.size > 0 || this.#inside >= this.#capacity) await this.#wait(signal, patienceMs);
    else this.#inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside -= 1;
      this.#admit();
    };
  }

  #wait(signal: AbortSignal | undefined, patienceMs = Infinity): Promise<void> {
    if (this.#queue.size >= this.longest) throw new AppError('model.rate_limited', 'too many calls wait for it');
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#queue.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        enter: () => {
          done();
          this.#inside += 1;
          resolve();
        },
      };
      const abort = (): void => {
        done();
        reject(signal?.reason as Error);
      };
      const timer = Number.isFinite(patienceMs)
        ? setTimeout(
            () => {
              done();
              reject(new AppError('model.rate_limited', 'its limits left no room in time'));
            },
            Math.min(patienceMs, LONGEST_TIMER_MS),
          )
        : undefined;
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.add(waiter);
    });
  }

  #admit(): void {
    for (const waiter of this.#queue) {
      if (this.#inside >= this.#capacity) return;
      waiter.enter();
    }
  }
}
