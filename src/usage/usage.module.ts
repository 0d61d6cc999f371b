import { Module } from '@nestjs/common';
import { version } from '../config/paths.js';
import { Gateway } from '../models/gateway.js';
import { BudgetsController } from './budgets.controller.js';
import { BudgetsService } from './budgets.service.js';
import { LedgerService } from './ledger.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

/** The gateway with its ledger, and what is asked of the ledger. */
@Module({
  controllers: [UsageController, BudgetsController],
  providers: [
    UsageService,
    BudgetsService,
    LedgerService,
    {
      provide: Gateway,
      inject: [LedgerService],
      useFactory: (ledger: LedgerService) => new Gateway({ ledger, userAgent: `johang/${version}` }),
    },
  ],
  exports: [Gateway, UsageService, BudgetsService],
})
export class UsageModule {}
