import { z } from 'zod';
import { GroundingIndex } from '../../contracts/grounding.js';
import type { Citation } from '../../contracts/types.js';
import { jsonSchemaOf } from '../../models/output/json-schema.js';
import type { ClauseRule, Coverage, Finding, ReviewOptions, ReviewResult } from '../analyst.js';
import { coverageOf, isComplete } from './coverage.js';
import { documentBlock } from './document-block.js';
import {
  ANSWER_OVERHEAD,
  messagesOf,
  outputTokens,
  planParts,
  tidy,
  warnOfFailure,
  warnOfPartial,
  windowBudget,
} from './parts.js';
import { chunkTokens, type Chunk, type WindowBudget } from './planner.js';
import { distinctCitations, groundQuote } from './quotes.js';
import type { Reply, Session } from './session.js';

const LONGEST_RATIONALE = 600;

interface Claim {
  rule: string;
  quote: string;
  explanation: string;
}

/** One call: some of the rules on one part of the document. */
interface Job {
  chunk: Chunk;
  batch: Batch;
}

interface Batch {
  rules: readonly ClauseRule[];
  schema: z.ZodType<{ clauses: Claim[] }>;
  outputTokens: number;
}

/** What is known of one rule after all calls. */
interface RuleState {
  citations: Citation[];
  explanations: string[];
  ungrounded: number;
  /** Every part of the text was read for this rule and answered in full. */
  read: boolean;
}

function schemaFor(rules: readonly ClauseRule[]): Batch['schema'] {
  const rule = z.enum(rules.map(({ id }) => id));
  return z.object({ clauses: z.array(z.object({ rule, quote: z.string(), explanation: z.string() })) });
}

function ruleLines(rules: readonly ClauseRule[]): string {
  return rules.map(({ id, question }) => `- ${id}: ${tidy(question, 500)}`).join('\n');
}

function batchesOf(session: Session, rules: readonly ClauseRule[], size: number): Batch[] {
  const count = Math.ceil(rules.length / size);
  return Array.from({ length: count }, (_, index) => {
    const part = rules.slice(
      Math.floor((index * rules.length) / count),
      Math.floor(((index + 1) * rules.length) / count),
    );
    const wanted = ANSWER_OVERHEAD + part.length * session.tools.settings.tokensPerRule;
    return { rules: part, schema: schemaFor(part), outputTokens: outputTokens(session.tools.endpoint, wanted) };
  });
}

/** The budget that holds for every batch: that of the one with the longest prompt. */
function budgetOf(session: Session, batches: readonly Batch[]): WindowBudget {
  const budgets = batches.map((batch) => {
    const frame = messagesOf(session.prompt('review'), session.language, {
      system: {},
      user: { part: '00', parts: '00', document: '', rules: ruleLines(batch.rules) },
    });
    return windowBudget(session, frame, batch.outputTokens, JSON.stringify(jsonSchemaOf(batch.schema)));
  });
  return budgets.reduce((tightest, budget) => (chunkTokens(budget) < chunkTokens(tightest) ? budget : tightest));
}

/**
 * Divides the rules among calls: as many in one as the settings allow, fewer where window or output limit are small, so
 * that the document keeps at least a third of the window (or the rules cannot be divided further).
 */
function planBatches(session: Session, rules: readonly ClauseRule[]): { batches: Batch[]; budget: WindowBudget } {
  const { endpoint, settings } = session.tools;
  const room = outputTokens(endpoint, Infinity) - ANSWER_OVERHEAD;
  let size = Math.max(1, Math.min(settings.rulesPerCall, Math.floor(room / settings.tokensPerRule)));
  for (;;) {
    const batches = batchesOf(session, rules, size);
    const budget = budgetOf(session, batches);
    const wanted = Math.min(settings.maxChunkTokens, endpoint.contextWindow / 3);
    if (size === 1 || chunkTokens(budget) >= wanted) return { batches, budget };
    size = Math.ceil(size / 2);
  }
}

function ask(session: Session, { chunk, batch }: Job, parts: number): Promise<Reply<{ clauses: Claim[] }>> {
  const messages = messagesOf(session.prompt('review'), session.language, {
    system: {},
    user: {
      part: String(chunk.index + 1),
      parts: String(parts),
      document: documentBlock(session.source.text.slice(chunk.start, chunk.end)),
      rules: ruleLines(batch.rules),
    },
  });
  return session.ask({
    task: 'review',
    messages,
    name: 'review',
    schema: batch.schema,
    outputTokens: batch.outputTokens,
  });
}

