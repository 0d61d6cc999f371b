import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import { assertId } from '../../common/http/validation.js';
import { BatchListSchema, BatchSchema, batchView, type ListBatches, ListBatchesSchema } from './batch.schema.js';
import { BatchesService } from './batches.service.js';

@ApiTags('batches')
@Controller('v1/batches')
export class BatchesController {
  constructor(private readonly batches: BatchesService) {}

  @Get()
  @Requires('models:read')
  @Route({
    summary: 'List batches of model calls',
    status: 200,
    answer: BatchListSchema,
    errors: ['request.cursor_invalid'],
  })
  async list(@Context() context: RequestContext, @Query({ schema: ListBatchesSchema }) query: ListBatches) {
    const { items, nextCursor } = await this.batches.list(context, query);
    return { items: items.map(batchView), nextCursor };
  }

  @Get(':id')
  @Requires('models:read')
  @Route({ summary: 'Get a batch', status: 200, answer: BatchSchema, errors: ['batch.not_found'] })
  async get(@Context() context: RequestContext, @Param('id') id: string) {
    return batchView(await this.batches.get(context, assertId(id, 'batch.not_found')));
  }

  @Post(':id/cancel')
  @Requires('models:write')
  @Route({
    summary: 'Cancel a batch',
    description: 'What the provider has answered by then is kept, and paid for; the rest fails with `batch.cancelled`.',
    status: 202,
    answer: BatchSchema,
    errors: ['batch.not_found'],
  })
  async cancel(@Context() context: RequestContext, @Param('id') id: string) {
    return batchView(await this.batches.cancel(context, assertId(id, 'batch.not_found')));
  }
}
