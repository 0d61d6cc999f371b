import { createHash } from 'node:crypto';
import { AppError, toStoredError } from '../../common/errors/app-error.js';
import { finishReasonOf } from '../call.js';
import { ModelCallError } from '../errors.js';
import { judge } from '../judge.js';
import { maskedCall } from '../masked-call.js';
import { buildBody, firstTurn } from '../request-body.js';
import type { Completer, ModelAnswer, ModelEndpoint, ModelRequest, TokenUsage } from '../types.js';
import { addUsage, noUsage } from '../usage.js';
import type { ItemOutcome, ModelBatchItemEntity } from './batch.entity.js';
import type { GatheredRequest } from './batch-gatherer.js';

/** The answer is not there yet: the work is done again, from its beginning, when it is. Never stored and never answered. */
export class PendingAnswer extends Error {
  readonly code = 'model.pending';
}

/** What the completer needs of whoever stores requests. */
export interface BatchJournal {
  /** Requests of this piece of work that were made before. */
  known: readonly Pick<ModelBatchItemEntity, 'id' | 'key' | 'state' | 'outcome'>[];
  /** Writes down what became of a request for good. */
  conclude(id: string, outcome: ItemOutcome): Promise<void>;
  add(requests: readonly GatheredRequest[]): Promise<void>;
}

type KnownItem = BatchJournal['known'][number];

/**
 * Answers calls from a batch. Work that is done in several calls is done as often as it takes: a call whose answer is known
 * gets it, any other is gathered and fails with {@link PendingAnswer}; then the work's result is worth nothing and `pending`
 * tells so. The work has to make the same calls in the same order each time, given the same answers.
 *
 * What a batch left unanswered, or answered in the wrong form, is asked once in the ordinary way.
 */
export class BatchedCompleter implements Completer {
  /** Calls without an answer yet. */
  pending = 0;
  /** Calls that a batch answered. */
  answered = 0;
  readonly #known: ReadonlyMap<string, KnownItem>;
  readonly #fresh: GatheredRequest[] = [];
  readonly #seen = new Map<string, number>();

  constructor(
    private readonly journal: BatchJournal,
    private readonly ordinary: Completer,
  ) {
    this.#known = new Map(journal.known.map((item) => [item.key, item]));
  }

  /** Masks before anything is waited for, so that placeholders are given in the order of the calls. */
  complete(endpoint: ModelEndpoint, request: ModelRequest): Promise<ModelAnswer> {
    // What is asked in the ordinary way is stored at once: its answer waits for the ledger.
    const { masking, onText: _streamed, onSettling: _behind, ...plain } = request;
    const run = (asked: ModelRequest): Promise<ModelAnswer> => this.#one(endpoint, asked);
    return masking ? maskedCall(masking, plain, run) : run(plain);
  }

  /** Writes down what was asked for the first time. */
  async flush(): Promise<void> {
    if (this.#fresh.length) await this.journal.add(this.#fresh);
  }

  async #one(endpoint: ModelEndpoint, request: ModelRequest): Promise<ModelAnswer> {
    request.signal?.throwIfAborted();
    const turn = firstTurn(endpoint, request);
    const body = JSON.stringify(buildBody(endpoint, request, turn));
    const key = this.#keyOf(endpoint, body);
    const item = this.#known.get(key);
    if (item === undefined || item.state === 'waiting') {
      this.pending += 1;
      if (item === undefined) {
        const reasons = turn.effort !== undefined && turn.effort !== 'none';
        this.#fresh.push({
          key,
          task: request.task,
          body,
          outputTokens: turn.outputTokens,
          opensInTrace: reasons && endpoint.reasoning?.opensInTrace === true,
        });
      }
      throw new PendingAnswer('The answer is awaited from a batch');
    }
    return this.#answer(endpoint, request, item);
  }

  /** The same request twice in one piece of work is two requests. */
  #keyOf(endpoint: ModelEndpoint, body: string): string {
    const hash = createHash('sha256').update(`${endpoint.name}\n${body}`).digest('hex');
    const before = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, before + 1);
    return `${hash}.${before}`;
  }

  async #answer(endpoint: ModelEndpoint, request: ModelRequest, item: KnownItem): Promise<ModelAnswer> {
    const { outcome, state } = item;
    if (outcome?.kind === 'answer') return outcome.answer;
    if (outcome?.kind === 'error' && state === 'final') {
      const { error, call = noCall } = outcome;
      throw new ModelCallError(error.code, error.message, {}, call);
    }
    if (outcome?.kind !== 'raw') return this.#ask(endpoint, request, item.id, { before: noCall, partial: null });
    const { raw, usage, requestId, cost } = outcome;
    const { failure, output } = judge(raw, endpoint, request);
    const answer: ModelAnswer = {
      text: raw.text,
      parsed: output?.value,
      issues: output?.issues ?? [],
      reasoning: raw.trace === '' ? undefined : raw.trace,
      finishReason: finishReasonOf(raw, output),
      usage,
      cost,
      modelSnapshot: raw.model ?? endpoint.modelId,
      requestId: requestId ?? '',
      attempts: 1,
      milliseconds: 0,
    };
    if (failure !== null) {
      // Tokens were spent on it all the same.
      const before = { usage, cost, attempts: 1 };
      return this.#ask(endpoint, request, item.id, { before, partial: output && answer });
    }
    this.answered += 1;
    return answer;
  }

  /**
   * Asks once in the ordinary way. What comes of it is kept, so that the work can be done again without asking again.
   *
   * @param partial what of the batch's answer could be used: it does where nothing better comes
   */
  async #ask(
    endpoint: ModelEndpoint,
    request: ModelRequest,
    id: string,
    { before, partial }: { before: Spent; partial: ModelAnswer | null },
  ): Promise<ModelAnswer> {
    try {
      const answer = withSpent(await this.ordinary.complete(endpoint, request), before);
      await this.journal.conclude(id, { kind: 'answer', answer });
      return answer;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      const spent = error instanceof ModelCallError ? withSpent(error.call, before) : { ...noCall, ...before };
      if (partial !== null) {
        const answer = { ...partial, ...spent };
        await this.journal.conclude(id, { kind: 'answer', answer });
        return answer;
      }
      const stored = toStoredError(error);
      await this.journal.conclude(id, { kind: 'error', error: stored, call: spent });
      throw new ModelCallError(stored.code, stored.message, {}, spent, { retryAfter: error.retryAfter });
    }
  }
}

interface Spent {
  usage: TokenUsage;
  cost: number | null;
  attempts: number;
}

const noCall = { usage: noUsage, cost: 0, attempts: 0, milliseconds: 0 };

function withSpent<T extends Spent>(after: T, before: Spent): T {
  const cost = after.cost === null || before.cost === null ? null : after.cost + before.cost;
  return { ...after, usage: addUsage(before.usage, after.usage), cost, attempts: before.attempts + after.attempts };
}
