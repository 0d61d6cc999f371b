import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { AnalystContext, ClauseRule, ReviewResult, SummaryResult } from '../../../src/analyses/analyst.js';
import { LlmAnalyst } from '../../../src/analyses/llm/llm-analyst.js';
import { loadPrompts } from '../../../src/analyses/llm/prompts.js';
import type { LlmSettings } from '../../../src/analyses/llm/settings.js';
import { packageRoot } from '../../../src/config/paths.js';
import type { Page, SourceText } from '../../../src/contracts/types.js';
import { Gateway } from '../../../src/models/gateway.js';
import type { ModelEndpoint } from '../../../src/models/types.js';
import type { ModelServer } from '../model-server.js';
import type { Answer, RecordedRequest, Responder } from './behaviours.js';

export const prompts = loadPrompts(join(packageRoot, 'src/analyses/prompts'));

export function rule(id: string, more: Partial<ClauseRule> = {}): ClauseRule {
  return {
    id,
    clauseType: id.toUpperCase(),
    severityPresent: 'low',
    severityMissing: 'high',
    question: `Is there ${id}?`,
    ...more,
  };
}

export const LAW = 'This Agreement shall be governed by the laws of the State of Delaware.';
export const TERM = 'Either party may terminate this Agreement upon thirty (30) days written notice.';
export const CAP = 'The aggregate liability of the Supplier shall not exceed USD 100,000.';
export const truth = [
  { rule: 'law', quote: LAW },
  { rule: 'term', quote: TERM },
  { rule: 'cap', quote: CAP },
];
export const rules = [rule('law'), rule('cap'), rule('term'), rule('audit'), rule('trivia', { severityMissing: null })];

/** A contract of so many filler articles with the true clauses spread over it, in pages of equal length. */
export function contract(articles: number, extra = ''): SourceText {
  const filler = (number: number): string =>
    `Article ${number}\nThe parties shall cooperate in good faith in matter number ${number} and keep each other informed about it.`;
  const parts = Array.from({ length: articles }, (_, index) => filler(index + 1));
  parts.splice(Math.floor(articles * 0.1), 0, LAW);
  parts.splice(Math.floor(articles * 0.5), 0, CAP, extra);
  parts.push(TERM);
  return source(parts.filter((part) => part !== '').join('\n\n'));
}

export function source(text: string, pageCount = 4, language = 'en'): SourceText {
  const length = Math.ceil(text.length / pageCount);
  const pages = Array.from({ length: pageCount }, (_, index): Page => {
    return { number: index + 1, start: index * length, end: Math.min(text.length, (index + 1) * length), status: 'ok' };
  });
  return { text, textHash: createHash('sha256').update(text).digest('hex'), pages, provisions: [], language };
}

export function context(more: Partial<AnalystContext> = {}): AnalystContext {
  return { signal: new AbortController().signal, progress: () => undefined, ...more };
}

export function codes(result: ReviewResult | SummaryResult): string[] {
  return result.warnings.map(({ code }) => code);
}

/** The invariant: what is cited is what the text says there. */
export function expectGrounded(result: ReviewResult | SummaryResult, { text, pages }: SourceText): void {
  const rows = 'findings' in result ? result.findings : result.sentences;
  for (const { start, end, quote, page } of rows.flatMap(({ citations }) => citations)) {
    expect(text.slice(start, end)).toBe(quote);
    expect(quote).not.toBe('');
    const holder = pages.find(({ number }) => number === page)!;
    expect(holder.start <= start && start < holder.end).toBe(true);
  }
}

/** Parts so small that a short contract needs several. */
export const medium = { maxChunkTokens: 700, overlapTokens: 60 };
export const small = { maxChunkTokens: 450, overlapTokens: 50 };

/** An analyst whose model is the server; it does not wait between attempts. */
export function analystOn(
  server: ModelServer,
  entry: Partial<ModelEndpoint> = {},
  settings: Partial<LlmSettings> = {},
): LlmAnalyst {
  const endpoint: ModelEndpoint = {
    name: 'simulated',
    modelId: 'sim-1',
    baseUrl: server.url,
    contextWindow: 32_768,
    maxOutputTokens: 4096,
    structuredOutput: 'json_schema',
    parameters: { temperature: 0 },
    prices: { inputPerMillion: 1, outputPerMillion: 1 },
    timeoutMs: 2_000,
    allowPrivateNetwork: true,
    ...entry,
  };
  const gateway = new Gateway({ clock: { sleep: async () => undefined } });
  return new LlmAnalyst({ gateway }, endpoint, prompts, '9.9.9', settings);
}

export async function respondAs(responder: Responder, request: RecordedRequest): Promise<Answer> {
  const behaviour = await responder(request);
  if (behaviour.kind !== 'answer') throw new Error('Not an answer');
  return behaviour;
}
