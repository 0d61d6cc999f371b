import { fieldOf } from './record.js';
import type { RawAnswer } from './response.js';
import { estimateMessages, estimateTokens } from './tokens.js';
import type { Prices, TokenUsage } from './types.js';

export const noUsage: Readonly<TokenUsage> = {
  promptTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  cachedTokens: 0,
};

/** The sum of two usages; an estimate makes the sum an estimate. */
export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  const sum: TokenUsage = {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
  };
  if (a.estimated === true || b.estimated === true) sum.estimated = true;
  return sum;
}

/** As reported; where an answer came without a report, an estimate that is marked as one. */
export function usageOrEstimate(
  { usage, text, trace }: Pick<RawAnswer, 'usage' | 'text' | 'trace'>,
  messages: readonly { content: string }[],
): TokenUsage {
  if (usage !== null) return usage;
  const reasoningTokens = estimateTokens(trace);
  return {
    promptTokens: estimateMessages(messages),
    completionTokens: estimateTokens(text) + reasoningTokens,
    reasoningTokens,
    cachedTokens: 0,
    estimated: true,
  };
}

/** What `usage` costs in USD; null when the prices are not known. Zero prices cost zero. */
export function costOf(usage: TokenUsage, prices: Prices | null | undefined): number | null {
  if (prices === null || prices === undefined) return null;
  const cached = Math.min(usage.cachedTokens, usage.promptTokens);
  const input = (usage.promptTokens - cached) * prices.inputPerMillion;
  const reused = cached * (prices.cachedPerMillion ?? prices.inputPerMillion);
  return (input + reused + usage.completionTokens * prices.outputPerMillion) / 1_000_000;
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}

/**
 * The `usage` object of a chat completion. Null when it is missing, has no counts, or counts nothing at all: a call that
 * was answered cannot have been free of tokens, so such a report is no report.
 */
export function parseUsage(value: unknown): TokenUsage | null {
  const promptTokens = count(fieldOf(value, 'prompt_tokens'));
  const completionTokens = count(fieldOf(value, 'completion_tokens'));
  if (promptTokens === null || completionTokens === null || promptTokens + completionTokens === 0) return null;
  const reasoning = count(fieldOf(fieldOf(value, 'completion_tokens_details'), 'reasoning_tokens'));
  const cached = count(fieldOf(fieldOf(value, 'prompt_tokens_details'), 'cached_tokens'));
  return { promptTokens, completionTokens, reasoningTokens: reasoning ?? 0, cachedTokens: cached ?? 0 };
}
