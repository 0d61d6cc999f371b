import { Command } from 'commander';
import { DocumentsService } from '../../documents/documents.service.js';
import { languagesOption, type LanguagesOption } from '../languages.js';
import { note, print, printJson } from '../output.js';
import { givenPassword, passwordOption, type PasswordOptions, passwordStdinOption } from '../password.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { describeWarning, readyDocument } from '../work.js';

export function textCommand(): Command {
  return new Command('text')
    .description('print the canonical text of a file')
    .argument('<file>')
    .addOption(passwordOption)
    .addOption(passwordStdinOption)
    .addOption(languagesOption)
    .option('--json', 'with pages, provisions, tables and remarks, as one JSON document')
    .action(async (file: string, options: PasswordOptions & LanguagesOption & { json?: boolean }) => {
      const { document, text } = await withSession(async (session) => {
        const { id } = await readyDocument(session, file, await givenPassword(options), options.languages);
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
