import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AnalysesService } from '../analyses/analyses.service.js';
import type { AnalysisView } from '../analyses/analysis.views.js';
import type { DryRunView } from '../analyses/dry-runs/dry-run.schema.js';
import { DryRunsService } from '../analyses/dry-runs/dry-runs.service.js';
import { AppError, type StoredError, toStoredError } from '../common/errors/app-error.js';
import type { RecognitionLanguage } from '../extraction/index.js';
import type { DocumentWarning } from '../documents/document.entity.js';
import { documentDetailView, type DocumentDetailView, type DocumentView } from '../documents/document.views.js';
import { DocumentsService } from '../documents/documents.service.js';
import { type StagedUpload, UploadsService } from '../documents/uploads.service.js';
import { Progress } from './output.js';
import { Interrupted } from './run.js';
import type { Session } from './session.js';

const POLL_MS = 50;
const POLL_MAX_MS = 500;

/** A file that did not become a document: what was wrong with it. */
export interface RefusedFile {
  file: string;
  error: StoredError;
}

export type IngestedFile = { file: string; document: DocumentView } | RefusedFile;

/** How a file is read. */
export interface Reading {
  password?: string | undefined;
  /** The only languages that scanned pages may be in. */
  languages?: readonly RecognitionLanguage[] | undefined;
}

export interface UploadOptions extends Reading {
  /** A document, or a series, that the file is a new version of. */
  series?: string | undefined;
}

/** Puts one file into the workspace, as an upload would. A file that cannot be one is an outcome, not an exception. */
export async function uploadFile(
  session: Session,
  file: string,
  { password, languages, series }: UploadOptions = {},
): Promise<IngestedFile> {
  const path = resolve(file);
  const uploads = session.get(UploadsService);
  const { workspaceId } = session.scope;
  const upload: StagedUpload = { files: [], rejected: [], password, languages, series };
  try {
    await assertReadable(path);
    await uploads.stage(workspaceId, upload, {
      name: basename(path),
      declaredType: undefined,
      stream: createReadStream(path),
    });
  } catch (error) {
    // What is wrong with this file is an outcome; what is wrong with the house is not.
    if (error instanceof AppError && error.status < 500) return { file, error: toStoredError(error) };
    throw error;
  }
  const [refused] = upload.rejected;
  if (refused) return { file, error: refused.error };
  try {
    const { documents } = await uploads.commit(session.scope, upload);
    return { file, document: documents[0]! };
  } catch (error) {
    if (error instanceof AppError && error.code === 'document.in_other_series')
      return { file, error: toStoredError(error) };
    throw error;
  }
}

/** @throws AppError `file.unreadable` */
async function assertReadable(path: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return await access(path, constants.R_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const absent = code === 'ENOENT' || code === 'ENOTDIR';
    throw new AppError('file.unreadable', absent ? 'There is no such file' : `The file may not be read (${code})`, {
      cause,
    });
  }
  throw new AppError('file.unreadable', 'This is not a file');
}

/** Waits until a document is ready or failed, and shows how far the recognition of its pages is. */
export async function waitForDocument(
  session: Session,
  id: string,
  progress?: (done: number, total: number) => void,
): Promise<DocumentDetailView> {
  const documents = session.get(DocumentsService);
  return poll(session, async () => {
    const { document, links } = await documents.detail(session.scope, id);
    if (document.progress) progress?.(document.progress.done, document.progress.total);
    const isSettled = document.status === 'ready' || document.status === 'failed';
    return isSettled ? documentDetailView(document, links) : undefined;
  });
}

/** Waits until an analysis is done or failed. `look` is shown how far it is. */
export async function settledAnalysis(
  session: Session,
  id: string,
  look: (current: AnalysisView) => Promise<void> | void,
): Promise<AnalysisView> {
  const analyses = session.get(AnalysesService);
  return poll(session, async () => {
    const current = await analyses.get(session.scope, id);
    if (current.status === 'done' || current.status === 'failed') return current;
    await look(current);
    return undefined;
  });
}

/** Waits until an analysis is done. @throws AppError with the analysis' own code when it failed */
export async function waitForAnalysis(session: Session, id: string, progress: Progress): Promise<AnalysisView> {
  try {
    const analysis = await settledAnalysis(session, id, ({ progress: at }) => {
      if (at) progress.update(at.done, at.total, at.step);
    });
    if (analysis.error) throw new AppError(analysis.error.code, analysis.error.message);
    return analysis;
  } finally {
    progress.end();
  }
}

/** Waits until a dry run is done. What failed in it is part of what it came to. */
export async function waitForDryRun(session: Session, id: string, progress: Progress): Promise<DryRunView> {
  const dryRuns = session.get(DryRunsService);
  try {
    return await poll(session, async () => {
      const run = await dryRuns.get(session.scope, id);
      progress.update(run.candidate.done + run.candidate.failed, run.documents.length, run.task);
      return run.status === 'done' ? run : undefined;
    });
  } finally {
    progress.end();
  }
}

/** The file as a ready document. @throws AppError with the reason when it cannot be one */
export async function readyDocument(session: Session, file: string, reading: Reading = {}): Promise<DocumentView> {
  return documentOf(session, await uploadFile(session, file, reading));
}

/** What was put in, as a ready document. @throws AppError with the reason when it cannot be one */
export async function documentOf(session: Session, ingested: IngestedFile): Promise<DocumentView> {
  const { file } = ingested;
  if ('error' in ingested) throw new AppError(ingested.error.code, `${file}: ${ingested.error.message}`);
  const progress = new Progress('read');
  const document = await waitForDocument(session, ingested.document.id, (done, total) =>
    progress.update(done, total, `pages of ${basename(file)}`),
  ).finally(() => progress.end());
  if (document.error) throw new AppError(document.error.code, `${file}: ${document.error.message}`);
  return document;
}

export function describeWarning({ code, message, page }: DocumentWarning): string {
  return `${page === undefined ? '' : `page ${page}: `}${message} [${code}]`;
}

async function poll<T>(session: Session, look: () => Promise<T | undefined>): Promise<T> {
  for (let pause = POLL_MS; ; pause = Math.min(POLL_MAX_MS, pause * 1.3)) {
    if (session.signal.aborted) throw new Interrupted('Interrupted; the work goes on when Johang runs again');
    const result = await look();
    if (result !== undefined) return result;
    await new Promise((done) => setTimeout(done, pause));
  }
}
