import { Command } from 'commander';
import { CreateApiKeySchema } from '../../auth/auth.schema.js';
import { AuthService } from '../../auth/auth.service.js';
import { permissions } from '../../auth/permissions.js';
import { parseInput } from '../input.js';
import { print } from '../output.js';
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
  return keys;
}
