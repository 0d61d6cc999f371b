import type { ProviderReport, ProviderView } from '../../models/providers/provider.schema.js';
import { oneLine, table } from './text.js';

/** Of a key only whether there is one. */
export function renderProviders(providers: readonly ProviderView[]): string {
  if (!providers.length)
    return 'No providers yet. One comes with its first model: johang models add NAME --base-url URL';
  const rows = providers.map(({ name, baseUrl, hasApiKey, enabled, limits, models }) => [
    name,
    baseUrl,
    hasApiKey ? 'yes' : 'no',
    enabled ? '' : 'off',
    limitsText(limits),
    models.map((model) => (model.key === 'provider' ? model.name : `${model.name} (${keyText(model.key)})`)).join(', '),
  ]);
  return table(['provider', 'base URL', 'key', '', 'limits', 'models'], rows);
}

function keyText(key: 'own' | 'none'): string {
  return key === 'own' ? 'own key' : 'no key';
}

function limitsText(limits: ProviderView['limits']): string {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits ?? {};
  const parts = [
    requestsPerMinute === undefined ? '' : `${requestsPerMinute.toLocaleString('en')}/min`,
    tokensPerMinute === undefined ? '' : `${tokensPerMinute.toLocaleString('en')} tokens/min`,
    concurrency === undefined ? '' : `${concurrency} at a time`,
  ];
  return parts.filter(Boolean).join(', ');
}

export function renderProviderReport({ provider, ok, milliseconds, models, missing, error }: ProviderReport): string {
  if (!ok) return oneLine(`${provider} does not answer: ${error?.message} (${error?.code}, ${milliseconds} ms)`);
  const list = models ? `it serves ${models.length} models` : 'it has no list of models';
  const lacks = missing.length ? `; not among them: ${missing.join(', ')}` : '';
  return oneLine(`${provider} answers in ${milliseconds} ms: ${list}${lacks}`);
}
