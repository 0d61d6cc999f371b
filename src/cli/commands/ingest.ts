import { Command } from 'commander';
import type { StoredError } from '../../common/errors/app-error.js';
import type { DocumentWarning } from '../../documents/document.entity.js';
import { note, print, printJson, Progress } from '../output.js';
import { renderDocuments } from '../render/documents.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { type IngestedFile, uploadFile, waitForDocument } from '../work.js';
import type { Session } from '../session.js';

/** A row of `johang ingest --json`. */
export interface IngestRow {
  file: string;
  id: string | null;
  status: 'ready' | 'failed';
  pages: number | null;
  characters: number | null;
  language: string | null;
  warnings: DocumentWarning[];
  error?: StoredError;
}

export function ingestCommand(): Command {
  return new Command('ingest')
    .description('put files into the workspace and read their text')
    .argument('<file...>', 'PDF, DOCX, HTML, Markdown or text files')
    .option('--password <password>', 'opens protected files')
    .option('--json', 'print one JSON document')
    .action(async (files: string[], options: { password?: string; json?: boolean }) => {
      const documents = await withSession((session) => ingest(session, files, options.password));
      if (options.json) printJson({ documents });
      else print(renderDocuments(documents));
      if (documents.some(({ status }) => status === 'failed')) throw new Exit(EXIT.failed);
      if (documents.some(({ warnings }) => warnings.length)) throw new Exit(EXIT.warnings);
    });
}

async function ingest(session: Session, files: string[], password: string | undefined): Promise<IngestRow[]> {
  const progress = new Progress('ingest');
  const uploaded: IngestedFile[] = [];
  for (const file of files) uploaded.push(await uploadFile(session, file, password));
  const rows: IngestRow[] = [];
  try {
    for (const each of uploaded) {
      rows.push(await row(session, each));
      progress.update(rows.length, files.length, each.file);
    }
  } finally {
    progress.end();
  }
  if (files.length > 1) note(`${rows.filter(({ status }) => status === 'ready').length} of ${rows.length} ready`);
  return rows;
}

async function row(session: Session, ingested: IngestedFile): Promise<IngestRow> {
  const { file } = ingested;
  if ('error' in ingested) {
    return {
      file,
      id: null,
      status: 'failed',
      pages: null,
      characters: null,
      language: null,
      warnings: [],
      error: ingested.error,
    };
  }
  const document = await waitForDocument(session, ingested.document.id);
  const { id, status, pages, characters, language, warnings, error } = document;
  return {
    file,
    id,
    status: status === 'ready' ? 'ready' : 'failed',
    pages,
    characters,
    language,
    warnings,
    ...(error && { error }),
  };
}
