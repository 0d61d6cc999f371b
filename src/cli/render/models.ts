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
