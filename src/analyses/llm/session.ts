import { ModelCallError } from '../../models/errors.js';
import type { Account } from '../../models/ledger.js';
import type { Exposure } from '../../models/masking/exposure.js';
import type { MaskingVault } from '../../models/masking/vault.js';
import type { Completer, Message, ModelAnswer, ModelEndpoint } from '../../models/types.js';
import { addUsage, noUsage } from '../../models/usage.js';
import type { SourceText } from '../../contracts/types.js';
import type { z } from 'zod';
import type { AnalysisNote, AnalystContext, Provenance, Usage } from '../analyst.js';
import type { Prompt, PromptLanguage, Prompts } from './prompts.js';
import type { LlmSettings } from './settings.js';

/** What a task gets for one call. */
export interface Question<T> {
  task: string;
  messages: readonly Message[];
  name: string;
  schema: z.ZodType<T>;
  outputTokens: number;
}

/** Why items are missing from an answer: it was cut off, or some of it was not valid. */
export type Partiality = 'model.truncated' | 'model.invalid_output';

/** An answer in its form. */
export interface Reply<T> {
  value: T;
  /** null when it is whole. */
  partial: Partiality | null;
}

export interface SessionTools {
  gateway: Completer;
  account?: Account;
  masking?: MaskingVault;
  exposure?: Exposure;
  endpoint: ModelEndpoint;
  prompts: Prompts;
  settings: LlmSettings;
  version: string;
}

/** Parts left out of answers that are named in provenance; of more only the number is told. */
const MOST_DROPPED = 50;

/** Errors after which the other calls of an analysis need not be made: they would end the same way. */
const FATAL = new Set<string>([
  'model.unauthorized',
  'model.url_refused',
  'model.not_found',
  'budget.exceeded',
  'budget.price_unknown',
]);

/** Errors that mean the server is away. When it never answered, two of them are enough: each already was four attempts. */
const AWAY = new Set<string>(['model.unreachable', 'model.timeout']);
const AWAY_LIMIT = 2;

/** One analysis: its calls, what they used, which prompts and snapshots had a part in it, what there is to warn of. */
export class Session {
  readonly warnings: AnalysisNote[] = [];
  readonly #startedAt = performance.now();
  readonly #prompts = new Map<string, Prompt>();
  readonly #snapshots = new Set<string>();
  readonly #dropped: NonNullable<Provenance['dropped']>['parts'] = [];
  #droppedCount = 0;
  #usage = noUsage;
  /** USD; what a call costs depends on the way it was made. Null once the cost of one is not known. */
  #cost: number | null = 0;
  #calls = 0;
  #done = 0;
  #total = 0;
  #stopped: unknown;
  #answered = false;
  /** Calls that were answered and are still being written down. */
  readonly #settling = new Set<Promise<void>>();
  #unsettled: { error: unknown } | undefined;
  #away = 0;

  constructor(
    readonly tools: SessionTools,
    readonly source: SourceText,
    readonly context: AnalystContext,
    readonly language: PromptLanguage,
  ) {}

  prompt(name: string): Prompt {
    const prompt = this.tools.prompts.get(name);
    this.#prompts.set(name, prompt);
    return prompt;
  }

  /** Notes something the reader must know; the same words only once. */
  warn(code: string, message: string): void {
    if (!this.warnings.some((note) => note.code === code && note.message === message))
      this.warnings.push({ code, message });
  }

