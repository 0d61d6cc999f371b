import type { Completer, ModelEndpoint } from '../types.js';
import type { BatchedCompleter } from './batched-completer.js';
import type { BatchedWork } from './batch-gatherer.js';

/** Chooses what makes the calls to a model: `gateway` is the usual way. */
export type Through = (endpoint: ModelEndpoint, gateway: Completer) => Promise<Completer>;

/** What opens the calls of a piece of work. */
export interface BatchOpener {
  open(work: BatchedWork, endpoint: ModelEndpoint, ordinary: Completer): Promise<BatchedCompleter | null>;
}

/** One try at a piece of work whose calls go by batch: whether it has all its answers, and what it asked anew. */
export class BatchSession {
  readonly #opened: BatchedCompleter[] = [];

  constructor(
    private readonly batches: BatchOpener,
    private readonly work: BatchedWork,
  ) {}

  readonly through: Through = async (endpoint, gateway) => {
    const completer = await this.batches.open(this.work, endpoint, gateway);
    if (completer) this.#opened.push(completer);
    return completer ?? gateway;
  };

  /** Answers that are awaited. Above zero, the result of the work is worth nothing. */
  get pending(): number {
    return this.#opened.reduce((sum, { pending }) => sum + pending, 0);
  }

  /** Answers that came by batch. */
  get answered(): number {
    return this.#opened.reduce((sum, { answered }) => sum + answered, 0);
  }

  /** Gathers what was asked for the first time. */
  async flush(): Promise<void> {
    for (const completer of this.#opened) await completer.flush();
  }
}
