import type { IngestRow } from '../commands/ingest.js';
import { describeWarning } from '../work.js';
import { oneLine, shorten, table, terminalColumns } from './text.js';

/** The table of `johang ingest`, and below it what is to be said of single files. */
export function renderDocuments(rows: IngestRow[]): string {
  const width = Math.max(20, terminalColumns() - 44);
  const lines = rows.map((row) => [
    row.status,
    row.pages === null ? '' : String(row.pages),
    row.characters === null ? '' : String(row.characters),
    row.language ?? '',
    shorten(row.file, width),
  ]);
  const remarks = rows.flatMap(({ file, warnings, error }) => [
    ...(error ? [`${file}: ${error.message} [${error.code}]`] : []),
    ...warnings.map((warning) => `${file}: ${describeWarning(warning)}`),
  ]);
  return [
    table(['status', 'pages', 'characters', 'language', 'file'], lines, [1, 2]),
    ...(remarks.length ? ['', ...remarks.map(oneLine)] : []),
  ].join('\n');
}
