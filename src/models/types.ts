import type { z } from 'zod';
import type { Account } from './ledger.js';
import type { MaskingVault } from './masking/vault.js';

/**
 * How a model is asked to reason. The effort is sent on every call, since the servers' defaults differ:
 * `reasoning_effort` as that field; `enable_thinking` and `thinking` as a boolean in `chat_template_kwargs`.
 */
export interface ReasoningDialect {
  field: 'reasoning_effort' | 'enable_thinking' | 'thinking';
  /** The provider's word, e.g. `none`, `low`, `high`. For the boolean fields `none` is false and all else is true. */
  effort: string;
  /** Sent instead when the reasoning left no room for an answer. */
  lowerEffort?: string;
  /** Output tokens set aside for the trace, on top of what the answer needs. */
  reserveTokens: number;
  /** The server refuses a schema while it reasons: the schema then goes into the prompt. */
  excludesSchema?: boolean;
  /** The chat template opens `<think>` itself, so that the content begins inside the trace. */
  opensInTrace?: boolean;
}

/** Sampling parameters, sent as they are when given. */
export interface SamplingParameters {
  temperature?: number;
  topP?: number;
  seed?: number;
}

/** USD per million tokens. Cached input costs what input costs unless it has its own price. */
export interface Prices {
  inputPerMillion: number;
  outputPerMillion: number;
  cachedPerMillion?: number;
}

/** Prices and the days (UTC) on which they are valid, first and last included; a month or a year is all of it. */
export interface PricedPeriod {
  from: string;
  /** Null: until further notice. */
  until: string | null;
  prices: Prices;
}

/** What a workspace's calls to a model may add up to, over all processes. What is left out is not limited. */
export interface ModelLimits {
  /** In any minute. */
  requestsPerMinute?: number;
  /** Prompt and answer together, in any minute: what an attempt may use at most until it is known what it used. */
  tokensPerMinute?: number;
  /** Attempts under way at the same time. */
  concurrency?: number;
}

/** What is known of a model's batch endpoint. */
export interface BatchTerms {
  /** What a request of a batch costs, as a share of the usual prices. */
  priceShare: number;
  /** Fewer requests are not worth waiting for: with the policy `auto` they are made one by one. */
  minimum: number;
}

/** All that is needed to call one model; values only, so that a call can be repeated from what was stored. */
export interface ModelEndpoint {
  /** Name in the catalogue, e.g. `solar-pro4`. */
  name: string;
  /** The provider's id, pinned to a snapshot where it has any. */
  modelId: string;
  /** Up to and including `/v1`. */
  baseUrl: string;
  apiKey?: string;
  /** Tokens of prompt and output together. */
  contextWindow: number;
  /** Largest output the model writes, trace included. */
  maxOutputTokens: number;
  structuredOutput: 'json_schema' | 'json_object' | 'prompt';
  reasoning?: ReasoningDialect;
  parameters?: SamplingParameters;
  /** null: not known, so no cost can be stated. A price of zero is a price. */
  prices?: Prices | null;
  /** Prices by date: a call costs what is valid on the day it begins, whatever `prices` says. */
  priceSchedule?: readonly PricedPeriod[];
  /** Longest a single attempt may take, from connecting to the last byte. */
  timeoutMs: number;
  /** Whether private and loopback addresses may be called (models in one's own network). */
  allowPrivateNetwork: boolean;
  /** Name of the output limit: newer models of some providers take only `max_completion_tokens`. */
  outputLimitField?: 'max_tokens' | 'max_completion_tokens';
  /** Parameters that the server refuses: left out whatever `parameters` says. */
  refuses?: readonly ('temperature' | 'top_p' | 'seed')[];
  /** Further fields of every request. Those that Johang sets itself win. */
  extra?: Readonly<Record<string, string | number | boolean>>;
  /** What an answer without `usage` is: an error (the default), or accepted with an estimate that is marked as one. */
  missingUsage?: 'error' | 'estimate';
  /** Kept by the ledger: without one they are not. */
  limits?: ModelLimits;
  /** Whose connection it is; its limits are shared by all its models. */
  provider?: { id: string; limits?: ModelLimits };
  /** What its settings say of personal data; what counts is decided by `exposureOf`. */
  masking?: 'on' | 'off';
  /** Its server takes batches in OpenAI's form. Absent or null: it does not, or that is not known. */
  batch?: BatchTerms | null;
}

export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The form an answer must have: a JSON object described by a zod schema. */
export interface AnswerSchema {
  /** Letters, digits, `_` and `-`, at most 64. */
  name: string;
  schema: z.ZodType;
}

export interface ModelRequest {
  /** What the call is for, e.g. `review`, `summary.merge`; goes to the ledger. */
  task: string;
  messages: readonly Message[];
  schema?: AnswerSchema;
  /** Tokens the answer may take; the reserve for reasoning comes on top. */
  maxOutputTokens: number;
  /** For whom; a gateway with a ledger makes no call without. */
  account?: Account;
  /** Masks what is sent and restores what is answered. Without it nothing is masked. */
  masking?: MaskingVault;
  /** Cancels the call, down to its socket. */
  signal?: AbortSignal;
  /** Moment (milliseconds since 1970) after which no answer is of use: no attempt or pause reaches beyond it. */
  deadline?: number;
  /**
   * Lets the answer come before the ledger has the outcome of its attempt, where no limit hangs on it. Called with
   * what resolves once the ledger has it: the caller waits for it before anything that came of the answer is stored.
   */
  onSettling?: (settled: Promise<void>) => void;
  /** Streams: called with each piece of the answer (never of the trace). Once it was called nothing is tried again. */
  onText?: (piece: string) => void;
}

/** Tokens of one or several attempts. Reasoning is part of `completionTokens`, cached input of `promptTokens`. */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  cachedTokens: number;
  /** True when at least one attempt reported nothing and was estimated. */
  estimated?: boolean;
}

export type FinishReason = 'stop' | 'length' | 'other';

/** What of a structured answer could not be used. */
export interface OutputIssue {
  /** JSON pointer into the answer as the model gave it, e.g. `/clauses/3/quote`; empty for the whole. */
  path: string;
  message: string;
}

export interface ModelAnswer {
  /** The answer without any trace; where a second turn put it right, the value as JSON. */
  text: string;
  /** The validated value when a schema was asked for; what was not valid is left out and named in `issues`. */
  parsed?: unknown;
  issues: OutputIssue[];
  reasoning?: string;
  /** `length` with a schema: the part that was complete was kept, and the rest could not be had. */
  finishReason: FinishReason;
  /** Of all attempts of this call together, failed ones that reported usage included. */
  usage: TokenUsage;
  /** USD for `usage`; null when prices are not known. */
  cost: number | null;
  /** The model id as answered. */
  modelSnapshot: string;
  /** The provider's id of the request that was answered; empty when it gave none. */
  requestId: string;
  attempts: number;
  milliseconds: number;
}

/** The part of the gateway that callers need. */
export interface Completer {
  complete(endpoint: ModelEndpoint, request: ModelRequest): Promise<ModelAnswer>;
}
