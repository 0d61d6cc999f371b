import { Injectable } from '@nestjs/common';
import { AnalystRegistry } from '../analyses/analyst.registry.js';
import type { ClauseRule, Provenance, Usage } from '../analyses/analyst.js';
import { cuadClauseTypes } from '../contracts/clause-types.js';
import { sha256Hex } from '../contracts/normalise.js';
import { parseProvisions } from '../contracts/provisions.js';
import type { SourceText } from '../contracts/types.js';
import { version } from '../config/paths.js';
import type { Account } from '../models/ledger.js';
import { isEmbedded } from '../models/models.service.js';
import { foldWhiteSpace } from './importers/white-space.js';
import type { PredictedText } from './metrics/cuad.js';

export interface Prediction extends PredictedText {
  start: number;
  end: number;
}

export interface CaseAnswer {
  predictions: Record<string, Prediction[]>;
  usage: Usage;
  provenance: Provenance;
}

const rules: ClauseRule[] = cuadClauseTypes.map(({ id, name, question }) => ({
  id,
  clauseType: name,
  severityPresent: 'info',
  severityMissing: null,
  question: question.en,
}));

/**
 * Puts the task "clause-extraction" to a model: which passages of this contract answer each of the 41 questions? Taggers
 * give graded probabilities; what a language model quotes, and the grounding accepts, counts with probability 1.
 */
@Injectable()
export class ClauseExtractor {
  constructor(private readonly registry: AnalystRegistry) {}

  async answer(account: Account, model: string, text: string, signal: AbortSignal): Promise<CaseAnswer> {
    const source = sourceOf(text);
    return isEmbedded(model) ? this.tag(model, source) : this.ask(account, model, source, signal);
  }

  private tag(model: 'embedded' | 'keyword', source: SourceText): CaseAnswer {
    const tagger = this.registry.tagger(model);
    const started = performance.now();
    const spans = tagger.tag(source);
    const milliseconds = performance.now() - started;
    return {
      predictions: byCategory(source.text, spans),
      usage: {
        calls: 0,
        promptTokens: 0,
        completionTokens: 0,
        reasoningTokens: 0,
        cachedTokens: 0,
        cost: 0,
        milliseconds,
      },
      provenance: {
        analyst: 'embedded',
        model,
        snapshot: tagger.version,
        textHash: source.textHash,
        prompts: [],
        parameters: {},
        version,
      },
    };
  }

  private async ask(account: Account, model: string, source: SourceText, signal: AbortSignal): Promise<CaseAnswer> {
    const analyst = await this.registry.analyst(account, model);
    const { findings, usage, provenance } = await analyst.review(
      source,
      { rules, language: 'en' },
      { signal, progress: () => {} },
    );
    const spans = findings.flatMap(({ clauseType, citations, confidence }) =>
      citations.map(({ start, end }) => ({ clauseType, start, end, probability: confidence ?? 1 })),
    );
    return { predictions: byCategory(source.text, spans), usage, provenance };
  }
}

function sourceOf(text: string): SourceText {
  return {
    text,
    textHash: sha256Hex(text),
    pages: [{ number: 1, start: 0, end: text.length, status: 'ok' }],
    provisions: parseProvisions(text),
    language: 'en',
  };
}

function byCategory(
  text: string,
  spans: { clauseType: string; start: number; end: number; probability: number }[],
): Record<string, Prediction[]> {
  const predictions: Record<string, Prediction[]> = {};
  const known = new Set(cuadClauseTypes.map(({ name }) => name));
  for (const { clauseType, start, end, probability } of spans) {
    if (!known.has(clauseType)) continue;
    (predictions[clauseType] ??= []).push({ text: foldWhiteSpace(text.slice(start, end)), start, end, probability });
  }
  return predictions;
}
