import { Command } from 'commander';
import { DocumentsService } from '../../documents/documents.service.js';
import { print, printJson } from '../output.js';
import { addReadingOptions, readingOf, type ReadingOptions } from '../reading.js';
import { factsView } from '../render/facts.js';
import { withSession } from '../session.js';
import { readyDocument } from '../work.js';

export function factsCommand(): Command {
  const command = new Command('facts')
    .description('print the key facts of a contract: parties, dates, term, law, amounts, each with its words')
    .argument('<file>');
  return addReadingOptions(command)
    .option('--json', 'as one JSON document, with every citation')
    .action(async (file: string, options: ReadingOptions & { json?: boolean }) => {
      const reading = await readingOf(options);
      const facts = await withSession(async (session) => {
        const { id } = await readyDocument(session, file, reading);
        return session.get(DocumentsService).facts(session.scope, id);
      });
      if (options.json) printJson(facts);
      else print(factsView(facts));
    });
}
