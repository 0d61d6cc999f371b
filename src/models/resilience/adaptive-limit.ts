import { Turnstile, type Waiting } from './turnstile.js';

export interface AdaptiveSettings {
  /** Calls at a time to begin with; never fewer than `least`, never more than `most`. */
  start: number;
  least: number;
  most: number;
  /** What is left of the limit when the provider is overloaded. */
  backOff: number;
}

export const defaultAdaptiveSettings: Readonly<AdaptiveSettings> = { start: 64, least: 1, most: 256, backOff: 0.5 };

/** What an attempt tells of the provider's load. `unknown`: it tells nothing. */
export type Load = 'fine' | 'overloaded' | 'unknown';

/** A place among the calls under way; `leave` is called once, whatever became of the attempt. */
export interface Place {
  leave(load: Load): void;
}

/**
 * How many calls at a time a provider bears, found by trying: one more for every full round that went well, half as many
 * when it says that it is too much. What was sent before the last cut does not cut again.
 */
export class AdaptiveLimit {
  readonly #turnstile: Turnstile;
  #limit: number;
  /** Of cuts so far. */
  #round = 0;

  constructor(readonly settings: AdaptiveSettings) {
    this.#limit = settings.start;
    this.#turnstile = new Turnstile(settings.start);
  }

  get limit(): number {
    return this.#turnstile.capacity;
  }

  /** Nobody is in, nobody waits, and nothing was learnt that a new one would not know. */
  get idle(): boolean {
    return this.#turnstile.inside === 0 && this.#turnstile.waiting === 0 && this.#limit >= this.settings.start;
  }

  /** @throws AppError `model.rate_limited`; the signal's reason. */
  async enter(waiting: Waiting): Promise<Place> {
    const leave = await this.#turnstile.enter(waiting);
    const round = this.#round;
    return {
      leave: (load) => {
        if (load === 'fine') this.#raise();
        else if (load === 'overloaded' && round === this.#round) this.#cut();
        leave();
      },
    };
  }

  /** Only a limit that is made use of was put to the test. */
  #raise(): void {
    if (this.#turnstile.inside * 2 < this.#limit) return;
    this.#set(this.#limit + 1 / this.#limit);
  }

  #cut(): void {
    this.#round += 1;
    this.#set(Math.min(this.#limit, this.#turnstile.inside) * this.settings.backOff);
  }

  #set(limit: number): void {
    this.#limit = Math.min(Math.max(limit, this.settings.least), this.settings.most);
    this.#turnstile.capacity = Math.floor(this.#limit);
  }
}
