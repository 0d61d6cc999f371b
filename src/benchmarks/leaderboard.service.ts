import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Scope } from '../database/scope.js';
import { SEED } from './contests.service.js';
import { RunEntity } from './run.entity.js';
import { RunScores } from './run-scores.js';
import { auprReplicates, compareAupr, precisionRecallCurve } from './scoring.js';
import type { CuadItem, CurvePoint } from './metrics/cuad.js';
import type { Interval } from './statistics/bootstrap.js';
import { SuiteEntity } from './suite.entity.js';

export interface LeaderboardEntry {
  run: RunEntity;
  failed: number;
  /** The questions with the stored answers. */
  items: CuadItem[];
  curve: CurvePoint[];
  /** AUPR minus that of the first entry, on the same contracts; none for the first itself. */
  differenceToBest?: Interval;
}

@Injectable()
export class LeaderboardService {
  constructor(
    private readonly database: Database,
    private readonly scores: RunScores,
  ) {}

  /** The newest whole run of each model on the suite as it is now, best AUPR first. */
  async entries(scope: Pick<Scope, 'workspaceId'>, suite: SuiteEntity): Promise<LeaderboardEntry[]> {
    const runs = await this.database.forWorkspace(scope, (em) =>
      em
        .createQueryBuilder(RunEntity, 'r')
        .distinctOn(['r.model'])
        .where('r.suiteId = :id AND r.status = :done', { id: suite.id, done: 'done' })
        .andWhere(`r.caseCount = :all AND r.settings->>'suiteHash' = :hash`, { all: suite.caseCount, hash: suite.hash })
        .orderBy('r.model')
        .addOrderBy('r.id', 'DESC')
        .getMany(),
    );
    runs.sort((a, b) => (b.scores?.aupr?.value ?? 0) - (a.scores?.aupr?.value ?? 0) || (a.model < b.model ? -1 : 1));
    const [best] = runs;
    if (!best) return [];
    const bestItems = await this.scores.items(best);
    const reference = auprReplicates(bestItems, SEED);
    const entries: LeaderboardEntry[] = [];
    for (const run of runs) {
      const items = run === best ? bestItems : await this.scores.items(run);
      entries.push({
        run,
        failed: await this.scores.failures(run),
        items,
        curve: precisionRecallCurve(items),
        ...(run !== best && { differenceToBest: compareAupr(items, reference).difference }),
      });
    }
    return entries;
  }
}
