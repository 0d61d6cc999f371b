import type { AttachmentRow, IngestRow } from '../commands/ingest.js';
import { describeWarning } from '../work.js';
import { columnsLeft, oneLine, shorten, table } from './text.js';

/** What is drawn of a document. */
type DrawnRow = Omit<AttachmentRow, 'name' | 'attachments'>;

type LabelledRow = DrawnRow & { label: string };

/** The table of `johang ingest`, attachments below their files, and below it what is to be said of single ones. */
export function renderDocuments(documents: (DrawnRow & Pick<IngestRow, 'file'> & Partial<IngestRow>)[]): string {
  const rows = documents.flatMap((row): LabelledRow[] => [
    { ...row, label: row.file },
    ...attachmentRows(row.attachments ?? [], '└ '),
  ]);
  const head = ['status', 'pages', 'characters', 'language'];
  const facts = rows.map(({ status, pages, characters, language }) => [
    status,
    String(pages ?? ''),
    String(characters ?? ''),
    language ?? '',
  ]);
  const fileColumns = Math.max(20, columnsLeft([head, ...facts]));
  const lines = rows.map(({ label }, index) => [...facts[index]!, shorten(label, fileColumns)]);
  const remarks = rows.flatMap(({ label, warnings, error }) => [
    ...(error ? [`${label}: ${error.message} [${error.code}]`] : []),
    ...warnings.map((warning) => `${label}: ${describeWarning(warning)}`),
  ]);
  return [table([...head, 'file'], lines, [1, 2]), ...(remarks.length ? ['', ...remarks.map(oneLine)] : [])].join('\n');
}

function attachmentRows(attachments: readonly AttachmentRow[], indent: string): LabelledRow[] {
  return attachments.flatMap((each) => [
    { ...each, label: `${indent}${each.name}` },
    ...attachmentRows(each.attachments, `└─${indent}`),
  ]);
}
