import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../auth/requires.decorator.js';
import { AppError } from '../common/errors/app-error.js';
import { Route } from '../common/http/api.decorators.js';
import { Metrics } from '../common/telemetry/metrics.js';
import { version } from '../config/paths.js';
import { Database } from '../database/database.service.js';

const HealthSchema = z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });

@ApiTags('health')
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Route({ summary: 'The process runs', status: 200, answer: HealthSchema })
  live() {
    return { status: 'ok', version };
  }

  @Get('health/ready')
  @Route({
    summary: 'Requests can be served: the database answers',
    status: 200,
    answer: HealthSchema,
    errors: ['database.unavailable'],
  })
  async ready() {
    await this.database.ping().catch((cause: unknown) => {
      throw new AppError('database.unavailable', undefined, { cause });
    });
    return { status: 'ok', version };
  }

  @Get('metrics')
  @ApiExcludeEndpoint()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  prometheus(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
