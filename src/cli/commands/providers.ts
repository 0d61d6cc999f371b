import { Command, InvalidArgumentError, Option } from 'commander';
import { ProviderTest } from '../../models/providers/provider-test.js';
import {
  CreateProviderSchema,
  type ProviderView,
  RotateKeySchema,
  UpdateProviderSchema,
} from '../../models/providers/provider.schema.js';
import { ProvidersService } from '../../models/providers/providers.service.js';
import { keyFrom, parseInput } from '../input.js';
import { print, printJson } from '../output.js';
import { renderProviderReport, renderProviders } from '../render/providers.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { parseCount } from './summarize.js';

interface ConnectionOptions {
  baseUrl?: string;
  apiKeyEnv?: string;
  requestsPerMinute?: number;
  tokensPerMinute?: number;
  concurrency?: number;
  structured?: string;
  privateNetwork?: boolean;
  revision?: number;
  json?: boolean;
}

interface EditOptions extends ConnectionOptions {
  /** False with `--no-key`. */
  key?: boolean;
  unlimited?: boolean;
  enable?: boolean;
  disable?: boolean;
}

export function providersCommands(): Command {
  const providers = new Command('providers').description('connections that models share: address, key, limits');
  addReading(providers);
  addWriting(providers);
  addKey(providers);
  return providers;
}

function addReading(providers: Command): void {
  providers
    .command('list')
    .description('providers and their models')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const items = await withSession(({ get, scope }) => get(ProvidersService).list(scope), { role: 'api' });
      if (options.json) printJson({ items });
      else print(renderProviders(items));
    });
  providers
    .command('test')
    .description('ask a provider which models it serves: whether it can be reached, and takes the key')
    .argument('<name>')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: { json?: boolean }) => {
      const report = await withSession(({ get, scope }) => get(ProviderTest).run(scope, name), { role: 'api' });
      if (options.json) printJson(report);
      else print(renderProviderReport(report));
      if (!report.ok) throw new Exit(EXIT.failed);
    });
}

function addWriting(providers: Command): void {
  withConnection(providers.command('add'))
    .description('add a provider')
    .argument('<name>')
    .requiredOption('--base-url <url>', 'up to and including /v1')
    .option('--api-key-env <variable>', 'environment variable that holds the key')
    .action(async (name: string, options: ConnectionOptions) => {
      const input = parseInput(CreateProviderSchema, {
        name,
        baseUrl: options.baseUrl,
        apiKey: keyFrom(options.apiKeyEnv),
        defaults: { structuredOutput: options.structured },
        limits: limitsOf(options) ?? null,
        allowPrivateNetwork: options.privateNetwork,
      });
      const provider = await withSession(({ get, scope }) => get(ProvidersService).create(scope, input), {
        role: 'api',
      });
      show(provider, options);
    });
  withConnection(providers.command('edit'))
    .description('change a provider, and the connection of all its models')
    .argument('<name>')
    .option('--base-url <url>', 'up to and including /v1')
    .option('--api-key-env <variable>', 'with another address: the key there')
    .option('--no-key', 'with another address: none')
    .option('--unlimited', 'take its limits away')
    .option('--enable', 'its models are called')
    .option('--disable', 'none of its models is called')
    .option('--revision <n>', 'refuse when it has another one by now', parseCount)
    .action(async (name: string, options: EditOptions) => {
      const provider = await withSession(
        async ({ get, scope }) => {
          const service = get(ProvidersService);
          const { structured: structuredOutput } = options;
          const before = structuredOutput === undefined ? undefined : await service.get(scope, name);
          const input = parseInput(UpdateProviderSchema, {
            baseUrl: options.baseUrl,
            apiKey: options.key === false ? null : keyFrom(options.apiKeyEnv),
            defaults: before && { ...before.defaults, structuredOutput },
            limits: options.unlimited ? null : limitsOf(options),
            allowPrivateNetwork: options.privateNetwork,
            enabled: options.enable ? true : options.disable ? false : undefined,
            revision: options.revision ?? before?.revision,
          });
          return service.update(scope, name, input);
        },
        { role: 'api' },
      );
      show(provider, options);
    });
  providers
    .command('remove')
    .description('remove a provider that has no models')
    .argument('<name>')
    .action(async (name: string) => {
      await withSession(({ get, scope }) => get(ProvidersService).delete(scope, name), { role: 'api' });
      print(`${name} is removed`);
    });
}

function addKey(providers: Command): void {
  providers
    .command('rotate-key')
    .description('change the key once, for all models of a provider')
    .argument('<name>')
    .requiredOption('--api-key-env <variable>', 'environment variable that holds the new key')
    .addOption(
      new Option('--own-keys <what>', 'what of other keys that its models have of their own')
        .choices(['refuse', 'replace', 'keep'])
        .default('refuse'),
    )
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: { apiKeyEnv: string; ownKeys: string; json?: boolean }) => {
      const input = parseInput(RotateKeySchema, { apiKey: keyFrom(options.apiKeyEnv), ownKeys: options.ownKeys });
      const provider = await withSession(({ get, scope }) => get(ProvidersService).rotateKey(scope, name, input), {
        role: 'api',
      });
      show(provider, options);
    });
}

function withConnection(command: Command): Command {
  return command
    .option('--requests-per-minute <n>', 'of all its models together', parseCount)
    .option('--tokens-per-minute <n>', 'of all its models together', parseCount)
    .option('--concurrency <n>', 'calls at a time, of all its models together', parseCount)
    .addOption(
      new Option('--structured <mode>', 'how its server wants to be asked for JSON').choices([
        'json_schema',
        'json_object',
        'prompt',
      ]),
    )
    .option('--private-network <yes|no>', 'whether it may live on a private address', parseYes)
    .option('--json', 'print one JSON document');
}

function limitsOf({ requestsPerMinute, tokensPerMinute, concurrency }: ConnectionOptions): object | undefined {
  const limits = { requestsPerMinute, tokensPerMinute, concurrency };
  return Object.values(limits).some((limit) => limit !== undefined) ? limits : undefined;
}

function parseYes(text: string): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw new InvalidArgumentError('Say yes or no.');
}

function show(provider: ProviderView, { json }: { json?: boolean }): void {
  if (json) printJson(provider);
  else print(renderProviders([provider]));
}
