/**
 * What becomes of every file of a collection: a row a file with its format, outcome, pages, characters, tables, warnings and
 * time. Ends with 1 where a file had no coded outcome, or counts as read although it has no text.
 *
 *   npm run bench -- corpus [FOLDER...] [--password WORD]      the shared office, Hangul, PDF and scanned files by default
 */
import { basename, dirname, join, relative } from 'node:path';
import { AppError } from '../../src/common/errors/app-error.js';
import { loadConfig } from '../../src/config/config.js';
import { distDir } from '../../src/config/paths.js';
import { Extractor, sniffFile } from '../../src/extraction/index.js';
import { filesBelow, operands, option, sharedData } from '../support/files.js';
import { markdownTable } from '../support/table.js';

const folders = operands().length ? operands() : [join(sharedData, 'docs'), join(sharedData, 'ko_contracts')];
const password = option('password', 'Password1234_');
const protectedFile = /password|encrypted/i;
const extractor = new Extractor({
  ...loadConfig().extraction,
  workerFile: join(distDir, 'extraction/extract.worker.js'),
  threads: 1,
});

interface Outcome {
  format: string;
  status: string;
  figures: string[];
  notes: string;
}

const rows: string[][] = [];
const bad: string[] = [];
const counts = new Map<string, number>();
for (const file of await filesBelow(folders)) {
  const started = performance.now();
  const { format, status, figures, notes } = await outcomeOf(file);
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  const name = join(basename(dirname(file)), basename(file));
  rows.push([relative('.', name), format, status, ...figures, seconds, notes]);
  counts.set(status, (counts.get(status) ?? 0) + 1);
  if (status === 'extract.crashed' || status === 'uncoded' || (status === 'ready' && figures[1] === '0'))
    bad.push(name);
}
await extractor.close();

console.log(
  markdownTable(['file', 'format', 'outcome', 'pages', 'characters', 'tables', 'remarks', 's', 'warnings'], rows),
);
console.log(`\n${rows.length} files: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`);
if (bad.length) {
  console.log(`Without a sound outcome: ${bad.join(', ')}`);
  process.exitCode = 1;
}

async function outcomeOf(file: string): Promise<Outcome> {
  let format = '?';
  try {
    const sniffed = await sniffFile(file, basename(file), undefined);
    format = sniffed.format;
    const given = protectedFile.test(basename(file)) ? password : undefined;
    const { pages, text, tables, remarks, warnings, attachments } = await extractor.extract({
      path: file,
      format: sniffed.format,
      password: given,
    });
    const notes: string[] = [...new Set([...sniffed.warnings, ...warnings].map(({ code }) => code))];
    if (attachments.length) notes.push(`${attachments.length} attachments`);
    return {
      format,
      status: 'ready',
      figures: [pages.length, text.length, tables.length, remarks.length].map(String),
      notes: notes.join(' '),
    };
  } catch (error) {
    const status = error instanceof AppError ? error.code : 'uncoded';
    const notes = error instanceof Error ? error.message.slice(0, 90) : String(error);
    return { format, status, figures: ['', '', '', ''], notes };
  }
}
