import { Global, Module } from '@nestjs/common';
import { Compute } from './compute.service.js';

@Global()
@Module({ providers: [{ provide: Compute, useFactory: () => new Compute() }], exports: [Compute] })
export class ComputeModule {}
