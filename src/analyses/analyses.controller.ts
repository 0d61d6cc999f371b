import { Body, Controller, Get, type MessageEvent, Param, Post, Query, Sse } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { concatMap, distinctUntilChanged, interval, map, merge, type Observable, of, takeUntil, takeWhile } from 'rxjs';
import { Requires } from '../auth/requires.decorator.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { assertId } from '../common/http/validation.js';
import {
  AnalysisListSchema,
  AnalysisSchema,
  type CreateReview,
  CreateReviewSchema,
  type CreateSummary,
  CreateSummarySchema,
  type ListAnalyses,
  ListAnalysesSchema,
} from './analyses.schema.js';
import { AnalysesService } from './analyses.service.js';
import { AnalysisEvents } from './analysis.events.js';
import { analysisView, type AnalysisView } from './analysis.views.js';

/** The state is looked at this often also without news, which keeps the connection alive and heals what was missed. */
const HEARTBEAT_MS = 15_000;

/** What either kind of analysis can be refused for. */
const CREATION_ERRORS: ErrorCode[] = [
  'document.not_found',
  'document.not_ready',
  'document.failed',
  'model.not_found',
  'request.idempotency_conflict',
];

@ApiTags('analyses')
@Controller('v1')
export class AnalysesController {
  constructor(
    private readonly analyses: AnalysesService,
    private readonly events: AnalysisEvents,
  ) {}

  @Post('documents/:id/summaries')
  @Requires('analyses:write')
  @Route({
    summary: 'Summarise a document',
    status: 202,
    answer: AnalysisSchema,
    idempotent: true,
    errors: CREATION_ERRORS,
  })
  summarize(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: CreateSummarySchema.prefault({}) }) input: CreateSummary,
  ): Promise<AnalysisView> {
    return this.analyses.createSummary(context, assertId(id, 'document.not_found'), input);
  }

  @Post('documents/:id/reviews')
  @Requires('analyses:write')
  @Route({
    summary: 'Review the clauses of a document',
    status: 202,
    answer: AnalysisSchema,
    idempotent: true,
    errors: CREATION_ERRORS,
  })
  review(
    @Context() context: RequestContext,
    @Param('id') id: string,
    @Body({ schema: CreateReviewSchema.prefault({}) }) input: CreateReview,
  ): Promise<AnalysisView> {
    return this.analyses.createReview(context, assertId(id, 'document.not_found'), input);
  }

  @Get('analyses')
  @Requires('analyses:read')
  @Route({
    summary: 'List analyses',
    description: 'Without findings and sentences: get one for its results.',
    status: 200,
    answer: AnalysisListSchema,
    errors: ['request.cursor_invalid'],
  })
  async list(@Context() context: RequestContext, @Query({ schema: ListAnalysesSchema }) query: ListAnalyses) {
    const { items, nextCursor } = await this.analyses.list(context, query);
    return { items: items.map((analysis) => analysisView(analysis)), nextCursor };
  }

  @Get('analyses/:id')
  @Requires('analyses:read')
  @Route({
    summary: 'Get an analysis and its results',
    status: 200,
    answer: AnalysisSchema,
    errors: ['analysis.not_found'],
  })
  get(@Context() context: RequestContext, @Param('id') id: string): Promise<AnalysisView> {
    return this.analyses.get(context, assertId(id, 'analysis.not_found'));
  }

  @Sse('analyses/:id/events')
  @Requires('analyses:read')
  @Route({
    summary: 'Follow an analysis',
    description:
      'Server-Sent Events `analysis` with status and progress; the stream ends when the analysis does, or the server stops.',
    status: 200,
    errors: ['analysis.not_found'],
  })
  async follow(@Context() context: RequestContext, @Param('id') id: string): Promise<Observable<MessageEvent>> {
    const first = await this.analyses.get(context, assertId(id, 'analysis.not_found'));
    const looks = merge(this.events.watch(id), interval(HEARTBEAT_MS)).pipe(
      concatMap(() => this.analyses.get(context, id)),
    );
    return merge(of(first), looks).pipe(
      map(({ status, progress, error }) => ({ id, status, progress, error })),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
      takeUntil(this.events.closing),
      takeWhile(({ status }) => status !== 'done' && status !== 'failed', true),
      map((data) => ({ type: 'analysis', data })),
    );
  }
}
