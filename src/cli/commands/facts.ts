import { Command } from 'commander';
import { DocumentsService } from '../../documents/documents.service.js';
import { print, printJson } from '../output.js';
import { givenPassword, passwordOption, type PasswordOptions, passwordStdinOption } from '../password.js';
import { factsView } from '../render/facts.js';
import { withSession } from '../session.js';
import { readyDocument } from '../work.js';

export function factsCommand(): Command {
  return new Command('facts')
    .description('print the key facts of a contract: parties, dates, term, law, amounts, each with its words')
    .argument('<file>')
    .addOption(passwordOption)
    .addOption(passwordStdinOption)
    .option('--json', 'as one JSON document, with every citation')
    .action(async (file: string, options: PasswordOptions & { json?: boolean }) => {
      const facts = await withSession(async (session) => {
        const { id } = await readyDocument(session, file, await givenPassword(options));
        return session.get(DocumentsService).facts(session.scope, id);
      });
      if (options.json) printJson(facts);
      else print(factsView(facts));
    });
}