  /** Announces further steps. */
  plan(steps: number, step: string): void {
    this.#total += steps;
    this.context.progress(this.#done, this.#total, step);
  }

  /**
   * Runs `work` for each item, a few at a time, and gives back what came of each in the order of the items. Failures are
   * values, but for cancellation, which ends everything.
   */
  async each<T, R>(
    items: readonly T[],
    step: string,
    work: (item: T) => Promise<R>,
  ): Promise<PromiseSettledResult<R>[]> {
    this.plan(items.length, step);
    const results: PromiseSettledResult<R>[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < items.length; index = next++) {
        this.context.signal.throwIfAborted();
        results[index] = await this.#settle(() => work(items[index]!));
        this.context.signal.throwIfAborted();
        this.#done += 1;
        this.context.progress(this.#done, this.#total, step);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.tools.settings.concurrency, items.length) }, worker));
    return results;
  }

  async #settle<R>(work: () => Promise<R>): Promise<PromiseSettledResult<R>> {
    if (this.#stopped !== undefined) return { status: 'rejected', reason: this.#stopped };
    try {
      const value = await work();
      this.#answered = true;
      return { status: 'fulfilled', value };
    } catch (reason) {
      // What is no failure of a model is a bug or the recorder's word, and not to be taken for a warning.
      if (!isModelFailure(reason)) {
        this.#stopped ??= reason;
        throw reason;
      }
      if (AWAY.has(reason.code)) this.#away += 1;
      const gone = !this.#answered && this.#away >= AWAY_LIMIT;
      if (FATAL.has(reason.code) || gone) this.#stopped = reason;
      return { status: 'rejected', reason };
    }
  }

  /** Asks the model. Usage of the call counts whether it succeeds or fails. */
  async ask<T>(question: Question<T>): Promise<Reply<T>> {
    const { gateway, endpoint, account, masking } = this.tools;
    const { task, messages, name, schema, outputTokens } = question;
    let answer: ModelAnswer;
    try {
      answer = await gateway.complete(endpoint, {
        task,
        messages,
        schema: { name, schema },
        maxOutputTokens: outputTokens,
        account,
        masking,
        signal: this.context.signal,
        onSettling: (settled) => this.#follow(settled),
      });
    } catch (error) {
      if (error instanceof ModelCallError) {
        this.#count(error.call);
      }
      throw error;
    }
    this.#count(answer);
    this.#snapshots.add(answer.modelSnapshot);
    this.#drop(task, answer);
    return {
      value: schema.parse(answer.parsed),
      partial: partialityOf(answer),
    };
  }

  #follow(settled: Promise<void>): void {
    const followed = settled
      .catch((error: unknown) => {
        this.#unsettled ??= { error };
        this.#stopped ??= error;
      })
      .finally(() => this.#settling.delete(followed));
    this.#settling.add(followed);
  }

  /** Resolves when every call that was answered is written down: what came of it may be stored only then. */
  async settled(): Promise<void> {
    await Promise.all(this.#settling);
    if (this.#unsettled) throw this.#unsettled.error;
  }

  /** Keeps in mind what of an answer could not be used. */
  #drop(task: string, { issues }: ModelAnswer): void {
    const free = Math.max(0, MOST_DROPPED - this.#dropped.length);
    this.#droppedCount += issues.length;
    this.#dropped.push(...issues.slice(0, free).map(({ path, message }) => ({ task, path, reason: message })));
  }

  #count({ usage, cost, attempts }: Pick<ModelAnswer, 'usage' | 'cost' | 'attempts'>): void {
    this.#usage = addUsage(this.#usage, usage);
    this.#cost = this.#cost === null || cost === null ? null : this.#cost + cost;
    this.#calls += attempts;
  }

  usage(): Usage {
    const { promptTokens, completionTokens, reasoningTokens, cachedTokens, estimated } = this.#usage;
    if (estimated === true) this.warn('model.no_usage', ESTIMATED[this.language]);
    return {
      calls: this.#calls,
      promptTokens,
      completionTokens,
      reasoningTokens,
      cachedTokens,
      cost: this.#cost,
      milliseconds: Math.round(performance.now() - this.#startedAt),
    };
  }

  /** @param parameters of the task, beside those of the model and the plan */
  provenance(parameters: Record<string, unknown>): Provenance {
    const { endpoint, masking, exposure, settings, version } = this.tools;
    const { modelId, parameters: sampling, reasoning, structuredOutput } = endpoint;
    const snapshots = [...this.#snapshots].sort();
    if (snapshots.length > 1)
      this.warn('model.snapshot_changed', `Several snapshots answered: ${snapshots.join(', ')}`);
    return {
      analyst: 'llm',
      model: endpoint.name,
      snapshot: snapshots.length > 0 ? snapshots.join(', ') : modelId,
      textHash: this.source.textHash,
      prompts: [...this.#prompts.values()].map(({ identity }) => ({ ...identity })),
      parameters: {
        ...parameters,
        language: this.language,
        ...sampling,
        ...(reasoning === undefined ? {} : { effort: reasoning.effort }),
        structuredOutput,
        contextWindow: endpoint.contextWindow,
        maxOutputTokens: endpoint.maxOutputTokens,
        ...settings,
      },
      ...(masking && { masked: masking.report }),
      ...(exposure && { shown: exposure }),
      ...(this.#droppedCount > 0 && { dropped: { count: this.#droppedCount, parts: [...this.#dropped] } }),
      version,
    };
  }
}

const ESTIMATED = {
  en: 'The model did not report all it used; tokens and cost are partly estimated.',
  ko: '모델이 사용량을 모두 보고하지 않아 토큰 수와 비용의 일부는 추정치입니다.',
} as const;

function partialityOf({ finishReason, issues }: ModelAnswer): Partiality | null {
  if (finishReason === 'length') return 'model.truncated';
  return issues.length > 0 ? 'model.invalid_output' : null;
}

function isModelFailure(reason: unknown): reason is ModelCallError {
  return reason instanceof ModelCallError || (isCoded(reason) && reason.code.startsWith('model.'));
}

function isCoded(reason: unknown): reason is { code: string } {
  return typeof reason === 'object' && reason !== null && 'code' in reason && typeof reason.code === 'string';
}
