import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { assertId } from '../common/http/validation.js';
import { contestView, leaderboardView, suiteView } from './benchmark.views.js';
import {
  type ContestRequest,
  ContestRequestSchema,
  ContestSchema,
  LeaderboardSchema,
  SuiteListSchema,
  SuiteSchema,
} from './benchmarks.schema.js';
import { BenchmarksService } from './benchmarks.service.js';

@ApiTags('benchmarks')
@Controller('v1')
export class BenchmarksController {
  constructor(private readonly benchmarks: BenchmarksService) {}

  @Get('suites')
  @Requires('benchmarks:read')
  @Route({ summary: 'List suites', status: 200, answer: SuiteListSchema })
  async listSuites(@Context() context: RequestContext) {
    return { items: (await this.benchmarks.suites.list(context)).map(suiteView), nextCursor: null };
  }

  @Get('suites/:name')
  @Requires('benchmarks:read')
  @Route({ summary: 'Get a suite', status: 200, answer: SuiteSchema, errors: ['suite.not_found'] })
  async getSuite(@Context() context: RequestContext, @Param('name') name: string) {
    return suiteView(await this.benchmarks.suites.get(context, name));
  }

  @Get('suites/:name/leaderboard')
  @Requires('benchmarks:read')
  @Route({
    summary: 'Compare the models on a suite',
    status: 200,
    answer: LeaderboardSchema,
    errors: ['suite.not_found'],
  })
  async leaderboard(@Context() context: RequestContext, @Param('name') name: string) {
    const suite = await this.benchmarks.suites.get(context, name);
    return leaderboardView(suite, await this.benchmarks.leaderboards.entries(context, suite));
  }

  @Post('suites/:name/contests')
  @Requires('benchmarks:write')
  @Route({
    summary: 'Run models on a suite',
    status: 202,
    answer: ContestSchema,
    idempotent: true,
    errors: ['suite.not_found', 'model.not_found', 'batch.not_offered', 'request.idempotency_conflict'],
  })
  async createContest(
    @Context() context: RequestContext,
    @Param('name') name: string,
    @Body({ schema: ContestRequestSchema }) request: ContestRequest,
  ) {
    const { suite, runs, batches } = await this.benchmarks.enqueue(context, name, request);
    return contestView(suite.name, runs, batches);
  }

  @Get('contests/:id')
  @Requires('benchmarks:read')
  @Route({ summary: 'Get a contest and its scores', status: 200, answer: ContestSchema, errors: ['run.not_found'] })
  async getContest(@Context() context: RequestContext, @Param('id') id: string) {
    const { suite, runs, batches } = await this.benchmarks.contest(context, assertId(id, 'run.not_found'));
    return contestView(suite.name, runs, batches);
  }
}
