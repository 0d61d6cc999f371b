import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Compute } from '../compute/compute.service.js';
import { distDir, version } from '../config/paths.js';
import type { Through } from '../models/batch/batch-session.js';
import { BatchesService } from '../models/batch/batches.service.js';
import { Gateway } from '../models/gateway.js';
import type { Account } from '../models/ledger.js';
import { MaskingService } from '../models/masking/masking.service.js';
import { isEmbedded, ModelsService } from '../models/models.service.js';
import type { Analyst } from './analyst.js';
import { LlmAnalyst } from './llm/llm-analyst.js';
import { loadPrompts } from './llm/prompts.js';
import { ThreadedAnalyst } from './threaded-analyst.js';

/** Finds the analyst behind a model's name. */
@Injectable()
export class AnalystRegistry {
  private readonly prompts = loadPrompts(join(distDir, 'analyses/prompts'));

  constructor(
    private readonly models: ModelsService,
    @Inject(Gateway) private readonly gateway: Gateway,
    private readonly masking: MaskingService,
    private readonly compute: Compute,
    readonly batches: BatchesService,
  ) {}

  /**
   * @param account for whom it works: on one document.
   * @param through what makes its calls to a foundation model, where not the gateway itself
   * @throws AppError `model.not_found`
   */
  async analyst(account: Account, model: string, through?: Through): Promise<Analyst> {
    if (isEmbedded(model)) return new ThreadedAnalyst(this.compute, model);
    const endpoint = await this.models.endpoint(account, model);
    const masked = await this.masking.forModel(account, endpoint);
    const gateway = (await through?.(endpoint, this.gateway)) ?? this.gateway;
    return new LlmAnalyst({ gateway, account, ...masked }, endpoint, this.prompts, version);
  }
}
