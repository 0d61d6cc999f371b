import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../auth/requires.decorator.js';
import { Route } from '../common/http/api.decorators.js';
import { Context, type RequestContext } from '../common/http/context.js';
import { isId } from '../common/ids.js';
import { AppError } from '../common/errors/app-error.js';
import { BudgetsService } from './budgets.service.js';
import { BudgetListSchema, BudgetSchema, type BudgetView, type SetBudget, SetBudgetSchema } from './usage.schema.js';

@ApiTags('usage')
@Controller('v1/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @Requires('usage:read')
  @Route({ summary: 'List budgets with what this month has taken of them', status: 200, answer: BudgetListSchema })
  async list(@Context() context: RequestContext) {
    return { items: await this.budgets.list(context), nextCursor: null };
  }

  @Put()
  @Requires('usage:write')
  @Route({ summary: 'Set the budget of an actor, or of the workspace', status: 200, answer: BudgetSchema })
  set(@Context() context: RequestContext, @Body({ schema: SetBudgetSchema }) input: SetBudget): Promise<BudgetView> {
    return this.budgets.set(context, input);
  }

  @Delete(':id')
  @Requires('usage:write')
  @Route({ summary: 'Remove a budget', status: 204, errors: ['budget.not_found'] })
  async delete(@Context() context: RequestContext, @Param('id') id: string): Promise<void> {
    if (!isId(id)) throw new AppError('budget.not_found');
    await this.budgets.delete(context, id);
  }
}
