import { Global, Module } from '@nestjs/common';
import { Ledger } from '../models/ledger.js';
import { LedgerService } from './ledger.service.js';

/** Of its own and for all: the gateway writes into a ledger, and models know nothing of where that is. */
@Global()
@Module({
  providers: [LedgerService, { provide: Ledger, useExisting: LedgerService }],
  exports: [Ledger, LedgerService],
})
export class LedgerModule {}
