import type { Command } from 'commander';
import type { CreateReview, CreateSummary } from '../analyses/analyses.schema.js';
import { ANALYSES_POOL, AnalysesService } from '../analyses/analyses.service.js';
import type { AnalysisView } from '../analyses/analysis.views.js';
import { AppError, toStoredError } from '../common/errors/app-error.js';
import { BatchesService } from '../models/batch/batches.service.js';
import type { BatchPolicy } from '../models/batch/batch.entity.js';
import { batchesState, batchOption } from './batches.js';
import { note, printJson, print, Progress } from './output.js';
import { addReadingOptions, type ReadingOptions } from './reading.js';
import { oneLine } from './render/text.js';
import { Exit, EXIT, Interrupted } from './run.js';
import type { Session } from './session.js';
import { documentOf, type IngestedFile, type Reading, type RefusedFile, settledAnalysis, uploadFile } from './work.js';

/** What is asked of every file. */
type Asked = { kind: 'review'; input: CreateReview } | { kind: 'summary'; input: CreateSummary };

type AnalysedFile = { file: string; analysis: AnalysisView } | RefusedFile;

/** Options that every command has which analyses files. */
export interface AnalyseOptions extends ReadingOptions {
  model?: string;
  batch?: BatchPolicy;
  resume?: boolean;
  json?: boolean;
}

export function addAnalyseOptions(command: Command): Command {
  return addReadingOptions(command)
    .addOption(batchOption())
    .option(
      '--resume',
      'go on with what an interrupted call began: takes up the newest of the same file that was asked for alike',
    )
    .option('--json', 'print one JSON document');
}

interface Way {
  reading: Reading;
  /** Takes the newest analysis of the same file in the same way, done or under way, instead of asking once more. */
  resume: boolean;
}

/** Batches that are looked at for the progress of analyses, newest first. */
const MOST_BATCHES = 20;

/**
 * Analyses files, all at once. What is wrong with one of them is its outcome and keeps none of the others. Ctrl-C leaves what has begun
 * to whoever comes next, this command with `--resume` or a server.
 */
export async function analyseFiles(
  session: Session,
  files: readonly string[],
  asked: Asked,
  { reading, resume }: Way,
): Promise<AnalysedFile[]> {
  const { batch, model } = asked.input;
  if (batch === 'always' && model) await session.get(BatchesService).assertOffered(session.scope, [model]);
  try {
    const uploaded: IngestedFile[] = [];
    for (const file of files) uploaded.push(await uploadFile(session, file, reading));
    const begun: (RefusedFile | { file: string; id: string })[] = [];
    for (const each of uploaded) begun.push(await begin(session, each, asked, resume));
    return await settle(session, begun, asked.kind);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted('Interrupted; what has begun goes on. Repeat the command with --resume to go on.');
  }
}

async function begin(
  session: Session,
  ingested: IngestedFile,
  asked: Asked,
  resume: boolean,
): Promise<RefusedFile | { file: string; id: string }> {
  const { file } = ingested;
  const { get, scope } = session;
  try {
    const { id } = await documentOf(session, ingested);
    const found = resume ? await get(AnalysesService).findAlike(scope, id, asked.kind, asked.input) : undefined;
    return { file, id: found ?? (await create(session, id, asked)) };
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return { file, error: toStoredError(error) };
    throw error;
  }
}

async function create({ get, scope }: Session, documentId: string, asked: Asked): Promise<string> {
  const analyses = get(AnalysesService);
  const { id } =
    asked.kind === 'review'
      ? await analyses.createReview(scope, documentId, asked.input)
      : await analyses.createSummary(scope, documentId, asked.input);
  return id;
}

async function settle(
  session: Session,
  begun: readonly (RefusedFile | { file: string; id: string })[],
  kind: Asked['kind'],
): Promise<AnalysedFile[]> {
  const progress = new Progress(kind);
  const rows: AnalysedFile[] = [];
  let isTold = false;
  const look = async ({ progress: at }: AnalysisView): Promise<void> => {
    const isBatch = at?.step === 'batch';
    if (isBatch && !isTold)
      note('Asked by batch, which may take a day. Ctrl-C leaves it to be gone on with (--resume).');
    isTold ||= isBatch;
    const step = isBatch ? await stateOfBatches(session) : (at?.step ?? '');
    if (begun.length > 1) progress.update(rows.length, begun.length, step);
    else if (at) progress.update(at.done, at.total, step);
  };
  try {
    for (const each of begun) {
      if ('error' in each) rows.push(each);
      else rows.push({ file: each.file, analysis: await settledAnalysis(session, each.id, look) });
      if (begun.length > 1) progress.update(rows.length, begun.length, each.file);
    }
  } finally {
    progress.end();
  }
  return rows;
}

/** `in_progress, 12 of 48 requests`. */
async function stateOfBatches({ get, scope }: Session): Promise<string> {
  const { items } = await get(BatchesService).list(scope, { limit: MOST_BATCHES });
  const { done, total, states } = batchesState(
    items.filter(({ pool, state }) => pool === ANALYSES_POOL && state !== 'ended' && state !== 'cleaning'),
  );
  return total === 0 ? 'batch' : `${states}, ${done} of ${total} requests`;
}

interface PrintOptions {
  json: boolean | undefined;
  /** Under this name several are in the JSON document. */
  plural: string;
  render: (analysis: AnalysisView) => string;
}

/** Prints what files came to: of one file as it is, of several below their names. @throws AppError of a lone file; Exit */
export function printAnalysed(rows: readonly AnalysedFile[], { json, plural, render }: PrintOptions): void {
  const [only] = rows;
  if (only && rows.length === 1) {
    const analysis = analysisOf(only);
    if (json) printJson(analysis);
    else print(render(analysis));
  } else if (json) printJson({ [plural]: rows.map(jsonOf) });
  else for (const row of rows) print(`\n${titled(row, render)}\n`);
  if (rows.some(errorOf)) throw new Exit(EXIT.failed);
  if (rows.some((row) => 'analysis' in row && row.analysis.warnings.length > 0)) throw new Exit(EXIT.warnings);
}

function errorOf(row: AnalysedFile): RefusedFile['error'] | null {
  return 'error' in row ? row.error : row.analysis.error;
}

function analysisOf(row: AnalysedFile): AnalysisView {
  const error = errorOf(row);
  if (error) throw new AppError(error.code, error.message);
  if ('error' in row) throw new AppError(row.error.code, row.error.message);
  return row.analysis;
}

function jsonOf(row: AnalysedFile): object {
  const { file } = row;
  return 'error' in row ? { file, status: 'failed', error: row.error } : { file, ...row.analysis };
}

function titled(row: AnalysedFile, render: PrintOptions['render']): string {
  const name = oneLine(row.file);
  const error = errorOf(row);
  const body = 'analysis' in row && !error ? render(row.analysis) : `${error?.message ?? ''} [${error?.code ?? ''}]`;
  return `${name}\n${'─'.repeat(Math.min(78, name.length))}\n${body}`;
}
