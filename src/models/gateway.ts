import { randomUUID } from 'node:crypto';
import { systemClock, type AttemptRecord, type Clock } from './attempts.js';
import { Call } from './call.js';
import { maskedCall } from './masked-call.js';
import type { Ledger } from './ledger.js';
import { createGuardedFetch, type Fetch } from './guarded-fetch.js';
import { pricedAt } from './priced.js';
import { Resilience, type ResilienceSettings } from './resilience/resilience.js';
import { defaultRetryPolicy, type RetryPolicy } from './retry.js';
import type { Completer, ModelAnswer, ModelEndpoint, ModelRequest } from './types.js';
import { assertUrlAllowed } from './url-guard.js';

export interface GatewayOptions {
  /** For tests: in place of the guarded fetch. The base URL is checked all the same. */
  fetch?: Fetch;
  /**
   * Told of every attempt once its outcome is known, before the call goes on. When it fails the call fails: what cannot
   * be recorded does not happen.
   */
  recorder?: (attempt: AttemptRecord) => Promise<void> | void;
  /** Where every attempt is written down before it is made. What it refuses is not sent. */
  ledger?: Ledger;
  clock?: Partial<Clock>;
  /** When a provider is taken to be down, and how many calls at a time it is asked for. */
  resilience?: Partial<ResilienceSettings>;
  retry?: Partial<RetryPolicy>;
  /** Sent to providers, e.g. `johang/1.2.0`. */
  userAgent?: string;
}

/**
 * The only way to a foundation model: checks the address, sends, retries, reads answer, trace and usage, validates
 * structured output, masks what leaves and restores what comes, and has every attempt written down. Knows nothing of the database.
 */
export class Gateway implements Completer {
  readonly #fetches: { private: Fetch; public: Fetch };
  readonly #clock: Clock;
  readonly #retry: RetryPolicy;
  readonly #record: NonNullable<GatewayOptions['recorder']>;
  readonly #ledger: Ledger | undefined;
  readonly #resilience: Resilience;

  constructor(options: GatewayOptions = {}) {
    const { userAgent } = options;
    this.#fetches = {
      private: options.fetch ?? createGuardedFetch({ allowPrivateNetwork: true, userAgent }),
      public: options.fetch ?? createGuardedFetch({ allowPrivateNetwork: false, userAgent }),
    };
    this.#clock = { ...systemClock, ...options.clock };
    this.#retry = { ...defaultRetryPolicy, ...options.retry };
    this.#record = options.recorder ?? (() => undefined);
    this.#ledger = options.ledger;
    this.#resilience = new Resilience(options.resilience);
  }

  /**
   * One completion, with as many attempts as it takes: transport failures by the retry policy; an answer without room
   * for text once more with a larger budget; one in the wrong form once more with what was wrong.
   *
   * @throws ModelCallError (an `AppError` with a `model.*` code) when the call failed for good
   * @throws AppError `model.url_refused` when the base URL may not be called
   * @throws the signal's reason when the call was cancelled, whatever `onText` or the recorder threw
   */
  async complete(endpoint: ModelEndpoint, request: ModelRequest): Promise<ModelAnswer> {
    request.signal?.throwIfAborted();
    assertUrlAllowed(endpoint.baseUrl, endpoint);
    const fetch = endpoint.allowPrivateNetwork ? this.#fetches.private : this.#fetches.public;
    const { account, masking } = request;
    if (this.#ledger && !account) throw new Error('A call needs an account');
    const tools = {
      fetch,
      clock: this.#clock,
      retry: this.#retry,
      record: this.#record,
      ledger: account && this.#ledger ? { account, book: this.#ledger } : undefined,
      resilience: this.#resilience,
      callId: randomUUID(),
    };
    const priced = pricedAt(endpoint, this.#clock.now());
    const run = (asked: ModelRequest): Promise<ModelAnswer> => new Call(tools, priced, asked).run();
    return masking ? maskedCall(masking, request, run) : run(request);
  }
}
