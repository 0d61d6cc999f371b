import { Command, Option } from 'commander';
import { AppError } from '../../common/errors/app-error.js';
import { ConnectionTest } from '../../models/connection-test.js';
import { type CreateModel, CreateModelSchema } from '../../models/model.schema.js';
import { ModelsService } from '../../models/models.service.js';
import { keyFrom, parseInput } from '../input.js';
import { note, print, printJson } from '../output.js';
import { renderConnection, renderModels } from '../render/models.js';
import { Exit, EXIT } from '../run.js';
import { withSession } from '../session.js';
import { listCatalogue } from './catalogue.js';
import { addDryRunCommands } from './dry-run.js';
import { addRouteCommands } from './routes.js';
import { parseCount } from './summarize.js';

interface AddOptions {
  from?: string;
  effort?: string;
  baseUrl?: string;
  provider?: string;
  modelId?: string;
  apiKeyEnv?: string;
  contextWindow?: number;
  maxOutput?: number;
  structured?: string;
  inputPrice?: number;
  outputPrice?: number;
  timeout?: number;
  batch?: boolean;
  temperature?: number;
  json?: boolean;
}

export function modelsCommands(): Command {
  const models = new Command('models').description('the models that can be asked');
  models
    .command('list')
    .description('embedded models and those added to the workspace')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const items = await withSession(({ get, scope }) => get(ModelsService).list(scope), { role: 'api' });
      if (options.json) return printJson({ items });
      for (const { name, warnings } of items) for (const { message } of warnings) note(`warning: ${name}: ${message}`);
      print(renderModels(items));
    });
  models
    .command('catalogue')
    .description('models that are known and could be added')
    .option('--json', 'print one JSON document')
    .action(listCatalogue);
  models
    .command('add')
    .description('add a model behind an OpenAI-compatible server')
    .argument('<name>', 'what to call it here')
    .option('--from <entry>', 'a model of the catalogue; what is not given here is taken from there')
    .option('--effort <effort>', "with --from: how much to reason, in the vendor's words")
    .option('--base-url <url>', 'up to and including /v1')
    .option('--provider <name>', 'a provider that is there, in place of --base-url (see `johang providers list`)')
    .option('--model-id <id>', 'what the provider calls it (default: the name)')
    .option(
      '--api-key-env <variable>',
      'environment variable that holds the key, so that the key is in no shell history',
    )
    .option('--context-window <tokens>', 'tokens of prompt and output together', parseCount)
    .option('--max-output <tokens>', 'tokens of an answer', parseCount)
    .addOption(
      new Option('--structured <mode>', 'how JSON is asked for').choices(['json_schema', 'json_object', 'prompt']),
    )
    .option('--input-price <usd>', 'per million tokens', Number)
    .option('--output-price <usd>', 'per million tokens', Number)
    .option('--temperature <t>', 'sampling temperature', Number)
    .option('--timeout <seconds>', 'longest an answer may take', parseCount)
    .option('--batch', 'its server has a batch endpoint, at half the price')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: AddOptions) => {
      const input = parseModel(name, options);
      const model = await withSession(({ get, scope }) => get(ModelsService).create(scope, input), { role: 'api' });
      if (options.json) printJson(model);
      else for (const { message } of model.warnings) note(`warning: ${message}`);
      if (!options.json) print(`${model.name} is added. Try it: johang review FILE --model ${model.name}`);
    });
  models
    .command('test')
    .description('ask a model for something small, to see whether it answers as its entry says')
    .argument('<name>')
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: { json?: boolean }) => {
      const report = await withSession(({ get, scope }) => get(ConnectionTest).run(scope, name), { role: 'api' });
      if (options.json) printJson(report);
      else print(renderConnection(report));
      if (!report.ok) throw new Exit(EXIT.failed);
    });
  models
    .command('remove')
    .description('remove a model; results it gave stay')
    .argument('<name>')
    .action(async (name: string) => {
      await withSession(({ get, scope }) => get(ModelsService).delete(scope, name), { role: 'api' });
      print(`${name} is removed`);
    });
  addDryRunCommands(models);
  addRouteCommands(models);
  return models;
}

function parseModel(name: string, options: AddOptions): CreateModel {
  const { inputPrice, outputPrice, timeout, temperature } = options;
  if ((inputPrice === undefined) !== (outputPrice === undefined))
    throw new AppError('request.invalid', 'Give both --input-price and --output-price, or neither');
  const apiKey = keyFrom(options.apiKeyEnv);
  return parseInput(CreateModelSchema, {
    name,
    catalogueEntry: options.from,
    effort: options.effort,
    modelId: options.modelId ?? (options.from === undefined ? name : undefined),
    baseUrl: options.baseUrl,
    provider: options.provider,
    apiKey,
    settings: {
      contextWindow: options.contextWindow,
      maxOutputTokens: options.maxOutput,
      structuredOutput: options.structured,
      parameters: temperature === undefined ? undefined : { temperature },
      prices: inputPrice === undefined ? undefined : { inputPerMillion: inputPrice, outputPerMillion: outputPrice },
      timeoutMs: timeout === undefined ? undefined : timeout * 1000,
      batch: options.batch ? {} : undefined,
    },
  });
}
