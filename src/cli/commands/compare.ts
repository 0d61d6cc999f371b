import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { isId } from '../../common/ids.js';
import { ComparisonService } from '../../documents/comparison.service.js';
import type { DocumentComparison } from '../../documents/comparison.schema.js';
import { note, print, printJson } from '../output.js';
import { addReadingOptions, readingOf, type ReadingOptions } from '../reading.js';
import { comparisonPage } from '../render/comparison-html.js';
import { colourMarks, plainMarks, renderComparison } from '../render/comparison.js';
import { type Session, withSession } from '../session.js';
import { type Reading, readyDocument } from '../work.js';

interface Options extends ReadingOptions {
  json?: boolean;
  report?: string;
}

export function compareCommand(): Command {
  const command = new Command('compare')
    .description('tell what is different between two documents, provision by provision')
    .argument('<older>', 'a file, or the id of a document')
    .argument('<newer>', 'a file, or the id of a document')
    .option('--report <file>', 'write an HTML report as well');
  return addReadingOptions(command)
    .option('--json', 'print one JSON document')
    .action(async (older: string, newer: string, options: Options) => {
      const reading = await readingOf(options);
      const comparison = await withSession((session) => compare(session, older, newer, reading));
      if (options.report) await writeFile(options.report, comparisonPage(comparison));
      if (options.json) printJson(comparison);
      else print(renderComparison(comparison, process.stdout.hasColors?.() ? colourMarks : plainMarks));
      if (options.report) note(`The report is in ${options.report}`);
    });
}

async function compare(session: Session, older: string, newer: string, reading: Reading): Promise<DocumentComparison> {
  const left = await idOf(session, older, reading);
  const right = await idOf(session, newer, reading);
  return session.get(ComparisonService).compare(session.scope, right, { with: left, items: 'all' });
}

async function idOf(session: Session, fileOrId: string, reading: Reading): Promise<string> {
  return isId(fileOrId) ? fileOrId : (await readyDocument(session, fileOrId, reading)).id;
}
