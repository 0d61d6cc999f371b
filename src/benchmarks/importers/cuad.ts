import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.js';
import type { ClauseCase, ClauseLabels, SuiteImporter } from './importer.js';
import { invalidSuite, readJsonLines } from './json-lines.js';
import { foldWhiteSpace } from './white-space.js';

export const LABELS_FILE = 'labels.jsonl';
export const CONTRACTS_FOLDER = 'contracts';

/** A name inside the contracts folder: a path would let a data set read any file of the machine. */
const fileName = z
  .string()
  .min(1)
  .refine((name) => !/[/\\\0]/.test(name) && name !== '.' && name !== '..', 'must be a file name without a folder');

const GoldSpanSchema = z
  .object({ text: z.string().min(1), start: z.int().min(0), end: z.int().min(1) })
  .refine((span) => span.start < span.end, 'start must be before end');

/** A line of `labels.jsonl`; further fields are ignored. */
const LabelLineSchema = z.object({
  title: z.string().min(1),
  file: fileName,
  labels: z.record(z.string().min(1), z.array(GoldSpanSchema)),
});

type LabelLine = z.infer<typeof LabelLineSchema>;

/** Where the two parts of a data set in the CUAD layout are. */
export interface CuadPaths {
  labels: string;
  contracts: string;
}

/**
 * A folder of contract texts (UTF-8) and `labels.jsonl`: `{title, file, labels: {category: [{text, start, end}]}}` a
 * line, offsets in UTF-16 code units of the file, `text` the span with its white space folded. Named by the folder that
 * holds `labels.jsonl` and `contracts/`, by the labels file with `contracts/` beside it, or by both.
 */
export const cuadImporter: SuiteImporter<ClauseCase> = {
  format: 'cuad',
  task: 'clause-extraction',
  read: readCuad,
};

async function* readCuad(paths: readonly string[]): AsyncGenerator<ClauseCase> {
  const { labels, contracts } = await locateCuad(paths);
  const lineOfTitle = new Map<string, number>();
  for await (const { value, line } of readJsonLines(labels)) {
    const entry = parseLine(value, labels, line);
    const earlier = lineOfTitle.get(entry.title);
    if (earlier !== undefined) throw invalidSuite(labels, line, `has the title of line ${earlier} again`);
    lineOfTitle.set(entry.title, line);
    const text = await readContract(join(contracts, entry.file), labels, line);
    yield { key: entry.title, text, labels: checkedLabels(entry, text, labels, line), metadata: { file: entry.file } };
  }
  if (lineOfTitle.size === 0) throw invalidSuite(labels, null, 'holds no contract');
}

/**
 * Finds the labels file and the contracts folder among what the user named.
 *
 * @throws AppError `suite.invalid` when they are not there
 */
export async function locateCuad(paths: readonly string[]): Promise<CuadPaths> {
  const kinds = await Promise.all(paths.map(async (path) => ({ path, folder: await isFolder(path) })));
  const folders = kinds.filter((entry) => entry.folder).map((entry) => entry.path);
  const files = kinds.filter((entry) => !entry.folder).map((entry) => entry.path);
  const [folder, file] = [folders[0], files[0]];
  if (folders.length > 1 || files.length > 1 || (folder === undefined && file === undefined)) {
    throw new AppError(
      'suite.invalid',
      `Name a folder, a ${LABELS_FILE}, or a ${LABELS_FILE} and its folder of contracts`,
    );
  }
  const located = {
    labels: file ?? join(folder!, LABELS_FILE),
    contracts: file !== undefined && folder !== undefined ? folder : join(folder ?? dirname(file!), CONTRACTS_FOLDER),
  };
  if (!(await isFolder(located.contracts))) throw invalidSuite(located.contracts, null, 'is not a folder');
  return located;
}

/** @throws AppError `suite.invalid` when there is nothing of this name */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw invalidSuite(path, null, 'cannot be read', error);
  }
}

function parseLine(value: unknown, file: string, line: number): LabelLine {
  const parsed = LabelLineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw invalidSuite(file, line, `${issue.path.join('.') || 'the line'}: ${issue.message}`);
}

/** The text exactly as in the file, a byte order mark included, or the offsets would shift. */
async function readContract(path: string, labels: string, line: number): Promise<string> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    throw invalidSuite(labels, line, `the contract "${basename(path)}" cannot be read as UTF-8 text`, error);
  }
  if (text.trim() === '') throw invalidSuite(labels, line, `the contract "${basename(path)}" is empty`);
  return text;
}

function checkedLabels(entry: LabelLine, text: string, file: string, line: number): ClauseLabels {
  for (const [category, spans] of Object.entries(entry.labels)) {
    spans.forEach(({ start, end, text: gold }, index) => {
      if (end <= text.length && foldWhiteSpace(text.slice(start, end)) === gold) return;
      const where = `labels.${category}.${index}`;
      throw invalidSuite(file, line, `${where}: ${start} to ${end} of "${entry.file}" is not its text`);
    });
  }
  return entry.labels;
}
