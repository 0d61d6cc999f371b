import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AppError, toStoredError } from '../../common/errors/app-error.js';
import { version } from '../../config/paths.js';
import type { Scope } from '../../database/scope.js';
import { codeOfStatus, identifier } from '../errors.js';
import { createGuardedFetch, type Fetch } from '../guarded-fetch.js';
import type { ProviderReport } from './provider.schema.js';
import { ProvidersService } from './providers.service.js';

/** Longest a test may take, in milliseconds. */
const LIMIT_MS = 20_000;

const MOST_BYTES = 4 * 1024 * 1024;

/** Of OpenAI's form; what else stands there is not looked at. */
const ModelsAnswerSchema = z.object({ data: z.array(z.object({ id: z.string().max(300) })).max(5000) });

/** Asks a provider which models it serves: whether it can be reached, and takes the key. No tokens are used. */
@Injectable()
export class ProviderTest {
  readonly #fetches = new Map<boolean, Fetch>();

  constructor(private readonly providers: ProvidersService) {}

  /** A failure of the provider is a report, not an error. @throws AppError `provider.not_found` */
  async run(scope: Pick<Scope, 'workspaceId'>, name: string): Promise<ProviderReport> {
    const { baseUrl, apiKey, allowPrivateNetwork, modelIds } = await this.providers.connection(scope, name);
    const began = performance.now();
    const report = (rest: Pick<ProviderReport, 'ok' | 'models' | 'missing' | 'error'>): ProviderReport => ({
      provider: name,
      milliseconds: Math.round(performance.now() - began),
      ...rest,
    });
    try {
      const models = await listModels(this.#fetch(allowPrivateNetwork), baseUrl, apiKey);
      const missing = models ? modelIds.filter((id) => !models.includes(id)) : [];
      return report({ ok: true, models, missing: [...new Set(missing)], error: null });
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError('model.unreachable', 'It cannot be reached');
      return report({ ok: false, models: null, missing: [], error: toStoredError(known) });
    }
  }

  #fetch(allowPrivateNetwork: boolean): Fetch {
    const known = this.#fetches.get(allowPrivateNetwork);
    if (known) return known;
    const options = { allowPrivateNetwork, userAgent: `johang/${version}`, maxResponseBytes: MOST_BYTES };
    const made = createGuardedFetch(options);
    this.#fetches.set(allowPrivateNetwork, made);
    return made;
  }
}

/** Ids that a provider serves; null when it answers, but has no such list. @throws AppError `model.*` without anything that it said */
async function listModels(fetch: Fetch, baseUrl: string, apiKey: string | undefined): Promise<string[] | null> {
  const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, {
    headers: { accept: 'application/json', ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) },
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const { status } = response;
  if (status === 404 || status === 405) return null;
  if (status >= 400) throw new AppError(codeOfStatus(status), `It answers with status ${status}`);
  const { data } = ModelsAnswerSchema.safeParse(await response.json().catch(() => undefined));
  return data ? data.data.flatMap(({ id }) => identifier(id, apiKey) ?? []) : null;
}
