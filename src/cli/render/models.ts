import { retirementOf } from '../../models/catalogue/catalogue.js';
import type { Catalogue } from '../../models/catalogue/catalogue.schema.js';
import type { ConnectionReport, ModelView } from '../../models/model.schema.js';
import { table } from './text.js';

export function renderModels(models: ModelView[]): string {
  const rows = models.map(({ name, kind, modelId, baseUrl, settings, hasApiKey }) => [
    name,
    kind,
    modelId,
    baseUrl ?? '(in this process)',
    settings ? String(settings.contextWindow) : '',
    baseUrl ? (hasApiKey ? 'yes' : 'no') : '',
  ]);
  return table(['name', 'kind', 'model id', 'base URL', 'window', 'key'], rows, [4]);
}

/** What is not known is `?`. */
export function renderCatalogue({ version, models, dialects }: Catalogue, now: Date): string {
  const rows = models.map((model) => {
    const reasoning = dialects[model.dialect]?.reasoning;
    const retirement = retirementOf(model, now);
    return [
      model.name,
      model.team,
      model.modelId ?? '?',
      model.provider,
      model.released ?? '?',
      model.contextWindow?.toLocaleString('en') ?? '?',
      model.maxOutputTokens?.toLocaleString('en') ?? '?',
      reasoning?.efforts.join(' ') ?? '',
      retirement === 'retired' ? `retired ${model.retires}` : retirement === 'soon' ? `retires ${model.retires}` : '',
    ];
  });
  const head = ['entry', 'team', 'model id', 'provider', 'released', 'window', 'output', 'efforts', ''];
  return `${table(head, rows, [5, 6])}\nCatalogue of ${version}. Add one: johang models add NAME --from ENTRY --api-key-env VARIABLE`;
}

export function renderConnection({
  model,
  ok,
  error,
  snapshot,
  milliseconds,
  usage,
  cost,
  reasoned,
}: ConnectionReport): string {
  if (!ok) return `${model} does not answer: ${error?.message} (${error?.code}, ${milliseconds} ms)`;
  const tokens = `${usage?.promptTokens} tokens in, ${usage?.completionTokens} out`;
  const price = cost === null ? 'cost not known' : `${cost.toFixed(6)} USD`;
  return `${model} answers as ${snapshot} in ${milliseconds} ms: ${tokens}, ${price}${reasoned ? ', it reasoned' : ''}`;
}
