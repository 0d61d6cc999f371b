import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { ConnectionTest } from './connection-test.js';
import {
  type ConnectionReport,
  ConnectionReportSchema,
  type CreateModel,
  CreateModelSchema,
  ModelListSchema,
  ModelSchema,
  type ModelView,
  type UpdateModel,
  UpdateModelSchema,
} from './model.schema.js';
import { ModelsService } from './models.service.js';

@ApiTags('models')
@Controller('v1/models')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly connection: ConnectionTest,
  ) {}

  @Get()
  @Requires('models:read')
  @Route({ summary: 'List models', status: 200, answer: ModelListSchema })
  async list(@Context() context: RequestContext) {
    return { items: await this.models.list(context), nextCursor: null };
  }

  @Post()
  @Requires('models:write')
  @Route({
    summary: 'Add a model',
    status: 201,
    answer: ModelSchema,
    idempotent: true,
    errors: [
      'model.exists',
      'model.url_refused',
      'masking.needs_exemption',
      'catalogue.unknown_model',
      'catalogue.unknown_effort',
      'catalogue.not_callable',
      'provider.not_found',
      'provider.ambiguous',
      'request.idempotency_conflict',
    ],
  })
  create(
    @Context() context: RequestContext,
    @Body({ schema: CreateModelSchema }) input: CreateModel,
  ): Promise<ModelView> {
    return this.models.create(context, input);
  }

  @Get(':name')
  @Requires('models:read')
  @Route({ summary: 'Get a model', status: 200, answer: ModelSchema, errors: ['model.not_found'] })
  get(@Context() context: RequestContext, @Param('name') name: string): Promise<ModelView> {
    return this.models.get(context, name);
  }

  @Patch(':name')
  @Requires('models:write')
  @Route({
    summary: 'Change a model; calls that have begun end as they began',
    status: 200,
    answer: ModelSchema,
    errors: [
      'model.not_found',
      'model.url_refused',
      'masking.needs_exemption',
      'catalogue.unknown_effort',
      'provider.not_found',
      'provider.ambiguous',
      'provider.key_needed',
    ],
  })
  update(
    @Context() context: RequestContext,
    @Param('name') name: string,
    @Body({ schema: UpdateModelSchema }) input: UpdateModel,
  ): Promise<ModelView> {
    return this.models.update(context, name, input);
  }

  @Post(':name/test')
  @Requires('models:write')
  @Route({
    summary: 'Ask a model for something small, to see whether it answers as its entry says',
    status: 200,
    answer: ConnectionReportSchema,
    errors: ['model.not_found', 'model.disabled'],
  })
  test(@Context() context: RequestContext, @Param('name') name: string): Promise<ConnectionReport> {
    return this.connection.run(context, name);
  }

  @Delete(':name')
  @Requires('models:write')
  @Route({ summary: 'Remove a model', status: 204, errors: ['model.not_found'] })
  delete(@Context() context: RequestContext, @Param('name') name: string): Promise<void> {
    return this.models.delete(context, name);
  }
}
