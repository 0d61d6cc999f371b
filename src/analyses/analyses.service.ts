import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { RequestContext } from '../common/http/context.js';
import { decodeCursor, type Listing, toListing } from '../common/http/pagination.js';
import { once } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.service.js';
import { actorRef, type Scope } from '../database/scope.js';
import { assertReady, findDocument } from '../documents/documents.repository.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ModelsService } from '../models/models.service.js';
import { RoutesService } from '../models/routes/routes.service.js';
import type { CreateReview, CreateSummary, ListAnalyses } from './analyses.schema.js';
import { AnalysisEntity } from './analysis.entity.js';
import { analysisView, type AnalysisView } from './analysis.views.js';
import type { AnalysisKind } from './analyst.js';
import { FindingEntity } from './finding.entity.js';

/** The batches in which analyses are asked for together. */
export const ANALYSES_POOL = 'analyses';

export type CreateContext = Pick<RequestContext, 'workspaceId' | 'actor' | 'idempotencyKey' | 'route'>;

@Injectable()
export class AnalysesService {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly models: ModelsService,
    private readonly routes: RoutesService,
  ) {}

  /** @throws AppError `document.not_found`, `document.not_ready`, `document.failed`, `model.not_found` */
  createSummary(context: CreateContext, documentId: string, input: CreateSummary): Promise<AnalysisView> {
    return this.create(context, documentId, 'summary', input);
  }

  /** @throws AppError `document.not_found`, `document.not_ready`, `document.failed`, `model.not_found` */
  createReview(context: CreateContext, documentId: string, input: CreateReview): Promise<AnalysisView> {
    return this.create(context, documentId, 'review', input);
  }

  async get(scope: Pick<Scope, 'workspaceId'>, id: string): Promise<AnalysisView> {
    return this.database.forWorkspace(scope, async (em) => {
      const analysis = await em.findOneBy(AnalysisEntity, { id });
      if (!analysis) throw new AppError('analysis.not_found');
      const findings = await em.find(FindingEntity, { where: { analysisId: id }, order: { position: 'ASC' } });
      return analysisView(analysis, findings);
    });
  }

  /** Newest first, without their results. */
  async list(scope: Scope, query: ListAnalyses): Promise<Listing<AnalysisEntity>> {
    const rows = await this.database.forWorkspace(scope, (em) => {
      const select = em
        .createQueryBuilder(AnalysisEntity, 'a')
        .where('a.workspaceId = :workspaceId', { workspaceId: scope.workspaceId })
        .orderBy('a.id', 'DESC')
        .limit(query.limit + 1);
      if (query.cursor) select.andWhere('a.id < :after', { after: decodeCursor(query.cursor) });
      if (query.documentId) select.andWhere('a.documentId = :documentId', { documentId: query.documentId });
      if (query.kind) select.andWhere('a.kind = :kind', { kind: query.kind });
      if (query.status) select.andWhere('a.status = :status', { status: query.status });
      return select.getMany();
    });
    return toListing(rows, query.limit);
  }

  /** The newest analysis of a document that was asked for in this way and has not failed, by its id. */
  async findAlike(
    scope: Pick<Scope, 'workspaceId'>,
    documentId: string,
    kind: AnalysisKind,
    { model, ...parameters }: CreateSummary | CreateReview,
  ): Promise<string | undefined> {
    const found = await this.database.forWorkspace(scope, (em) =>
      em
        .createQueryBuilder(AnalysisEntity, 'a')
        .where({ documentId, kind })
        .andWhere(`a.status <> 'failed' AND a.dryRunId IS NULL`)
        .andWhere('a.parameters = CAST(:parameters AS jsonb)', { parameters: JSON.stringify(parameters) })
        .andWhere(model === undefined ? 'a.routeModels IS NOT NULL' : 'a.routeModels IS NULL AND a.model = :model', {
          model,
        })
        .orderBy('a.id', 'DESC')
        .limit(1)
        .getOne(),
    );
    return found?.id;
  }

  private async create(
    context: CreateContext,
    documentId: string,
    kind: AnalysisKind,
    input: CreateSummary | CreateReview,
  ): Promise<AnalysisView> {
    const { model, ...parameters } = input;
    return this.database.forWorkspace(context, (em) =>
      once(em, context, { documentId, input }, async () => {
        assertReady(await findDocument(em, documentId));
        const id = newId();
        const route = model === undefined ? await this.routes.resolve(em, kind, id) : null;
        const first = model ?? route?.models[0] ?? 'embedded';
        await this.models.assertExists(em, first);
        await em.insert(AnalysisEntity, {
          id,
          workspaceId: context.workspaceId,
          documentId,
          kind,
          model: first,
          routeSwitchId: route?.switchId ?? null,
          routeModels: route ? [...route.models] : null,
          parameters,
          status: 'queued',
          createdBy: actorRef(context.actor),
        });
        await this.jobs.enqueue(em, 'analyse', { workspaceId: context.workspaceId, analysisId: id });
        return analysisView(await em.findOneByOrFail(AnalysisEntity, { id }));
      }),
    );
  }
}
