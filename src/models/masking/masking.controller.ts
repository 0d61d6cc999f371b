import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import { type Masking, MaskingSchema } from './masking.schema.js';
import { MaskingService } from './masking.service.js';

@ApiTags('models')
@Controller('v1/masking')
export class MaskingController {
  constructor(private readonly masking: MaskingService) {}

  @Get()
  @Requires('models:read')
  @Route({ summary: 'What is masked before a model sees it', status: 200, answer: MaskingSchema })
  get(@Context() context: RequestContext): Promise<Masking> {
    return this.masking.get(context);
  }

  @Put()
  @Requires('models:write')
  @Route({
    summary: 'Set names and patterns to mask, and what to leave',
    status: 200,
    answer: MaskingSchema,
    errors: ['masking.invalid_pattern'],
  })
  set(@Context() context: RequestContext, @Body({ schema: MaskingSchema }) rules: Masking): Promise<Masking> {
    return this.masking.set(context, rules);
  }
}
