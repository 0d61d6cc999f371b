import type { Usage, UsageRow } from './usage.schema.js';

const columns = [
  'key',
  'calls',
  'attempts',
  'failed',
  'promptTokens',
  'completionTokens',
  'reasoningTokens',
  'cachedTokens',
  'cost',
  'unknownCost',
  'estimated',
  'lapsed',
] as const satisfies readonly (keyof UsageRow)[];

/** A usage report as CSV (RFC 4180), a row a group; the first column bears the name of the grouping. */
export function usageCsv({ by, rows }: Usage): string {
  const head = [by, ...columns.slice(1)];
  const lines = rows.map((row) => columns.map((column) => field(row[column])));
  return [head, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula is told from one by an apostrophe. */
function field(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
