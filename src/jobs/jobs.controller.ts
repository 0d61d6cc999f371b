import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { decodeCursor, type Listing, listingSchema, toListing } from '../common/http/pagination.js';
import { assertId, PageQuerySchema } from '../common/http/validation.js';
import { Database } from '../database/database.service.js';
import { jobNames } from './definitions.js';
import { JobsService, type JobView } from './jobs.service.js';

const states = ['created', 'retry', 'active', 'completed', 'cancelled', 'failed'] as const;

export const JobSchema = z
  .object({
    id: z.uuid(),
    name: z.enum(jobNames),
    state: z.enum(states),
    data: z.record(z.string(), z.unknown()),
    retryCount: z.number().int(),
    retryLimit: z.number().int(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    completedAt: z.iso.datetime().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Job' });

const ListJobsSchema = PageQuerySchema.extend({ state: z.enum(states).optional() });
type ListJobs = z.infer<typeof ListJobsSchema>;

@ApiTags('jobs')
@Controller('v1/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly database: Database,
  ) {}

  @Get()
  @Requires('jobs:read')
  @Route({
    summary: 'List jobs',
    description: 'Failed jobs (`state=failed`) are the dead letters: their tries are used up.',
    status: 200,
    answer: listingSchema(JobSchema, 'JobList'),
    errors: ['request.cursor_invalid'],
  })
  async list(
    @Context() context: RequestContext,
    @Query({ schema: ListJobsSchema }) query: ListJobs,
  ): Promise<Listing<JobView>> {
    const after = query.cursor ? decodeCursor(query.cursor) : undefined;
    return toListing(await this.jobs.list(context, { state: query.state, after, limit: query.limit + 1 }), query.limit);
  }

  @Post(':id/requeue')
  @Requires('jobs:write')
  @Route({
    summary: 'Try a failed job again',
    status: 202,
    answer: JobSchema,
    errors: ['job.not_found', 'job.not_failed'],
  })
  requeue(@Context() context: RequestContext, @Param('id') id: string): Promise<JobView> {
    return this.database.forWorkspace(context, async (em) => {
      const job = await this.jobs.get(context, em, assertId(id, 'job.not_found'));
      await this.jobs.retry(em, job);
      return this.jobs.get(context, em, id);
    });
  }
}
