import { Injectable } from '@nestjs/common';
import type { Provenance, Usage } from '../analyses/analyst.js';
import { Compute } from '../compute/compute.service.js';
import { taskModule } from '../compute/task-module.js';
import { Database } from '../database/database.service.js';
import type { ClausePredictions } from './metrics/cuad-items.js';
import { RunEntity, RunOutputEntity } from './run.entity.js';
import type { ScoredOutput } from './scoring.js';
import { SuiteCaseEntity } from './suite.entity.js';

const tasks = taskModule<typeof import('./benchmark.tasks.js')>('benchmarks/benchmark.tasks.js');

interface StoredOutput {
  predictions: ClausePredictions;
  provenance: Provenance;
}

/** Scores come from the stored outputs alone, so that they can be computed again at any time. */
@Injectable()
export class RunScores {
  constructor(
    private readonly database: Database,
    private readonly compute: Compute,
  ) {}

  async store(run: RunEntity): Promise<void> {
    const answers = await this.answers(run);
    const scores = await this.compute.run(tasks, 'score', { outputs: answers, seed: run.settings.seed });
    const outputs = await this.database.forWorkspace(run, (em) => em.findBy(RunOutputEntity, { runId: run.id }));
    const answered = outputs.find(({ output }) => output !== null)?.output as StoredOutput | undefined;
    await this.database.forWorkspace(run, (em) =>
      em.update(
        RunEntity,
        { id: run.id },
        {
          status: 'done',
          scores,
          usage: sumUsage(outputs.map(({ usage }) => usage)),
          provenance: (answered?.provenance ?? null) as never,
          finishedAt: new Date(),
        },
      ),
    );
  }

  /** Answers that failed, of a run. */
  async failures(run: RunEntity): Promise<number> {
    const [row] = await this.database.forWorkspace(run, (em) =>
      em.query<{ failed: string }[]>(
        'SELECT count(*) AS failed FROM run_outputs WHERE run_id = $1 AND error IS NOT NULL',
        [run.id],
      ),
    );
    return Number(row?.failed ?? 0);
  }

  /** The run's cases with what was answered. */
  async answers(run: RunEntity): Promise<ScoredOutput[]> {
    return this.database.forWorkspace(run, async (em) => {
      const cases = await em
        .createQueryBuilder(SuiteCaseEntity, 'c')
        .select(['c.id', 'c.key', 'c.gold'])
        .where('c.suiteId = :suiteId AND c.position < :limit', { suiteId: run.suiteId, limit: run.settings.limit })
        .getMany();
      const byId = new Map(cases.map((each) => [each.id, each]));
      const outputs = await em.findBy(RunOutputEntity, { runId: run.id });
      return outputs.map(({ caseId, output }) => {
        const { key, gold } = byId.get(caseId)!;
        return { key, labels: gold, predictions: (output as StoredOutput | null)?.predictions ?? null };
      });
    });
  }
}

function sumUsage(usages: Usage[]): Usage {
  const sum: Usage = {
    calls: 0,
    promptTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    cachedTokens: 0,
    cost: 0,
    milliseconds: 0,
  };
  for (const usage of usages) {
    sum.calls += usage.calls;
    sum.promptTokens += usage.promptTokens;
    sum.completionTokens += usage.completionTokens;
    sum.reasoningTokens += usage.reasoningTokens;
    sum.cachedTokens += usage.cachedTokens;
    sum.milliseconds += usage.milliseconds;
    sum.cost = sum.cost === null || usage.cost === null ? null : sum.cost + usage.cost;
  }
  return sum;
}
