import { AppError } from '../../common/errors/app-error.js';
import type { ModelSettings } from '../model.schema.js';
import type { CatalogueEntry } from './catalogue.js';
import { priceAt } from './prices.js';

/** What a call may be asked to do about reasoning: not to, or how much. */
export type Effort = 'default' | (string & {});

/** Used where the catalogue does not know: small enough for any model of these days. */
const UNKNOWN_WINDOW = 32_768;
const UNKNOWN_OUTPUT = 4096;

/** Where a provider has a batch endpoint: half the price. */
const usualBatch = { priceShare: 0.5, minimum: 20 };

/**
 * How to call a model of the catalogue. The effort is always said, since servers' own defaults differ and change.
 *
 * @param effort `default` asks for what the server would do unasked; else a word of the dialect, such as `none` or `high`.
 * @throws AppError `catalogue.unknown_effort` when the dialect does not know the word.
 */
export function settingsOf({ model, dialect, batch }: CatalogueEntry, effort: Effort, now: Date): ModelSettings {
  const price = priceAt(model, now);
  return {
    contextWindow: model.contextWindow ?? UNKNOWN_WINDOW,
    maxOutputTokens: model.maxOutputTokens ?? UNKNOWN_OUTPUT,
    structuredOutput: dialect.structuredOutput,
    prices: price && {
      inputPerMillion: price.inputPerMillion,
      outputPerMillion: price.outputPerMillion,
      ...(price.cachedPerMillion !== undefined && { cachedPerMillion: price.cachedPerMillion }),
    },
    timeoutMs: 300_000,
    outputLimitField: dialect.outputLimitField,
    ...(dialect.refuses.length > 0 && { refuses: dialect.refuses }),
    ...(Object.keys(dialect.extra).length > 0 && { extra: dialect.extra }),
    ...(model.parameters && { parameters: model.parameters }),
    ...(batch && { batch: usualBatch }),
    ...reasoningOf({ model, dialect }, effort),
  };
}

function reasoningOf(
  { model, dialect }: Pick<CatalogueEntry, 'model' | 'dialect'>,
  effort: Effort,
): Pick<ModelSettings, 'reasoning'> {
  const { reasoning } = dialect;
  if (!reasoning) {
    if (effort === 'default' || effort === 'none') return {};
    throw new AppError('catalogue.unknown_effort', `How ${model.label} is asked to reason is not known`);
  }
  const asked = effort === 'default' ? reasoning.default : effort;
  const rank = reasoning.efforts.indexOf(asked);
  if (rank < 0) {
    const known = reasoning.efforts.join(', ');
    throw new AppError('catalogue.unknown_effort', `${model.label} does not know the effort ${asked}, but ${known}`);
  }
  return {
    reasoning: {
      field: reasoning.field,
      effort: asked,
      ...(rank > 0 && { lowerEffort: reasoning.efforts[rank - 1] }),
      reserveTokens: Math.min(reasoning.reserveTokens, Math.floor((model.maxOutputTokens ?? Infinity) / 2)),
      ...(reasoning.excludesSchema && { excludesSchema: true }),
      ...(reasoning.opensInTrace && { opensInTrace: true }),
    },
  };
}
