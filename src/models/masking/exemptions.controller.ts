import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import { assertId } from '../../common/http/validation.js';
import {
  type CreateExemption,
  CreateExemptionSchema,
  ExemptionListSchema,
  ExemptionSchema,
  type ExemptionView,
} from './exemption.schema.js';
import { ExemptionsService } from './exemptions.service.js';

@ApiTags('models')
@Controller('v1/masking/exemptions')
export class ExemptionsController {
  constructor(private readonly exemptions: ExemptionsService) {}

  @Get()
  @Requires('models:read')
  @Route({
    summary: 'Which providers may be shown personal data, and which ever might: who allowed it, when and why',
    status: 200,
    answer: ExemptionListSchema,
  })
  async list(@Context() context: RequestContext) {
    return { items: await this.exemptions.list(context), nextCursor: null };
  }

  @Post()
  @Requires('models:write')
  @Route({
    summary: 'Allow personal data to be shown to a provider, or to one model of it',
    status: 201,
    answer: ExemptionSchema,
    idempotent: true,
    errors: ['model.not_found', 'provider.not_found', 'exemption.exists', 'request.idempotency_conflict'],
  })
  create(
    @Context() context: RequestContext,
    @Body({ schema: CreateExemptionSchema }) input: CreateExemption,
  ): Promise<ExemptionView> {
    return this.exemptions.create(context, input);
  }

  @Delete(':id')
  @Requires('models:write')
  @Route({
    summary: 'Mask again; that it was allowed stays in the list',
    status: 204,
    errors: ['exemption.not_found'],
  })
  async end(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    await this.exemptions.end(context, assertId(id, 'exemption.not_found'));
  }
}
