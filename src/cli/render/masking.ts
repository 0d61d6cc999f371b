import type { ExemptionView } from '../../models/masking/exemption.schema.js';
import { shorten, table } from './text.js';

const REASON_COLUMNS = 50;

export function renderExemptions(exemptions: readonly ExemptionView[]): string {
  if (!exemptions.length) return 'There is no exemption: no provider is shown personal data.';
  const rows = exemptions.map(
    ({ provider, model, types, reason, inForce, until, createdBy, createdAt, endedAt, id }) => [
      provider,
      model ?? 'every model',
      types?.join(' ') ?? 'all',
      inForce ? (until === null ? 'in force' : `until ${day(until)}`) : `ended ${day(endedAt ?? until ?? createdAt)}`,
      `${createdBy} ${day(createdAt)}`,
      shorten(reason, REASON_COLUMNS),
      id,
    ],
  );
  return table(['provider', 'model', 'shown', '', 'by', 'reason', 'id'], rows);
}

function day(time: string): string {
  return time.slice(0, 10);
}
