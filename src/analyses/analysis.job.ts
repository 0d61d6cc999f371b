import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AppError, type StoredError, toStoredError } from '../common/errors/app-error.js';
import { LOGGER } from '../common/telemetry/logger.js';
import { Metrics } from '../common/telemetry/metrics.js';
import { contractKind } from '../contracts/contract-kind.js';
import type { SourceText } from '../contracts/types.js';
import { Database } from '../database/database.service.js';
import { findText } from '../documents/documents.repository.js';
import type { JobData } from '../jobs/definitions.js';
import { type JobContext, OnDeadJob, OnJob } from '../jobs/on-job.decorator.js';
import type { BatchSession, Through } from '../models/batch/batch-session.js';
import type { Account } from '../models/ledger.js';
import { defaultPlaybook } from '../playbooks/default-rules.js';
import type { CreateReview, CreateSummary } from './analyses.schema.js';
import { ANALYSES_POOL } from './analyses.service.js';
import { AnalysisEntity } from './analysis.entity.js';
import { AnalysisEvents } from './analysis.events.js';
import type { AnalystContext, Provenance, ReviewResult, SummaryResult } from './analyst.js';
import { AnalystRegistry } from './analyst.registry.js';
import { assertGrounded } from './assert-grounded.js';
import { FindingEntity } from './finding.entity.js';
import { RouteWatch } from './route-watch.js';
import { ProgressWriter } from './progress-writer.js';

type Job = JobData['analyse'];

