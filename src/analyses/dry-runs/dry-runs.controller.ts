import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import { assertId } from '../../common/http/validation.js';
import { type CreateDryRun, CreateDryRunSchema, DryRunSchema, type DryRunView } from './dry-run.schema.js';
import { DryRunsService } from './dry-runs.service.js';

@ApiTags('routes')
@Controller('v1/dry-runs')
export class DryRunsController {
  constructor(private readonly dryRuns: DryRunsService) {}

  @Post('reviews')
  @Requires('models:write')
  @Route({
    summary: 'Try a model on recently reviewed documents, beside what reviewed them',
    status: 202,
    answer: DryRunSchema,
    idempotent: true,
    errors: ['model.not_found', 'dry_run.nothing_to_compare', 'request.idempotency_conflict'],
  })
  reviews(
    @Context() context: RequestContext,
    @Body({ schema: CreateDryRunSchema }) input: CreateDryRun,
  ): Promise<DryRunView> {
    return this.dryRuns.create(context, 'review', input);
  }

  @Post('summaries')
  @Requires('models:write')
  @Route({
    summary: 'Try a model on recently summarised documents, beside what summarised them',
    status: 202,
    answer: DryRunSchema,
    idempotent: true,
    errors: ['model.not_found', 'dry_run.nothing_to_compare', 'request.idempotency_conflict'],
  })
  summaries(
    @Context() context: RequestContext,
    @Body({ schema: CreateDryRunSchema }) input: CreateDryRun,
  ): Promise<DryRunView> {
    return this.dryRuns.create(context, 'summary', input);
  }

  @Get(':id')
  @Requires('models:read')
  @Route({
    summary: 'Get a dry run: differences, cost and latency so far',
    status: 200,
    answer: DryRunSchema,
    errors: ['dry_run.not_found'],
  })
  get(@Context() context: RequestContext, @Param('id') id: string): Promise<DryRunView> {
    return this.dryRuns.get(context, assertId(id, 'dry_run.not_found'));
  }
}
