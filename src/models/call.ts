import type { AttemptKind, AttemptRecord } from './attempts.js';
import { failureMessage, ModelCallError } from './errors.js';
import { AppError } from '../common/errors/app-error.js';
import type { Fetch } from './guarded-fetch.js';
import { failureFor, judge, type Failure } from './judge.js';
import { type Leave, type LeaveTools, obtainLeave } from './leave.js';
import type { StructuredOutput } from './output/parse.js';
import { planRepair } from './output/repair.js';
import type { Ending } from './resilience/resilience.js';
import { buildBody, firstTurn, repairTurn, roomierTurn, type Turn } from './request-body.js';
import type { RawAnswer } from './response.js';
import { askedDelayMs, retryDelayMs, type RetryPolicy } from './retry.js';
import type { FinishReason, ModelAnswer, ModelEndpoint, ModelRequest, TokenUsage } from './types.js';
import { addUsage, costOf, noUsage, usageOrEstimate } from './usage.js';
import { ConsumerError, send, WireFailure } from './wire.js';

export interface CallTools extends LeaveTools {
  fetch: Fetch;
  retry: RetryPolicy;
  record: (attempt: AttemptRecord) => Promise<void> | void;
}

/** What an attempt came to. With `failure`, `output` may still hold what could be kept of the answer. */
interface Outcome {
  raw: RawAnswer | null;
  requestId: string | null;
  output: StructuredOutput | null;
  failure: Failure | null;
}

function failedOutcome(failure: Failure, raw: RawAnswer | null = null): Outcome {
  return { raw, requestId: failure.report.requestId ?? null, output: null, failure };
}

function lateFailure(milliseconds: number): Failure {
  return failureFor('model.timeout', `did not answer within ${Math.round(milliseconds)} ms`, true);
}

/** A structured answer that is whole is so whatever was cut off behind it. */
export function finishReasonOf({ finishReason }: RawAnswer, output: StructuredOutput | null): FinishReason {
  if (output?.truncated === true) return 'length';
  return output !== null && finishReason === 'length' ? 'stop' : finishReason;
}

function failureOf({ code, what, report, details }: WireFailure): Failure {
  return { code, what, report, transient: details.transient, headers: details.headers };
}

/** One call: its attempts, what they used, and what could be kept so far. */
export class Call {
  readonly #startedAt: number;
  #turn: Turn;
  #built: { turn: Turn; body: Record<string, unknown> } | null = null;
  #kind: AttemptKind = 'first';
  #attempts = 0;
  #failures = 0;
  #usage: TokenUsage = noUsage;
  #streamed = false;
  /** The ledger's id of the attempt that is being made. */
  #entry = '';
  #roomier = false;
  #best: Outcome | null = null;

  constructor(
    readonly tools: CallTools,
    readonly endpoint: ModelEndpoint,
    readonly request: ModelRequest,
  ) {
    this.#startedAt = tools.clock.now();
    this.#turn = firstTurn(endpoint, request);
  }

