import { Command } from 'commander';
import type { StoredError } from '../../common/errors/app-error.js';
import type { DocumentWarning } from '../../documents/document.entity.js';
import type { DocumentDetailView } from '../../documents/document.views.js';
import { note, print, printJson, Progress } from '../output.js';
import { addReadingOptions, readingOf, type ReadingOptions } from '../reading.js';
import { renderDocuments } from '../render/documents.js';
import { Exit, EXIT } from '../run.js';
import { type Session, withSession } from '../session.js';
import { type IngestedFile, uploadFile, type UploadOptions, waitForDocument } from '../work.js';

/** What became of a file: the one given, or one that it carries. */
interface Outcome {
  id: string | null;
  status: 'ready' | 'failed';
  pages: number | null;
  characters: number | null;
  language: string | null;
  warnings: DocumentWarning[];
  error?: StoredError;
  /** The files it carries: documents of their own, which may carry files again. */
  attachments: AttachmentRow[];
}

/** A row of `johang ingest --json`. */
export interface IngestRow extends Outcome {
  file: string;
  seriesId: string | null;
  version: number | null;
}

export interface AttachmentRow extends Outcome {
  name: string;
}

interface Options extends ReadingOptions {
  versionOf?: string;
  json?: boolean;
}

const NOTHING = { id: null, status: 'failed', pages: null, characters: null, language: null } as const;

export function ingestCommand(): Command {
  const command = new Command('ingest')
    .description('put files into the workspace and read their text')
    .argument('<file...>', 'files of the formats that Johang reads')
    .option('--version-of <id>', 'the one file is a new version of this document or series');
  addReadingOptions(command).option('--json', 'print one JSON document');
  return command.action(async (files: string[], options: Options) => {
    if (options.versionOf !== undefined && files.length > 1) command.error('--version-of takes one file');
    const upload = { ...(await readingOf(options)), series: options.versionOf };
    const documents = await withSession((session) => ingest(session, files, upload));
    if (options.json) printJson({ documents });
    else print(renderDocuments(documents));
    if (documents.some(({ status }) => status === 'failed')) throw new Exit(EXIT.failed);
    if (documents.some(hasRemarks)) throw new Exit(EXIT.warnings);
  });
}

/** A warning, or an attachment that is no readable document. */
function hasRemarks({ warnings, attachments }: Outcome): boolean {
  return warnings.length > 0 || attachments.some((each) => each.status === 'failed' || hasRemarks(each));
}

async function ingest(session: Session, files: string[], options: UploadOptions): Promise<IngestRow[]> {
  const progress = new Progress('ingest');
  const uploaded: IngestedFile[] = [];
  for (const file of files) uploaded.push(await uploadFile(session, file, options));
  const rows: IngestRow[] = [];
  try {
    for (const each of uploaded) {
      const showPages = (done: number, total: number) =>
        progress.update(rows.length, files.length, `${each.file}: ${done} of ${total} pages`);
      rows.push(await row(session, each, showPages));
      progress.update(rows.length, files.length, each.file);
    }
  } finally {
    progress.end();
  }
  if (files.length > 1) note(`${rows.filter(({ status }) => status === 'ready').length} of ${rows.length} ready`);
  return rows;
}

async function row(
  session: Session,
  ingested: IngestedFile,
  showPages: (done: number, total: number) => void,
): Promise<IngestRow> {
  const { file } = ingested;
  if ('error' in ingested) {
    return { file, ...NOTHING, seriesId: null, version: null, warnings: [], error: ingested.error, attachments: [] };
  }
  const document = await waitForDocument(session, ingested.document.id, showPages);
  const { seriesId, version } = document;
  return { file, seriesId, version, ...(await outcome(session, document, new Set([document.id]))) };
}

/** @param above documents that this one lies in: a file may lie in itself. */
async function outcome(session: Session, document: DocumentDetailView, above: ReadonlySet<string>): Promise<Outcome> {
  const { id, status, pages, characters, language, warnings, error } = document;
  const attachments: AttachmentRow[] = [];
  for (const attachment of document.attachments) {
    const { name } = attachment;
    if (attachment.id === null || above.has(attachment.id)) {
      attachments.push({
        name,
        ...NOTHING,
        warnings: [],
        ...(attachment.error && { error: attachment.error }),
        attachments: [],
      });
      continue;
    }
    const child = await waitForDocument(session, attachment.id);
    attachments.push({ name, ...(await outcome(session, child, new Set([...above, child.id]))) });
  }
  return {
    id,
    status: status === 'ready' ? 'ready' : 'failed',
    pages,
    characters,
    language,
    warnings,
    ...(error && { error }),
    attachments,
  };
}
