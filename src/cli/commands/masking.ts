import { Command } from 'commander';
import { CreateExemptionSchema } from '../../models/masking/exemption.schema.js';
import { ExemptionsService } from '../../models/masking/exemptions.service.js';
import { AppError } from '../../common/errors/app-error.js';
import { isId } from '../../common/ids.js';
import { parseInput } from '../input.js';
import { print, printJson } from '../output.js';
import { renderExemptions } from '../render/masking.js';
import { withSession } from '../session.js';

interface ExemptOptions {
  provider?: string;
  model?: string;
  types?: string[];
  reason?: string;
  until?: string;
  json?: boolean;
}

export function maskingCommands(): Command {
  const masking = new Command('masking').description('which providers may be shown personal data; the rest is masked');
  masking
    .command('list')
    .description('exemptions in force, and those that have ended')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const items = await withSession(({ get, scope }) => get(ExemptionsService).list(scope), { role: 'api' });
      if (json) printJson({ items });
      else print(renderExemptions(items));
    });
  masking
    .command('exempt')
    .description('allow personal data to be shown to a provider, or to one model')
    .option('--provider <provider>', 'its name, or an address; scheme, host and port of where it is now count')
    .option('--model <name>', 'the only model that is meant, where it is now')
    .option('--types <types...>', 'kinds of personal data (default: all)')
    .requiredOption('--reason <text>', 'why, for the history and for provenance')
    .option('--until <time>', 'when it ends by itself, e.g. 2026-12-31T00:00:00+09:00')
    .option('--json', 'print one JSON document')
    .action(async ({ json, ...given }: ExemptOptions) => {
      const input = parseInput(CreateExemptionSchema, given);
      const made = await withSession(({ get, scope }) => get(ExemptionsService).create(scope, input), { role: 'api' });
      if (json) printJson(made);
      else print(renderExemptions([made]));
    });
  masking
    .command('end')
    .description('mask again')
    .argument('<id>', 'of the exemption')
    .action(async (id: string) => {
      if (!isId(id)) throw new AppError('exemption.not_found');
      await withSession(({ get, scope }) => get(ExemptionsService).end(scope, id), { role: 'api' });
      print('The exemption is ended: personal data is masked again');
    });
  return masking;
}
