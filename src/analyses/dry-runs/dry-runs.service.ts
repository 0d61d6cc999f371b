import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import type { RequestContext } from '../../common/http/context.js';
import { once } from '../../common/idempotency/idempotency.js';
import { Database } from '../../database/database.service.js';
import { actorRef, type Scope } from '../../database/scope.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { ModelsService } from '../../models/models.service.js';
import { AnalysisEntity } from '../analysis.entity.js';
import type { AnalysisKind } from '../analyst.js';
import { FindingEntity } from '../finding.entity.js';
import { DryRunEntity } from './dry-run.entity.js';
import type { CreateDryRun, DryRunView } from './dry-run.schema.js';
import { dryRunView } from './dry-run.view.js';

/** Tries a candidate on recent documents beside the model that serves them, before anything is switched. */
@Injectable()
export class DryRunsService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly models: ModelsService,
  ) {}

  /** @throws AppError `model.not_found`; `dry_run.nothing_to_compare` when no document has been analysed yet. */
  async create(
    context: Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>,
    task: AnalysisKind,
    input: CreateDryRun,
  ): Promise<DryRunView> {
    const { model, documents } = input;
    return this.database.forWorkspace(context, (em) =>
      once(em, context, { task, input }, async () => {
        await this.models.assertExists(em, model);
        const recent = await recentAnalyses(em, task, model, documents);
        if (!recent.length) throw new AppError('dry_run.nothing_to_compare');
        const id = newId();
        const pairs = [];
        for (const { id: currentId, documentId, parameters: asked } of recent) {
          // Compared now, not within a day.
          const { batch: _, ...parameters } = asked;
          const candidateId = newId();
          pairs.push({ documentId, currentId, candidateId });
          await em.insert(AnalysisEntity, {
            id: candidateId,
            workspaceId: context.workspaceId,
            documentId,
            kind: task,
            model,
            parameters,
            status: 'queued',
            dryRunId: id,
            createdBy: actorRef(context.actor),
          } as never);
          await this.jobs.enqueue(em, 'analyse', { workspaceId: context.workspaceId, analysisId: candidateId });
        }
        const { workspaceId } = context;
        await em.insert(DryRunEntity, { id, workspaceId, task, model, pairs, createdBy: actorRef(context.actor) });
        return view(em, id);
      }),
    );
  }

  /** @throws AppError `dry_run.not_found` */
  async get(scope: Pick<Scope, 'workspaceId'>, id: string): Promise<DryRunView> {
    return this.database.forWorkspace(scope, (em) => view(em, id));
  }
}

/** The newest analysis of each of the most recently analysed documents, made by another model. */
function recentAnalyses(
  em: EntityManager,
  task: AnalysisKind,
  model: string,
  limit: number,
): Promise<AnalysisEntity[]> {
  const newest = em
    .createQueryBuilder(AnalysisEntity, 'n')
    .select('n.id')
    .distinctOn(['n.documentId'])
    .where(`n.kind = :task AND n.status = 'done' AND n.model <> :model AND n.dryRunId IS NULL`)
    .orderBy('n.documentId')
    .addOrderBy('n.id', 'DESC');
  return em
    .createQueryBuilder(AnalysisEntity, 'a')
    .where(`a.id IN (${newest.getQuery()})`)
    .setParameters({ task, model })
    .orderBy('a.id', 'DESC')
    .limit(limit)
    .getMany();
}

async function view(em: EntityManager, id: string): Promise<DryRunView> {
  const run = await em.findOneBy(DryRunEntity, { id });
  if (!run) throw new AppError('dry_run.not_found');
  const ids = run.pairs.flatMap(({ currentId, candidateId }) => [currentId, candidateId]);
  const analyses = await em.findBy(AnalysisEntity, { id: In(ids) });
  const findings = await em.findBy(FindingEntity, { analysisId: In(ids) });
  return dryRunView(run, analyses, findings);
}
