import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { distDir, version } from '../config/paths.js';
import type { Scope } from '../database/scope.js';
import { EmbeddedAnalyst } from '../embedded/embedded-analyst.js';
import { EmbeddedTagger } from '../embedded/embedded-tagger.js';
import { KeywordTagger } from '../embedded/keyword-tagger.js';
import { LexiconTagger } from '../embedded/lexicon-tagger.js';
import { shippedTagger } from '../embedded/model/shipped.js';
import type { ClauseTagger } from '../embedded/tagger.js';
import type { EmbeddedModel } from '../models/model.schema.js';
import { Gateway } from '../models/gateway.js';
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
  ) {}

  /** @throws AppError `model.not_found` */
  async analyst(scope: Pick<Scope, 'workspaceId'>, model: string): Promise<Analyst> {
    if (isEmbedded(model)) return new EmbeddedAnalyst(this.taggers[model], model, version);
    return new LlmAnalyst(this.gateway, await this.models.endpoint(scope, model), this.prompts, version);
  }

  tagger(model: EmbeddedModel): ClauseTagger {
    return this.taggers[model];
  }
}
