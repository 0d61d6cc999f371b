export interface BreakerSettings {
  /** So many failures in a row open it, ... */
  failures: number;
  /** ... unless the first of them is younger than this: a moment's trouble is for the retries. Milliseconds. */
  spanMs: number;
  /** How long it stays open at first; doubled each time a probe fails, up to `longestMs`. */
  openMs: number;
  longestMs: number;
}

export const defaultBreakerSettings: Readonly<BreakerSettings> = {
  failures: 8,
  spanMs: 10_000,
  openMs: 5_000,
  longestMs: 60_000,
};

/** What became of an attempt, as far as it tells whether the provider is there. `unknown`: it tells nothing. */
export type Health = 'alive' | 'down' | 'unknown';

/** A pass for one attempt; `report` is called once, whatever became of it. */
export interface Pass {
  report(health: Health, now: number): void;
}

/**
 * Keeps calls from a provider that does not answer: closed, calls pass; open, none does; half open, one does, and what
 * becomes of it closes or opens it again. Times are milliseconds since 1970.
 */
export class CircuitBreaker {
  #failures = 0;
  #since = 0;
  #openUntil: number | null = null;
  #openMs: number;
  #probing = false;

  constructor(readonly settings: BreakerSettings) {
    this.#openMs = settings.openMs;
  }

  /** Nothing is held against the provider: a new breaker would do the same. */
  get idle(): boolean {
    return this.#openUntil === null && this.#failures === 0;
  }

  /** For how many more milliseconds it lets nobody through; 0 when it would. */
  closedFor(now: number): number {
    return this.#openUntil === null ? 0 : Math.max(0, this.#openUntil - now);
  }

  /** A pass, or in how many milliseconds it is worth asking again. */
  enter(now: number): Pass | number {
    if (this.#openUntil === null) return { report: (health, at) => this.#hear(health, at) };
    if (now < this.#openUntil) return this.#openUntil - now;
    // The probe is on its way: what comes of it is known within about the time the breaker stays open.
    if (this.#probing) return this.#openMs;
    this.#probing = true;
    return {
      report: (health, at) => {
        this.#probing = false;
        if (health === 'down') this.#openMs = Math.min(this.#openMs * 2, this.settings.longestMs);
        if (health === 'down') this.#openUntil = at + this.#openMs;
        else this.#hear(health, at);
      },
    };
  }

  #hear(health: Health, now: number): void {
    if (health === 'alive') {
      this.#failures = 0;
      this.#openUntil = null;
      this.#openMs = this.settings.openMs;
    }
    // Attempts that were sent before it opened tell nothing new by failing.
    if (health !== 'down' || this.#openUntil !== null) return;
    if (this.#failures === 0) this.#since = now;
    this.#failures += 1;
    const { failures, spanMs } = this.settings;
    if (this.#failures >= failures && now - this.#since >= spanMs) this.#openUntil = now + this.#openMs;
  }
}
