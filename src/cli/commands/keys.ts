import { Command } from 'commander';
import { CreateApiKeySchema } from '../../auth/auth.schema.js';
import { AuthService } from '../../auth/auth.service.js';
import { permissions } from '../../auth/permissions.js';
import { parseInput } from '../input.js';
import { ResealService } from '../../secrets/reseal.service.js';
import { note, print } from '../output.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';

export function keysCommands(): Command {
  const keys = new Command('keys').description('API keys of the workspace');
  keys
    .command('create')
    .description('create an API key and print it once')
    .option('--name <name>', 'what it is for', 'command line')
    .option('--scope <permission...>', 'what it may do (default: everything)')
    .action(async (options: { name: string; scope?: string[] }) => {
      const input = parseInput(CreateApiKeySchema, { name: options.name, scopes: options.scope ?? [...permissions] });
      const { key } = await withSession(
        ({ get, scope }) => get(AuthService).createApiKey(scope, new Set(permissions), input),
        { role: 'api' },
      );
      print(key);
    });
  keys
    .command('rotate-secrets')
    .description('seal every stored secret with a new secret key; cut short, it goes on when it is run again')
    .action(async () => {
      const { resealed, unreadable } = await withSession(({ get }) => get(ResealService).rotate(), { role: 'api' });
      print(`${resealed} secrets are sealed with the new key`);
      if (!unreadable) return;
      note(
        `${unreadable} open with no key that is known, and stay as they are: give the old one in JOHANG_SECRET_KEY_PREVIOUS`,
      );
      throw new Exit(EXIT.failed);
    });
  return keys;
}
