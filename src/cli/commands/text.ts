import { Command } from 'commander';
import { DocumentsService } from '../../documents/documents.service.js';
import { note, print, printJson } from '../output.js';
import { addReadingOptions, readingOf, type ReadingOptions } from '../reading.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { describeWarning, readyDocument } from '../work.js';

export function textCommand(): Command {
  const command = new Command('text').description('print the canonical text of a file').argument('<file>');
  return addReadingOptions(command)
    .option('--json', 'with pages, provisions, tables and remarks, as one JSON document')
    .action(async (file: string, options: ReadingOptions & { json?: boolean }) => {
      const reading = await readingOf(options);
      const { document, text } = await withSession(async (session) => {
        const { id } = await readyDocument(session, file, reading);
        return session.get(DocumentsService).text(session.scope, id);
      });
      const { id, warnings } = document;
      if (options.json)
        printJson({
          id,
          text: text.text,
          textHash: text.textHash,
          pages: text.pages,
          provisions: text.provisions,
          tables: text.tables,
          remarks: text.remarks,
          warnings,
        });
      else print(text.text);
      if (!options.json) for (const warning of warnings) note(`warning: ${describeWarning(warning)}`);
      if (warnings.length) throw new Exit(EXIT.warnings);
    });
}