/** Runs an analyst on a document's text and keeps what it found. */
@Injectable()
export class AnalysisJob {
  constructor(
    private readonly database: Database,
    private readonly registry: AnalystRegistry,
    private readonly events: AnalysisEvents,
    private readonly metrics: Metrics,
    private readonly watch: RouteWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OnJob('analyse')
  async analyse(job: Job, { signal }: JobContext): Promise<void> {
    const begun = await this.begin(job);
    if (!begun) return;
    const { analysis, source } = begun;
    const progress = new ProgressWriter((value) => this.saveProgress(analysis, value));
    const session = this.batchSession(analysis);
    try {
      const result = await this.run(analysis, source, { signal, progress: progress.report }, session);
      await progress.close();
      if (session?.pending) return await this.wait(analysis, session);
      assertGrounded(source, result);
      await this.finish(analysis, result);
    } catch (error) {
      await progress.close();
      if (session?.pending && !signal.aborted) return this.wait(analysis, session);
      // Nothing wrong with the request: the process stops, or the job is another's now.
      if (signal.aborted || !(error instanceof AppError)) throw error;
      await this.fail(job, toStoredError(error), analysis.attempt);
    }
  }

  @OnDeadJob('analyse')
  async giveUp(job: Job): Promise<void> {
    await this.fail(job, toStoredError(new AppError('analysis.interrupted')));
  }

  /** Takes the analysis for a new try; null when there is nothing left to do. */
  private async begin({
    workspaceId,
    analysisId: id,
  }: Job): Promise<{ analysis: AnalysisEntity; source: SourceText } | null> {
    return this.database.forWorkspace({ workspaceId }, async (em) => {
      const analysis = await em.findOne(AnalysisEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!analysis || analysis.status === 'done') return null;
      const attempt = analysis.attempt + 1;
      await em.update(AnalysisEntity, { id }, { status: 'running', attempt, error: null, startedAt: new Date() });
      await this.events.announce(em, id);
      const { document, text } = await findText(em, analysis.documentId);
      const { text: characters, textHash, pages, provisions } = text;
      const source = { text: characters, textHash, pages, provisions, language: document.language ?? 'und' };
      return { analysis: Object.assign(analysis, { attempt }), source };
    });
  }

  /** Undefined where it asks call by call. */
  private batchSession({ id, workspaceId, parameters, ...analysis }: AnalysisEntity): BatchSession | undefined {
    const { batch = 'never' } = parameters as Pick<CreateReview, 'batch'>;
    if (batch === 'never') return undefined;
    return this.registry.batches.session({
      account: accountOf({ id, workspaceId, ...analysis }),
      policy: batch,
      owner: id,
      journal: id,
      pool: ANALYSES_POOL,
      byItself: true,
      wake: { job: 'analyse', data: { workspaceId, analysisId: id } },
    });
  }

  /** Leaves the analysis running; its job comes again when the batch has its answers. */
  private async wait(analysis: AnalysisEntity, session: BatchSession): Promise<void> {
    await this.saveProgress(analysis, { done: 0, total: session.pending, step: 'batch' });
    await session.flush();
  }

  /** Asks the models of the route in their order, until one answers; the reasons why others did not go into the provenance. */
  private async run(
    analysis: AnalysisEntity,
    source: SourceText,
    context: AnalystContext,
    session: BatchSession | undefined,
  ): Promise<ReviewResult | SummaryResult> {
    const models = analysis.routeModels ?? [analysis.model];
    const fallbacks: NonNullable<Provenance['fallbacks']> = [];
    for (const [index, model] of models.entries()) {
      try {
        const result = await this.ask(model, analysis, source, context, session?.through);
        return fallbacks.length ? { ...result, provenance: { ...result.provenance, fallbacks } } : result;
      } catch (error) {
        const last = index === models.length - 1;
        if (last || session?.pending || context.signal.aborted || !(error instanceof AppError) || !anotherMay(error))
          throw error;
        fallbacks.push({ model, ...toStoredError(error) });
      }
    }
    throw new Error('A route has at least one model');
  }

  private async ask(
    model: string,
    analysis: AnalysisEntity,
    source: SourceText,
    context: AnalystContext,
    through: Through | undefined,
  ): Promise<ReviewResult | SummaryResult> {
    const analyst = await this.registry.analyst(accountOf(analysis), model, through);
    if (analysis.kind === 'summary') {
      const { style, language, maxSentences } = analysis.parameters as CreateSummary;
      return analyst.summarize(source, { style, language, maxSentences }, context);
    }
    const { language } = analysis.parameters as CreateReview;
    const kind = contractKind(source);
    const playbook = defaultPlaybook(source.language === 'ko' ? 'ko' : 'en', kind);
    const result = await analyst.review(source, { rules: playbook.rules, language }, context);
    const parameters = {
      ...result.provenance.parameters,
      playbook: `${playbook.name}.${playbook.language}@${playbook.version}`,
      contractKind: kind,
    };
    return { ...result, provenance: { ...result.provenance, parameters } };
  }

  private async finish(
    { id, workspaceId, attempt, kind, routeSwitchId }: AnalysisEntity,
    result: ReviewResult | SummaryResult,
  ): Promise<void> {
    const { coverage, provenance, usage, warnings } = result;
    const written = await this.database.forWorkspace({ workspaceId }, async (em) => {
      const { affected } = await em.update(
        AnalysisEntity,
        // Whatever the status: that earlier tries were given up meanwhile does not undo this one.
        { id, attempt },
        {
          status: 'done',
          error: null,
          coverage,
          provenance: provenance as never,
          usage,
          warnings,
          sentences: 'sentences' in result ? result.sentences : null,
          progress: null,
          finishedAt: new Date(),
        },
      );
      if (!affected) return false;
      await this.registry.batches.forget(em, id);
      if ('findings' in result) {
        const rows = result.findings.map((finding, position) => ({
          ...finding,
          analysisId: id,
          position,
          workspaceId,
          suggestion: finding.suggestion ?? null,
        }));
        if (rows.length) await em.insert(FindingEntity, rows);
      }
      await this.events.announce(em, id);
      return true;
    });
    if (written) this.metrics.analyses.inc({ kind, outcome: 'done' });
    if (written && result.provenance.fallbacks) await this.watch.failed(workspaceId, routeSwitchId);
  }

  /** @param attempt the try that failed; without it, whatever try was the last. */
  private async fail({ workspaceId, analysisId: id }: Job, error: StoredError, attempt?: number): Promise<void> {
    const failed = await this.database.forWorkspace({ workspaceId }, async (em) => {
      const analysis = await em.findOne(AnalysisEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!analysis || analysis.status === 'done' || (attempt !== undefined && analysis.attempt !== attempt))
        return null;
      await em.update(AnalysisEntity, { id }, { status: 'failed', error, progress: null, finishedAt: new Date() });
      await this.registry.batches.forget(em, id);
      await this.events.announce(em, id);
      return analysis;
    });
    if (!failed) return;
    this.metrics.analyses.inc({ kind: failed.kind, outcome: error.code });
    this.logger.info({ analysis: id, code: error.code }, 'analysis failed');
    if (error.code.startsWith('model.')) await this.watch.failed(workspaceId, failed.routeSwitchId);
  }

  private async saveProgress(
    { id, workspaceId, attempt }: AnalysisEntity,
    progress: { done: number; total: number; step: string },
  ): Promise<void> {
    await this.database.forWorkspace({ workspaceId }, async (em) => {
      const { affected } = await em.update(AnalysisEntity, { id, attempt, status: 'running' }, { progress });
      if (affected) await this.events.announce(em, id);
    });
  }
}

/** Whether another model may do better: not where the document or the budget is what is wrong. */
function anotherMay({ code }: AppError): boolean {
  return code.startsWith('model.') || code === 'budget.price_unknown';
}

function accountOf({
  workspaceId,
  createdBy,
  documentId,
  id,
}: Pick<AnalysisEntity, 'workspaceId' | 'createdBy' | 'documentId' | 'id'>): Account {
  return { workspaceId, actor: createdBy, documentId, analysisId: id };
}
