import type { ModelView } from '../../models/model.schema.js';
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
