import { Module } from '@nestjs/common';
import { BudgetsController } from './budgets.controller.js';
import { BudgetsService } from './budgets.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

/** What is asked of the ledger. */
@Module({
  controllers: [UsageController, BudgetsController],
  providers: [UsageService, BudgetsService],
  exports: [UsageService, BudgetsService],
})
export class UsageModule {}
