import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../auth/requires.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import { Route } from '../../common/http/api.decorators.js';
import { Context, type RequestContext } from '../../common/http/context.js';
import {
  MadeSwitchSchema,
  type Rollback,
  RollbackSchema,
  RouteListSchema,
  RouteSchema,
  type RouteTask,
  routeTasks,
  type SetRoute,
  SetRouteSchema,
  SwitchListSchema,
} from './route.schema.js';
import { RoutesService } from './routes.service.js';

@ApiTags('routes')
@Controller('v1/routes')
export class RoutesController {
  constructor(private readonly routes: RoutesService) {}

  @Get()
  @Requires('models:read')
  @Route({ summary: 'Which models serve which task', status: 200, answer: RouteListSchema })
  async list(@Context() context: RequestContext) {
    return { items: await this.routes.list(context), nextCursor: null };
  }

  @Get(':task')
  @Requires('models:read')
  @Route({ summary: 'Get the route of a task', status: 200, answer: RouteSchema, errors: ['route.not_found'] })
  get(@Context() context: RequestContext, @Param('task') task: string) {
    return this.routes.get(context, taskOf(task));
  }

  @Get(':task/switches')
  @Requires('models:read')
  @Route({ summary: 'How a route was changed, newest first', status: 200, answer: SwitchListSchema })
  async history(@Context() context: RequestContext, @Param('task') task: string) {
    return { items: await this.routes.history(context, taskOf(task)), nextCursor: null };
  }

  @Put(':task')
  @Requires('models:write')
  @Route({
    summary: 'Switch a task to other models, now or later, wholly or in part',
    description: 'Work that has begun ends on the route it began with.',
    status: 200,
    answer: MadeSwitchSchema,
    errors: ['route.not_found', 'model.not_found', 'switch.gate_failed', 'suite.not_found'],
  })
  set(
    @Context() context: RequestContext,
    @Param('task') task: string,
    @Body({ schema: SetRouteSchema }) input: SetRoute,
  ) {
    return this.routes.set(context, taskOf(task), input);
  }

  @Post(':task/rollback')
  @Requires('models:write')
  @Route({
    summary: 'Back to what served the task before',
    status: 200,
    answer: MadeSwitchSchema,
    errors: ['route.not_found', 'switch.nothing_to_roll_back'],
  })
  rollback(
    @Context() context: RequestContext,
    @Param('task') task: string,
    @Body({ schema: RollbackSchema }) { reason }: Rollback,
  ) {
    return this.routes.rollback(context, taskOf(task), reason);
  }
}

/** @throws AppError `route.not_found` */
function taskOf(name: string): RouteTask {
  const task = routeTasks.find((each) => each === name);
  if (!task) throw new AppError('route.not_found', `There is no task ${name}, but ${routeTasks.join(', ')}`);
  return task;
}
