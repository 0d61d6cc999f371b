import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, toStoredError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { version } from '../config/paths.js';
import { Database } from '../database/database.service.js';
import { actorRef, type Scope } from '../database/scope.js';
import type { Account } from '../models/ledger.js';
import { ModelsService } from '../models/models.service.js';
import type { ContestRequest } from './benchmarks.schema.js';
import { type CaseAnswer, ClauseExtractor } from './clause-extractor.js';
import { RunEntity, RunOutputEntity, type RunSettings } from './run.entity.js';
import { RunScores } from './run-scores.js';
import { SuiteCaseEntity, SuiteEntity } from './suite.entity.js';

/** One seed for all: two models meet the same resamples, also in contests of different days. */
export const SEED = 20_260_101;

export interface ContestProgress {
  model: string;
  done: number;
  total: number;
}

/** A contest: runs of several models on one suite, started together. */
@Injectable()
export class ContestsService {
  constructor(
    private readonly database: Database,
    private readonly models: ModelsService,
    private readonly extractor: ClauseExtractor,
    private readonly scores: RunScores,
  ) {}

  /** Writes down what is to be run, in the caller's transaction; `run` does it. @throws AppError `model.not_found` */
  async insert(
    em: EntityManager,
    scope: Pick<Scope, 'workspaceId' | 'actor'>,
    suite: SuiteEntity,
    request: ContestRequest,
  ): Promise<string> {
    const contestId = newId();
    const settings = settingsOf(suite, request);
    for (const model of new Set(request.models)) {
      await this.models.assertExists(em, model);
      await em.insert(RunEntity, {
        id: newId(),
        workspaceId: scope.workspaceId,
        suiteId: suite.id,
        contestId,
        model,
        status: 'queued',
        settings,
        caseCount: settings.limit,
        createdBy: actorRef(scope.actor),
      });
    }
    return contestId;
  }

  /** The newest contest of just these models and settings that has not ended, to go on with. */
  async findUnfinished(scope: Scope, suite: SuiteEntity, request: ContestRequest): Promise<string | null> {
    const rows = await this.database.forWorkspace(scope, (em) =>
      em.query<{ contest_id: string }[]>(
        `SELECT contest_id FROM runs WHERE suite_id = $1 AND settings = $2::jsonb
         GROUP BY contest_id
         HAVING array_agg(model ORDER BY model COLLATE "C") = $3::text[] AND bool_or(status <> 'done')
         ORDER BY contest_id DESC LIMIT 1`,
        [suite.id, JSON.stringify(settingsOf(suite, request)), [...new Set(request.models)].sort()],
      ),
    );
    return rows[0]?.contest_id ?? null;
  }

  /** Runs what is not yet run; every answer is stored as it comes, so that a contest cut short goes on where it stopped. */
  async run(
    scope: Pick<Scope, 'workspaceId'>,
    contestId: string,
    signal: AbortSignal,
    progress: (value: ContestProgress) => void = () => {},
  ): Promise<RunEntity[]> {
    for (const run of await this.runs(scope, contestId)) {
      if (run.status !== 'done') await this.runModel(run, signal, progress);
    }
    return this.runs(scope, contestId);
  }

  /** @throws AppError `run.not_found` */
  async runs(scope: Pick<Scope, 'workspaceId'>, contestId: string): Promise<RunEntity[]> {
    const runs = await this.database.forWorkspace(scope, (em) =>
      em.find(RunEntity, { where: { contestId }, order: { id: 'ASC' } }),
    );
    if (!runs.length) throw new AppError('run.not_found');
    return runs;
  }

  private async runModel(
    run: RunEntity,
    signal: AbortSignal,
    progress: (value: ContestProgress) => void,
  ): Promise<void> {
    await this.database.forWorkspace(run, (em) =>
      em.update(RunEntity, { id: run.id }, { status: 'running', error: null }),
    );
    const { limit, repeats } = run.settings;
    const total = limit * repeats;
    let done = 0;
    for (let position = 0; position < limit; position += 1) {
      const item = await this.database.forWorkspace(run, (em) =>
        em.findOneByOrFail(SuiteCaseEntity, { suiteId: run.suiteId, position }),
      );
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        signal.throwIfAborted();
        await this.answerOnce(run, item, repeat, signal);
        done += 1;
        progress({ model: run.model, done, total });
      }
    }
    await this.scores.store(run);
  }

  /** An answer that is there is not asked for again; one that failed is. */
  private async answerOnce(run: RunEntity, item: SuiteCaseEntity, repeat: number, signal: AbortSignal): Promise<void> {
    const key = { runId: run.id, caseId: item.id, repeat };
    const known = await this.database.forWorkspace(run, (em) => em.findOneBy(RunOutputEntity, key));
    if (known && !known.error) return;
    const started = performance.now();
    let row: Pick<RunOutputEntity, 'output' | 'error' | 'usage'> & { answer?: CaseAnswer };
    try {
      const answer = await this.extractor.answer(accountOf(run), run.model, item.text, signal);
      row = {
        output: { predictions: answer.predictions, provenance: answer.provenance },
        error: null,
        usage: answer.usage,
      };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      const usage = {
        calls: 0,
        promptTokens: 0,
        completionTokens: 0,
        reasoningTokens: 0,
        cachedTokens: 0,
        cost: null,
        milliseconds: performance.now() - started,
      };
      row = { output: null, error: toStoredError(error), usage };
    }
    await this.database.forWorkspace(run, (em) =>
      em.upsert(RunOutputEntity, { ...key, workspaceId: run.workspaceId, ...row } as never, [
        'runId',
        'caseId',
        'repeat',
      ]),
    );
  }
}

function accountOf({ workspaceId, createdBy, id }: RunEntity): Account {
  return { workspaceId, actor: createdBy, runId: id };
}

function settingsOf(suite: SuiteEntity, { repeats, limit }: ContestRequest): RunSettings {
  return {
    suiteHash: suite.hash,
    suiteVersion: suite.version,
    repeats,
    limit: Math.min(limit ?? suite.caseCount, suite.caseCount),
    seed: SEED,
    version,
  };
}
