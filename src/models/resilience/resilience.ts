import { AppError } from '../../common/errors/app-error.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import type { ModelEndpoint } from '../types.js';
import { AdaptiveLimit, type AdaptiveSettings, defaultAdaptiveSettings, type Load } from './adaptive-limit.js';
import { type BreakerSettings, CircuitBreaker, defaultBreakerSettings, type Health } from './circuit-breaker.js';
import { providerOf } from './provider.js';
import { Turnstile, type Waiting } from './turnstile.js';

export interface ResilienceSettings {
  breaker: BreakerSettings;
  concurrency: AdaptiveSettings;
}

/** How an attempt ended, as far as it tells of the provider. */
export interface Ending {
  /** `ok`, `cancelled`, or what it failed with. */
  outcome: 'ok' | 'cancelled' | ErrorCode;
  /** HTTP status where there was an answer. */
  status: number | null;
  /** Ended by the caller's deadline before the model's own time was up. */
  cutShort: boolean;
}

/** Leave to make one attempt; `end` is called once, whatever became of it. Without an ending it was not made. */
export interface Admission {
  end(ending: Ending | null): void;
}

interface Provider {
  breaker: CircuitBreaker;
  limit: AdaptiveLimit;
}

/** So many providers are remembered before those of whom nothing is known are forgotten. */
const REMEMBERED = 500;

/** What this process knows of the providers: who is down, and how much each bears. */
export class Resilience {
  readonly #settings: ResilienceSettings;
  readonly #providers = new Map<string, Provider>();
  readonly #lines = new Map<string, Turnstile>();

  constructor(settings: Partial<ResilienceSettings> = {}) {
    this.#settings = { breaker: defaultBreakerSettings, concurrency: defaultAdaptiveSettings, ...settings };
  }

  /**
   * Waits for a place among the calls to the endpoint's provider.
   *
   * @throws AppError `model.unavailable` at once while the provider is taken to be down; `model.rate_limited` when too
   *   many wait or the patience ends; the signal's reason.
   */
  async admit(endpoint: ModelEndpoint, now: () => number, waiting: Waiting): Promise<Admission> {
    const { breaker, limit } = this.#provider(endpoint);
    const closedFor = breaker.closedFor(now());
    if (closedFor > 0) throw unavailable(closedFor);
    const place = await limit.enter(waiting);
    const pass = breaker.enter(now());
    if (typeof pass === 'number') {
      place.leave('unknown');
      throw unavailable(pass);
    }
    return {
      end: (ending) => {
        pass.report(ending ? healthOf(ending) : 'unknown', now());
        place.leave(ending ? loadOf(ending) : 'unknown');
      },
    };
  }

  /**
   * Waits to be the first of this process who asks for room under a model's own limits. Resolves with what has to be
   * called to let the next one ask.
   *
   * @throws as `admit`, but for `model.unavailable`
   */
  async line(name: string, waiting: Waiting): Promise<() => void> {
    const line = this.#lines.get(name) ?? new Turnstile(1);
    this.#lines.set(name, line);
    const leave = await line.enter(waiting);
    return () => {
      leave();
      if (line.inside === 0 && line.waiting === 0 && this.#lines.get(name) === line) this.#lines.delete(name);
    };
  }

  #provider(endpoint: ModelEndpoint): Provider {
    const name = providerOf(endpoint);
    const known = this.#providers.get(name);
    if (known) return known;
    if (this.#providers.size >= REMEMBERED) this.#forget();
    const { breaker, concurrency } = this.#settings;
    const provider = { breaker: new CircuitBreaker(breaker), limit: new AdaptiveLimit(concurrency) };
    this.#providers.set(name, provider);
    return provider;
  }

  #forget(): void {
    for (const [name, { breaker, limit }] of this.#providers) {
      if (breaker.idle && limit.idle) this.#providers.delete(name);
    }
  }
}

function unavailable(milliseconds: number): AppError {
  return new AppError(
    'model.unavailable',
    'has not answered for a while, and is not asked until it had time to recover',
    {
      retryAfter: Math.ceil(milliseconds / 1000),
    },
  );
}

/** A provider that answers anything but a 5xx is there. One that was not given its time may be. */
export function healthOf({ outcome, status, cutShort }: Ending): Health {
  if (outcome === 'cancelled' || outcome === 'model.url_refused') return 'unknown';
  if (outcome === 'model.timeout' && status === null) return cutShort ? 'unknown' : 'down';
  if (status === null) return outcome === 'ok' ? 'alive' : 'down';
  return status >= 500 ? 'down' : 'alive';
}

export function loadOf({ outcome, status, cutShort }: Ending): Load {
  if (outcome === 'model.rate_limited' || status === 429) return 'overloaded';
  if (outcome === 'model.timeout') return cutShort ? 'unknown' : 'overloaded';
  return outcome === 'ok' ? 'fine' : 'unknown';
}
