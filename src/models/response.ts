import { isRecord } from './record.js';
import { splitTrace, traceField, TraceSplitter } from './trace.js';
import type { FinishReason, TokenUsage } from './types.js';
import { parseUsage } from './usage.js';

/** A provider's answer, read but not judged. */
export interface RawAnswer {
  /** The answer without the trace; empty when there was none. */
  text: string;
  trace: string;
  finishReason: FinishReason;
  /** Whether the provider withheld the answer (a refusal, a content filter). */
  refused: boolean;
  /** False when a stream ended without saying that the answer had. */
  complete: boolean;
  usage: TokenUsage | null;
  model: string | null;
  id: string | null;
}

function fields(value: unknown): Record<string, unknown> | null {
  return isRecord(value) ? value : null;
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value.map((part) => (fields(part)?.type === 'text' ? text(fields(part)?.text) : '')).join('');
}

function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The model id as answered, fit to be stored. */
function modelName(value: unknown): string | null {
  return nonEmpty(typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cs}]/gu, '').slice(0, 200) : null);
}

function finish(reason: unknown): FinishReason {
  if (reason === 'length' || reason === 'max_tokens') return 'length';
  return reason === 'stop' || reason === 'eos' ? 'stop' : 'other';
}

function joinTraces(...traces: string[]): string {
  return traces.filter((trace) => trace !== '').join('\n');
}

/** Reads a whole chat completion; null when `body` is none. */
export function readCompletion(body: unknown, opensInTrace: boolean): RawAnswer | null {
  const completion = fields(body);
  const choices = completion?.choices;
  if (completion === null || !Array.isArray(choices) || choices.length === 0) return null;
  const choice = fields(choices[0]);
  const message = fields(choice?.message);
  if (message === null) return null;
  const split = splitTrace(text(message.content), opensInTrace);
  return {
    text: split.text,
    trace: joinTraces(traceField(message), split.trace),
    finishReason: finish(choice?.finish_reason),
    refused: nonEmpty(message.refusal) !== null || choice?.finish_reason === 'content_filter',
    complete: true,
    usage: parseUsage(completion.usage),
    model: modelName(completion.model),
    id: nonEmpty(completion.id),
  };
}

/** Puts the chunks of a streamed completion together. */
export class StreamReader {
  readonly #splitter: TraceSplitter;
  #content = '';
  #trace = '';
  #reason: unknown = null;
  #refused = false;
  #usage: TokenUsage | null = null;
  #model: string | null = null;
  #id: string | null = null;

  constructor(readonly opensInTrace: boolean) {
    this.#splitter = new TraceSplitter(opensInTrace);
  }

  /** Takes a chunk in; returns the piece of the answer that it adds, often empty. */
  push(chunk: unknown): string {
    const data = fields(chunk);
    if (data === null) return '';
    this.#model = modelName(data.model) ?? this.#model;
    this.#id = nonEmpty(data.id) ?? this.#id;
    this.#usage = parseUsage(data.usage) ?? this.#usage;
    const choice = Array.isArray(data.choices) ? fields(data.choices[0]) : null;
    if (choice === null) return '';
    if (typeof choice.finish_reason === 'string') this.#reason = choice.finish_reason;
    if (choice.finish_reason === 'content_filter') this.#refused = true;
    const delta = fields(choice.delta);
    if (delta === null) return '';
    if (nonEmpty(delta.refusal) !== null) this.#refused = true;
    this.#trace += traceField(delta);
    const content = text(delta.content);
    this.#content += content;
    return this.#splitter.push(content).text;
  }

  /** The piece that was held back because it might have become a tag. */
  end(): string {
    return this.#splitter.end().text;
  }

  answer(): RawAnswer {
    const split = splitTrace(this.#content, this.opensInTrace);
    return {
      text: split.text,
      trace: joinTraces(this.#trace, split.trace),
      finishReason: finish(this.#reason),
      refused: this.#refused,
      complete: this.#reason !== null,
      usage: this.#usage,
      model: this.#model,
      id: this.#id,
    };
  }
}
