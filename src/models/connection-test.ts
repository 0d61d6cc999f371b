import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AppError, toStoredError } from '../common/errors/app-error.js';
import { actorRef, type Scope } from '../database/scope.js';
import { Gateway } from './gateway.js';
import type { ConnectionReport } from './model.schema.js';
import { ModelsService } from './models.service.js';

/** Longest a test may take, all its attempts together, in milliseconds. */
const LIMIT_MS = 60_000;

const OUTPUT_TOKENS = 400;

const schema = { name: 'greeting', schema: z.object({ word: z.string(), length: z.int() }) };

/** Asks a model for something small, to see whether it can be reached and does what its entry says. */
@Injectable()
export class ConnectionTest {
  constructor(
    private readonly models: ModelsService,
    @Inject(Gateway) private readonly gateway: Gateway,
  ) {}

  /** A failure of the model is a report, not an error. @throws AppError `model.not_found` */
  async run(scope: Pick<Scope, 'workspaceId' | 'actor'>, name: string): Promise<ConnectionReport> {
    const endpoint = await this.models.endpoint(scope, name);
    const began = performance.now();
    try {
      const answer = await this.gateway.complete(endpoint, {
        task: 'connection-test',
        messages: [{ role: 'user', content: 'Answer with the word "clause" and the number of its letters.' }],
        schema,
        maxOutputTokens: OUTPUT_TOKENS,
        deadline: Date.now() + LIMIT_MS,
        account: { workspaceId: scope.workspaceId, actor: actorRef(scope.actor) },
      });
      return {
        model: name,
        ok: true,
        snapshot: answer.modelSnapshot,
        milliseconds: Math.round(performance.now() - began),
        attempts: answer.attempts,
        reasoned: answer.reasoning !== undefined || answer.usage.reasoningTokens > 0,
        usage: { promptTokens: answer.usage.promptTokens, completionTokens: answer.usage.completionTokens },
        cost: answer.cost,
        error: null,
      };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return {
        model: name,
        ok: false,
        snapshot: null,
        milliseconds: Math.round(performance.now() - began),
        attempts: null,
        reasoned: null,
        usage: null,
        cost: null,
        error: toStoredError(error),
      };
    }
  }
}
