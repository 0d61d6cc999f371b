import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { distDir, version } from '../config/paths.js';
import { EmbeddedAnalyst } from '../embedded/embedded-analyst.js';
import { EmbeddedTagger } from '../embedded/embedded-tagger.js';
import { KeywordTagger } from '../embedded/keyword-tagger.js';
import { LexiconTagger } from '../embedded/lexicon-tagger.js';
import { shippedTagger } from '../embedded/model/shipped.js';
import type { ClauseTagger } from '../embedded/tagger.js';
import type { EmbeddedModel } from '../models/model.schema.js';
import { Gateway } from '../models/gateway.js';
import type { Account } from '../models/ledger.js';
import { MaskingService } from '../models/masking/masking.service.js';
import { isEmbedded, ModelsService } from '../models/models.service.js';
import type { Analyst } from './analyst.js';
import { LlmAnalyst } from './llm/llm-analyst.js';
import { loadPrompts } from './llm/prompts.js';

/** Finds the analyst behind a model's name. */
@Injectable()
export class AnalystRegistry {
  private readonly taggers: Record<EmbeddedModel, ClauseTagger> = {
    embedded: new EmbeddedTagger(new LexiconTagger(), shippedTagger),
    keyword: new KeywordTagger(),
  };
  private readonly prompts = loadPrompts(join(distDir, 'analyses/prompts'));

  constructor(
    private readonly models: ModelsService,
    @Inject(Gateway) private readonly gateway: Gateway,
    private readonly masking: MaskingService,
  ) {}

  /**
   * @param account for whom it works: on one document.
   * @throws AppError `model.not_found`
   */
  async analyst(account: Account, model: string): Promise<Analyst> {
    if (isEmbedded(model)) return new EmbeddedAnalyst(this.taggers[model], model, version);
    const endpoint = await this.models.endpoint(account, model);
    const masking = endpoint.masking === 'off' ? undefined : await this.masking.vault(account);
    return new LlmAnalyst({ gateway: this.gateway, account, masking }, endpoint, this.prompts, version);
  }

  tagger(model: EmbeddedModel): ClauseTagger {
    return this.taggers[model];
  }
}
