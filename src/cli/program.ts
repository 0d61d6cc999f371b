import { Command } from 'commander';
import { version } from '../config/paths.js';
import { benchCommands } from './commands/bench.js';
import { catalogueCommands } from './commands/catalogue.js';
import { compareCommand } from './commands/compare.js';
import { dbCommands } from './commands/db.js';
import { demoCommand } from './commands/demo.js';
import { docsCommand } from './commands/docs.js';
import { factsCommand } from './commands/facts.js';
import { ingestCommand } from './commands/ingest.js';
import { keysCommands } from './commands/keys.js';
import { budgetsCommands, usageCommand } from './commands/usage.js';
import { maskingCommands } from './commands/masking.js';
import { modelsCommands } from './commands/models.js';
import { providersCommands } from './commands/providers.js';
import { reviewCommand } from './commands/review.js';
import { serveCommand } from './commands/serve.js';
import { suitesCommands } from './commands/suites.js';
import { summarizeCommand } from './commands/summarize.js';
import { tagCommand } from './commands/tag.js';
import { textCommand } from './commands/text.js';
import { trainCommands } from './commands/train.js';

/** The `johang` command and all it can do. */
export function createProgram(): Command {
  const program = new Command('johang')
    .description(
      'Contracts and reports in; grounded summaries and clause reviews out; an honest contest between models.',
    )
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(johang --help shows the commands)');
  const commands = [
    serveCommand(),
    ingestCommand(),
    textCommand(),
    factsCommand(),
    compareCommand(),
    reviewCommand(),
    summarizeCommand(),
    trainCommands(),
    tagCommand(),
    suitesCommands(),
    benchCommands(),
    modelsCommands(),
    maskingCommands(),
    catalogueCommands(),
    providersCommands(),
    usageCommand(),
    budgetsCommands(),
    keysCommands(),
    demoCommand(),
    dbCommands(),
    docsCommand(),
  ];
  for (const command of commands) program.addCommand(withOverride(command));
  return program;
}

/** Sub-commands throw on wrong usage as well, instead of ending the process themselves. */
function withOverride(command: Command): Command {
  command.exitOverride().showHelpAfterError();
  for (const child of command.commands) withOverride(child);
  return command;
}
