import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import { ProviderTest } from './provider-test.js';
import {
  type CreateProvider,
  CreateProviderSchema,
  ProviderListSchema,
  type ProviderReport,
  ProviderReportSchema,
  ProviderSchema,
  type ProviderView,
  type RotateKey,
  RotateKeySchema,
  type UpdateProvider,
  UpdateProviderSchema,
} from './provider.schema.js';
import { ProvidersService } from './providers.service.js';

@ApiTags('models')
@Controller('v1/providers')
export class ProvidersController {
  constructor(
    private readonly providers: ProvidersService,
    private readonly connection: ProviderTest,
  ) {}

  @Get()
  @Requires('models:read')
  @Route({ summary: 'List providers', status: 200, answer: ProviderListSchema })
  async list(@Context() context: RequestContext) {
    return { items: await this.providers.list(context), nextCursor: null };
  }

  @Post()
  @Requires('models:write')
  @Route({
    summary: 'Add a provider: a connection that models share',
    status: 201,
    answer: ProviderSchema,
    idempotent: true,
    errors: ['provider.exists', 'model.url_refused', 'request.idempotency_conflict'],
  })
  create(
    @Context() context: RequestContext,
    @Body({ schema: CreateProviderSchema }) input: CreateProvider,
  ): Promise<ProviderView> {
    return this.providers.create(context, input);
  }

  @Get(':name')
  @Requires('models:read')
  @Route({ summary: 'Get a provider', status: 200, answer: ProviderSchema, errors: ['provider.not_found'] })
  get(@Context() context: RequestContext, @Param('name') name: string): Promise<ProviderView> {
    return this.providers.get(context, name);
  }

  @Patch(':name')
  @Requires('models:write')
  @Route({
    summary: 'Change a provider and the connection of all its models; calls that have begun end as they began',
    status: 200,
    answer: ProviderSchema,
    errors: ['provider.not_found', 'provider.changed', 'provider.key_needed', 'model.url_refused'],
  })
  update(
    @Context() context: RequestContext,
    @Param('name') name: string,
    @Body({ schema: UpdateProviderSchema }) input: UpdateProvider,
  ): Promise<ProviderView> {
    return this.providers.update(context, name, input);
  }

  @Post(':name/key')
  @Requires('models:write')
  @Route({
    summary: 'Change the key: once, for all models of the provider',
    status: 200,
    answer: ProviderSchema,
    errors: ['provider.not_found', 'provider.keys_differ'],
  })
  rotateKey(
    @Context() context: RequestContext,
    @Param('name') name: string,
    @Body({ schema: RotateKeySchema }) input: RotateKey,
  ): Promise<ProviderView> {
    return this.providers.rotateKey(context, name, input);
  }

  @Post(':name/test')
  @Requires('models:write')
  @Route({
    summary: 'Ask a provider which models it serves, to see whether it can be reached and takes the key',
    status: 200,
    answer: ProviderReportSchema,
    errors: ['provider.not_found'],
  })
  test(@Context() context: RequestContext, @Param('name') name: string): Promise<ProviderReport> {
    return this.connection.run(context, name);
  }

  @Delete(':name')
  @Requires('models:write')
  @Route({
    summary: 'Remove a provider that has no models',
    status: 204,
    errors: ['provider.not_found', 'provider.in_use'],
  })
  delete(@Context() context: RequestContext, @Param('name') name: string): Promise<void> {
    return this.providers.delete(context, name);
  }
}