/** Reviews the source against the rules. @throws the first error when every call failed */
export async function review(session: Session, { rules }: ReviewOptions): Promise<ReviewResult> {
  const { source } = session;
  const { batches, budget } = rules.length === 0 ? { batches: [], budget: null } : planBatches(session, rules);
  const chunks = budget === null ? [] : planParts(session, budget);
  const jobs = chunks.flatMap((chunk) => batches.map((batch): Job => ({ chunk, batch })));
  const results = await session.each(jobs, 'review', (job) => ask(session, job, chunks.length));
  throwIfNothing(results);

  const index = new GroundingIndex(source.text, source.pages);
  const states = new Map(
    rules.map(({ id }): [string, RuleState] => [id, { citations: [], explanations: [], ungrounded: 0, read: true }]),
  );
  const unread = new Set<Chunk>();
  for (const [position, result] of results.entries()) {
    const { chunk, batch } = jobs[position]!;
    const whole = result.status === 'fulfilled' && result.value.partial === null;
    if (!whole) for (const { id } of batch.rules) states.get(id)!.read = false;
    if (result.status === 'rejected') {
      if (!unread.has(chunk)) warnOfFailure(session, chunk, result.reason);
      unread.add(chunk);
      continue;
    }
    if (result.value.partial !== null) warnOfPartial(session, chunk, result.value.partial);
    for (const claim of result.value.value.clauses) take(claim, states.get(claim.rule)!, index, chunk);
  }

  const coverage = coverageOf(
    source,
    chunks.filter((chunk) => !unread.has(chunk)),
  );
  const findings = conclude(session, rules, states, coverage);
  const provenance = session.provenance({ chunks: chunks.length, batches: batches.length, rules: rules.length });
  return { findings, coverage, provenance, usage: session.usage(), warnings: session.warnings };
}

/** @throws the first failure when all failed */
export function throwIfNothing(results: readonly PromiseSettledResult<unknown>[]): void {
  const [first] = results;
  if (first?.status === 'rejected' && results.every(({ status }) => status === 'rejected')) throw first.reason;
}

function take(claim: Claim, state: RuleState, index: GroundingIndex, chunk: Chunk): void {
  const citations = groundQuote(index, claim.quote, chunk);
  const explanation = tidy(claim.explanation, LONGEST_RATIONALE);
  if (citations === null) {
    state.ungrounded += 1;
    return;
  }
  state.citations.push(...citations);
  if (explanation !== '' && !state.explanations.includes(explanation)) state.explanations.push(explanation);
}

/**
 * The findings in the order of the rules. A rule that was claimed but has no quotation in the document is `unsupported`.
 * One that was not claimed is `missing` only when the whole document was read and answered for it; otherwise it has no
 * row at all, since neither presence nor absence is known, and a warning names it.
 */
function conclude(
  session: Session,
  rules: readonly ClauseRule[],
  states: ReadonlyMap<string, RuleState>,
  coverage: Coverage,
): Finding[] {
  const { language } = session;
  const findings: Finding[] = [];
  const unknown: string[] = [];
  let dropped = 0;
  for (const rule of rules) {
    const state = states.get(rule.id)!;
    dropped += state.ungrounded;
    const base = { rule: rule.id, clauseType: rule.clauseType, confidence: null };
    const citations = distinctCitations(state.citations);
    if (citations.length > 0) {
      const rationale = tidy(state.explanations.join(' '), LONGEST_RATIONALE) || WORDS.present[language];
      findings.push({ ...base, outcome: 'present', severity: rule.severityPresent, rationale, citations });
    } else if (state.ungrounded > 0) {
      findings.push({
        ...base,
        outcome: 'unsupported',
        severity: rule.severityPresent,
        rationale: WORDS.unsupported[language],
        citations,
      });
    } else if (!state.read || !isComplete(coverage)) {
      unknown.push(rule.clauseType);
    } else if (rule.severityMissing !== null) {
      findings.push({
        ...base,
        outcome: 'missing',
        severity: rule.severityMissing,
        rationale: WORDS.missing[language],
        citations,
      });
    }
  }
  if (dropped > 0) session.warn('review.quotes_not_found', WORDS.dropped[language].replace('{n}', String(dropped)));
  if (unknown.length > 0) {
    session.warn('review.absence_not_established', `${WORDS.unknown[language]} ${unknown.join(', ')}`);
  }
  return findings;
}

const WORDS = {
  present: { en: 'The document contains this clause.', ko: '문서에 이 조항이 있습니다.' },
  missing: {
    en: 'The whole document was read and no such clause was found.',
    ko: '문서 전체를 읽었으나 해당 조항을 찾지 못했습니다.',
  },
  unsupported: {
    en: 'The model reports this clause, but the words it quoted are not in the document. Check by hand.',
    ko: '모델은 이 조항이 있다고 하였으나 인용한 문구가 문서에 없습니다. 직접 확인하십시오.',
  },
  dropped: {
    en: '{n} quotations of the model are not in the document and were dropped.',
    ko: '모델의 인용 {n}건은 문서에 없는 문구이므로 제외했습니다.',
  },
  unknown: {
    en: 'Not the whole document was read, so it is not known whether these are absent:',
    ko: '문서 전체를 읽지 못하여 다음 조항이 없는지는 알 수 없습니다:',
  },
} as const;
