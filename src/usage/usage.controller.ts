import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { usageCsv } from './usage-csv.js';
import { type Usage, type UsageQuery, UsageQuerySchema, UsageSchema } from './usage.schema.js';
import { UsageService } from './usage.service.js';

@ApiTags('usage')
@Controller('v1/usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @Requires('usage:read')
  @Route({
    summary: 'What was used of models: tokens and cost by day, model, document, actor or task; JSON or CSV',
    status: 200,
    answer: UsageSchema,
  })
  async report(
    @Context() context: RequestContext,
    @Query({ schema: UsageQuerySchema }) query: UsageQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Usage | string> {
    const report = await this.usage.report(context, query);
    if (query.format === 'json') return report;
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="usage-by-${report.by}-${report.from}-${report.until}.csv"`);
    return usageCsv(report);
  }
}
