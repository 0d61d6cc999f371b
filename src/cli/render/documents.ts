import type { IngestRow } from '../commands/ingest.js';
import { describeWarning } from '../work.js';
import { columnsLeft, oneLine, shorten, table } from './text.js';

/** The table of `johang ingest`, and below it what is to be said of single files. */
export function renderDocuments(rows: IngestRow[]): string {
  const head = ['status', 'pages', 'characters', 'language'];
  const facts = rows.map(({ status, pages, characters, language }) => [
    status,
    String(pages ?? ''),
    String(characters ?? ''),
    language ?? '',
  ]);
  const fileColumns = Math.max(20, columnsLeft([head, ...facts]));
  const lines = rows.map(({ file }, index) => [...facts[index]!, shorten(file, fileColumns)]);
  const remarks = rows.flatMap(({ file, warnings, error }) => [
    ...(error ? [`${file}: ${error.message} [${error.code}]`] : []),
    ...warnings.map((warning) => `${file}: ${describeWarning(warning)}`),
  ]);
  return [table([...head, 'file'], lines, [1, 2]), ...(remarks.length ? ['', ...remarks.map(oneLine)] : [])].join('\n');
}
