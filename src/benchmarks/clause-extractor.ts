import { Injectable } from '@nestjs/common';
import { AnalystRegistry } from '../analyses/analyst.registry.js';
import type { Analyst, ClauseRule, Provenance, Usage } from '../analyses/analyst.js';
import { Compute } from '../compute/compute.service.js';
import { taskModule } from '../compute/task-module.js';
import { cuadClauseTypes } from '../contracts/clause-types.js';
import type { SourceText } from '../contracts/types.js';
import { version } from '../config/paths.js';
import type { Through } from '../models/batch/batch-session.js';
import type { Account } from '../models/ledger.js';
import type { EmbeddedModel } from '../models/model.schema.js';
import { isEmbedded } from '../models/models.service.js';
import { byCategory, type Prediction, sourceOf } from './clause-answer.js';

export interface CaseAnswer {
  predictions: Record<string, Prediction[]>;
  usage: Usage;
  provenance: Provenance;
}

const tasks = taskModule<typeof import('./benchmark.tasks.js')>('benchmarks/benchmark.tasks.js');

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
  constructor(
    private readonly registry: AnalystRegistry,
    private readonly compute: Compute,
  ) {}

  /** @param through what makes the calls to a foundation model, where not the gateway itself */
  async answer(
    account: Account,
    model: string,
    text: string,
    signal: AbortSignal,
    through?: Through,
  ): Promise<CaseAnswer> {
    if (isEmbedded(model)) return this.tag(model, text, signal);
    const analyst = await this.registry.analyst(account, model, through);
    return this.ask(analyst, sourceOf(text), signal);
  }

  private async tag(model: EmbeddedModel, text: string, signal: AbortSignal): Promise<CaseAnswer> {
    const tagged = await this.compute.run(tasks, 'tagCase', { model, text }, { signal });
    const { predictions, milliseconds, snapshot, textHash } = tagged;
    return {
      predictions,
      usage: {
        calls: 0,
        promptTokens: 0,
        completionTokens: 0,
        reasoningTokens: 0,
        cachedTokens: 0,
        cost: 0,
        milliseconds,
      },
      provenance: { analyst: 'embedded', model, snapshot, textHash, prompts: [], parameters: {}, version },
    };
  }

  private async ask(analyst: Analyst, source: SourceText, signal: AbortSignal): Promise<CaseAnswer> {
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