  async run(): Promise<ModelAnswer> {
    for (;;) {
      const outcome = await this.#attempt();
      if (outcome.failure === null) return this.#answer(this.#better(outcome));
      if (outcome.output !== null) this.#best = this.#better(outcome);
      const wait = this.#next(outcome, outcome.failure);
      if (wait === null) return this.#giveUp(outcome, outcome.failure);
      if (wait > 0) await this.#sleep(wait);
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    try {
      await this.tools.clock.sleep(milliseconds, this.request.signal);
    } finally {
      this.request.signal?.throwIfAborted();
    }
  }

  /** Sends the turn once, judges what comes, and records it. */
  async #attempt(): Promise<Outcome> {
    const { clock } = this.tools;
    const { deadline, signal } = this.request;
    signal?.throwIfAborted();
    const deadlineIn = (): number => (deadline === undefined ? Infinity : deadline - clock.now());
    if (deadlineIn() <= 0) return failedOutcome(failureFor('model.timeout', 'there is no time left'));
    const leave = await this.#leave();
    if (!('entry' in leave)) return leave;
    this.#attempts += 1;
    this.#entry = leave.entry;
    const startedAt = clock.now();
    const timeoutMs = Math.max(0, Math.min(this.endpoint.timeoutMs, deadlineIn()));
    const cutShort = timeoutMs < this.endpoint.timeoutMs;
    let ending: Ending | null = null;
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeoutMs);
    let outcome: Outcome;
    try {
      outcome = await this.#exchange(signal === undefined ? timer.signal : AbortSignal.any([signal, timer.signal]));
      ending = { outcome: outcome.failure?.code ?? 'ok', status: 200, cutShort };
    } catch (error) {
      const received = error instanceof WireFailure || error instanceof ConsumerError ? error.received : null;
      const timedOut = timer.signal.aborted && signal?.aborted !== true;
      const failure = timedOut ? lateFailure(timeoutMs) : error instanceof WireFailure ? failureOf(error) : null;
      if (failure === null || signal?.aborted === true) {
        leave.end({ outcome: 'cancelled', status: null, cutShort });
        await this.#record(
          failedOutcome(failureFor('model.failed', 'was cancelled'), received),
          startedAt,
          'cancelled',
        );
        signal?.throwIfAborted();
        throw error instanceof ConsumerError ? error.reason : error;
      }
      outcome = failedOutcome(failure, received);
      ending = { outcome: failure.code, status: failure.report.status ?? null, cutShort };
    } finally {
      clearTimeout(timeout);
    }
    leave.end(ending);
    await this.#record(outcome, startedAt, outcome.failure?.code ?? 'ok', leave.isUnbound);
    return outcome;
  }

  /** Gets leave to make the attempt. An outcome when it may not be made: an earlier answer may still do. */
  async #leave(): Promise<Leave | Outcome> {
    const { endpoint, request } = this;
    const { outputTokens } = this.#turn;
    try {
      return await obtainLeave(this.tools, endpoint, request, {
        attempt: this.#attempts + 1,
        kind: this.#kind,
        body: this.#body(),
        outputTokens,
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      const what = error.code.startsWith('model.') ? error.message : `may not be called: ${error.message}`;
      return failedOutcome({ ...failureFor(error.code, what), retryAfter: error.retryAfter });
    }
  }

  /** Of the turn at hand, made once. */
  #body(): Record<string, unknown> {
    if (this.#built?.turn !== this.#turn) {
      this.#built = { turn: this.#turn, body: buildBody(this.endpoint, this.request, this.#turn) };
    }
    return this.#built.body;
  }

  async #exchange(signal: AbortSignal): Promise<Outcome> {
    const { endpoint, request } = this;
    const { effort } = this.#turn;
    const reasons = effort !== undefined && effort !== 'none';
    const { raw, requestId } = await send(
      {
        endpoint,
        request,
        body: this.#body(),
        opensInTrace: reasons && endpoint.reasoning?.opensInTrace === true,
        signal,
        onStreamed: () => {
          this.#streamed = true;
        },
      },
      this.tools.fetch,
    );
    const { failure, output } = judge(raw, endpoint, request, this.#turn.repair);
    if (failure !== null) failure.report = { status: 200, requestId: requestId ?? undefined };
    return { raw, requestId, output, failure };
  }

  /** Prepares the next attempt; the pause before it in milliseconds, null when there shall be none. */
  #next(outcome: Outcome, failure: Failure): number | null {
    if (this.#streamed) return null;
    if (failure.code === 'model.empty' && !this.#roomier) {
      this.#roomier = true;
      const length = outcome.raw?.finishReason === 'length' || (outcome.raw?.usage?.completionTokens ?? 0) > 0;
      const turn = roomierTurn(this.endpoint, this.#turn);
      if (turn === null && length) return null;
      this.#turn = turn ?? this.#turn;
      this.#kind = 'roomier';
      return 0;
    }
    const repair = this.#repairOf(outcome, failure);
    if (repair !== null) {
      this.#turn = repair;
      this.#kind = 'repair';
      return 0;
    }
    this.#failures += 1;
    this.#kind = 'retry';
    const { clock, retry } = this.tools;
    const failed = { status: failure.report.status, headers: failure.headers, transient: failure.transient };
    const moment = {
      failures: this.#failures,
      now: clock.now(),
      deadline: this.request.deadline,
      random: clock.random(),
    };
    return retryDelayMs(retry, failed, moment);
  }

  /** The one turn that may ask for what was wrong with an answer; null when there is none to make. */
  #repairOf({ raw }: Outcome, { reading }: Failure): Turn | null {
    const { messages, schema } = this.request;
    if (raw === null || reading === undefined || schema === undefined || this.#turn.repair !== undefined) return null;
    return repairTurn(this.endpoint, this.#turn, planRepair({ messages, schema, text: raw.text, reading }));
  }

  /** The one of this outcome and the best so far that kept more; of equals the newer, which was asked to be better. */
  #better(outcome: Outcome): Outcome {
    return (this.#best?.output?.items ?? -1) > (outcome.output?.items ?? 0) ? this.#best! : outcome;
  }

  #answer(outcome: Outcome): ModelAnswer {
    const { raw, output } = outcome;
    if (raw === null) throw new Error('An outcome without an answer cannot be one');
    const isPut = output !== null && this.#turn.repair !== undefined;
    return {
      text: isPut ? JSON.stringify(output.value) : raw.text,
      parsed: output?.value,
      issues: output?.issues ?? [],
      reasoning: raw.trace === '' ? undefined : raw.trace,
      finishReason: finishReasonOf(raw, output),
      usage: this.#usage,
      cost: costOf(this.#usage, this.endpoint.prices),
      modelSnapshot: raw.model ?? this.endpoint.modelId,
      requestId: outcome.requestId ?? '',
      attempts: this.#attempts,
      milliseconds: this.tools.clock.now() - this.#startedAt,
    };
  }

  /** Ends the call: with what could be kept of an earlier answer, else with the error. */
  #giveUp(outcome: Outcome, failure: Failure): ModelAnswer {
    if (this.#best !== null) return this.#answer(this.#best);
    const { clock } = this.tools;
    const asked = askedDelayMs(failure.headers, clock.now());
    const call = {
      usage: this.#usage,
      cost: costOf(this.#usage, this.endpoint.prices),
      attempts: this.#attempts,
      milliseconds: clock.now() - this.#startedAt,
    };
    const message = failureMessage(this.endpoint.name, failure.what, failure.report);
    const retryAfter = asked === null ? failure.retryAfter : Math.ceil(asked / 1000);
    throw new ModelCallError(failure.code, message, failure.report, call, { retryAfter, partial: outcome.raw?.text });
  }

  /** Usage of an attempt: as reported; estimated and marked so when an answer began without a report; else unknown. */
  #usageOf(raw: RawAnswer | null): TokenUsage | null {
    return raw === null ? null : usageOrEstimate(raw, this.#turn.messages);
  }

  /** @param isUnbound whether the answer need not wait for the ledger */
  async #record(
    outcome: Outcome,
    startedAt: number,
    verdict: AttemptRecord['outcome'],
    isUnbound = false,
  ): Promise<void> {
    const { clock, callId } = this.tools;
    const usage = this.#usageOf(outcome.raw);
    if (usage !== null) this.#usage = addUsage(this.#usage, usage);
    const record: AttemptRecord = {
      callId,
      attempt: this.#attempts,
      kind: this.#kind,
      task: this.request.task,
      model: this.endpoint.name,
      modelId: this.endpoint.modelId,
      snapshot: outcome.raw?.model ?? null,
      outcome: verdict,
      status: outcome.failure === null ? 200 : (outcome.failure.report.status ?? null),
      requestId: outcome.requestId,
      usage,
      cost: usage === null ? null : costOf(usage, this.endpoint.prices),
      streamed: this.request.onText !== undefined,
      startedAt: new Date(startedAt),
      milliseconds: clock.now() - startedAt,
    };
    const { ledger } = this.tools;
    const { onSettling } = this.request;
    if (ledger && isUnbound && onSettling && verdict === 'ok') {
      onSettling(ledger.book.settleSoon(ledger.account, this.#entry, record));
    } else if (ledger) {
      await ledger.book.settle(ledger.account, this.#entry, record);
    }
    await this.tools.record(record);
  }
}
