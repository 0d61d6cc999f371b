import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, toStoredError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { version } from '../config/paths.js';
import { Database } from '../database/database.service.js';
import { actorRef, type Scope } from '../database/scope.js';
import type { ModelBatchEntity } from '../models/batch/batch.entity.js';
import type { BatchSession } from '../models/batch/batch-session.js';
import { BatchesService } from '../models/batch/batches.service.js';
import type { Account } from '../models/ledger.js';
import { ModelsService } from '../models/models.service.js';
import type { ContestRequest } from './benchmarks.schema.js';
import { type CaseAnswer, ClauseExtractor } from './clause-extractor.js';
import { SEED } from './contest-seed.js';
import { RunEntity, RunOutputEntity, type RunSettings } from './run.entity.js';
import { RunScores } from './run-scores.js';
import { SuiteCaseEntity, SuiteEntity } from './suite.entity.js';

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
    private readonly batches: BatchesService,
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

  /** @throws AppError `batch.not_offered` when a batch is insisted on which a model does not take; `model.not_found` */
  async assertBatches(scope: Pick<Scope, 'workspaceId'>, { models, batch }: ContestRequest): Promise<void> {
    if (batch === 'always') await this.batches.assertOffered(scope, models);
  }

  /** Newest first. */
  async batchesOf(scope: Pick<Scope, 'workspaceId'>, contestId: string): Promise<ModelBatchEntity[]> {
    return this.batches.ofPool(scope, contestId);
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

  /**
   * Runs what is not yet run; every answer is stored as it comes, so that a contest cut short goes on where it stopped. Runs
   * that ask by batch are left running; the job of the contest comes again when their answers are there. One process at a
   * time: two would ask every model twice.
   *
   * @throws AppError `run.not_found`, `contest.running` when another process runs it, which the message names
   */
  async run(
    scope: Pick<Scope, 'workspaceId'>,
    contestId: string,
    signal: AbortSignal,
    progress: (value: ContestProgress) => void = () => {},
  ): Promise<RunEntity[]> {
    const held = await this.database.whileHolding(`contest ${contestId}`, () =>
      this.runHeld(scope, contestId, signal, progress),
    );
    if (held) return held.result;
    const [run] = await this.runs(scope, contestId);
    throw new AppError('contest.running', `The contest is being run by ${run?.holder ?? 'another process'}`);
  }

  private async runHeld(
    scope: Pick<Scope, 'workspaceId'>,
    contestId: string,
    signal: AbortSignal,
    progress: (value: ContestProgress) => void,
  ): Promise<RunEntity[]> {
    const holder = `process ${process.pid} on ${hostname()}`;
    await this.database.forWorkspace(scope, (em) => em.update(RunEntity, { contestId }, { holder }));
    for (const run of await this.runs(scope, contestId)) {
      if (run.status !== 'done') await this.runModel(run, signal, progress);
    }
    // Not before all have gathered, so that no answer wakes the contest while it is being run.
    await this.batches.handOver(scope, contestId);
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
    let waiting = 0;
    for (let position = 0; position < limit; position += 1) {
      const item = await this.database.forWorkspace(run, (em) =>
        em.findOneByOrFail(SuiteCaseEntity, { suiteId: run.suiteId, position }),
      );
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        signal.throwIfAborted();
        const isThere = await this.answerOnce(run, item, repeat, signal);
        if (isThere) done += 1;
        else waiting += 1;
        progress({ model: run.model, done, total });
      }
    }
    if (waiting === 0) await this.scores.store(run);
  }

  /** An answer that is there is not asked for again; one that failed is. False where a batch has yet to bring it. */
  private async answerOnce(
    run: RunEntity,
    item: SuiteCaseEntity,
    repeat: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const key = { runId: run.id, caseId: item.id, repeat };
    const known = await this.database.forWorkspace(run, (em) => em.findOneBy(RunOutputEntity, key));
    if (known && !known.error) return true;
    const journal = `${run.id}/${item.id}/${repeat}`;
    const session = this.batchSession(run, journal);
    const started = performance.now();
    let row: Pick<RunOutputEntity, 'output' | 'error' | 'usage'> & { answer?: CaseAnswer };
    try {
      const answer = await this.extractor.answer(accountOf(run), run.model, item.text, signal, session?.through);
      row = { output: outputOf(answer, session), error: null, usage: answer.usage };
    } catch (error) {
      signal.throwIfAborted();
      if (!session?.pending && !(error instanceof AppError)) throw error;
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
    if (session?.pending) {
      await session.flush();
      return false;
    }
    await this.database.forWorkspace(run, async (em) => {
      const output = { ...key, workspaceId: run.workspaceId, ...row } as never;
      await em.upsert(RunOutputEntity, output, ['runId', 'caseId', 'repeat']);
      if (session) await this.batches.forget(em, journal);
    });
    return true;
  }

  /** Undefined where the run asks call by call. */
  private batchSession(run: RunEntity, journal: string): BatchSession | undefined {
    const { contestId, workspaceId, settings } = run;
    if (!settings.batch) return undefined;
    return this.batches.session({
      account: accountOf(run),
      policy: settings.batch,
      owner: contestId,
      journal,
      pool: contestId,
      byItself: false,
      wake: { job: 'benchmark', data: { workspaceId, contestId } },
    });
  }
}

/** What of an answer is stored. */
function outputOf({ predictions, provenance }: CaseAnswer, session: BatchSession | undefined) {
  const batched = session?.answered ?? 0;
  const parameters = { ...provenance.parameters, ...(batched > 0 && { batched }) };
  return { predictions, provenance: { ...provenance, parameters } };
}

function accountOf({ workspaceId, createdBy, id }: RunEntity): Account {
  return { workspaceId, actor: createdBy, runId: id };
}

function settingsOf(suite: SuiteEntity, { repeats, limit, batch }: ContestRequest): RunSettings {
  return {
    suiteHash: suite.hash,
    suiteVersion: suite.version,
    repeats,
    limit: Math.min(limit ?? suite.caseCount, suite.caseCount),
    seed: SEED,
    version,
    ...(batch && batch !== 'never' && { batch }),
  };
}
