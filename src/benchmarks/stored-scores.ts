import { Global, Injectable, Module } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { GateScores } from '../models/routes/gate-scores.js';
import { RunEntity } from './run.entity.js';
import { SuiteEntity } from './suite.entity.js';

/** What gates are measured by: the stored scores of runs. */
@Injectable()
export class StoredScores extends GateScores {
  async newest(
    em: EntityManager,
    suiteName: string,
    model: string,
    metric: string,
  ): Promise<{ runId: string; value: number } | null> {
    const suite = await em.findOneBy(SuiteEntity, { name: suiteName });
    if (!suite) throw new AppError('suite.not_found', `There is no suite named ${suiteName}`);
    const run = await em
      .createQueryBuilder(RunEntity, 'r')
      .where('r.suiteId = :id AND r.model = :model AND r.status = :done', { id: suite.id, model, done: 'done' })
      // Of the whole suite as it is now.
      .andWhere(`r.caseCount = :all AND r.settings->>'suiteHash' = :hash`, { all: suite.caseCount, hash: suite.hash })
      .orderBy('r.id', 'DESC')
      .getOne();
    const value = run?.scores?.[metric]?.value;
    return run && value !== undefined ? { runId: run.id, value } : null;
  }
}

/** Of its own and for all, since models know nothing of benchmarks. */
@Global()
@Module({ providers: [{ provide: GateScores, useClass: StoredScores }], exports: [GateScores] })
export class StoredScoresModule {}
