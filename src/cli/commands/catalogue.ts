import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { AppError } from '../../common/errors/app-error.js';
import { CatalogueService, kindOf } from '../../models/catalogue/catalogue.service.js';
import {
  AddEntrySchema,
  EditEntrySchema,
  entryKinds,
  type EntryView,
  RetireEntrySchema,
} from '../../models/catalogue/entry.schema.js';
import { parseInput } from '../input.js';
import { note, print, printJson } from '../output.js';
import { renderCatalogue, renderChanges, renderEntry } from '../render/catalogue.js';
import { withSession } from '../session.js';
import { parseCount } from './summarize.js';

interface EntryOptions {
  kind: string;
  json?: boolean;
}

interface WriteOptions extends EntryOptions {
  source?: string;
  read?: string;
  reason?: string;
  revision?: number;
}

interface EditOptions extends WriteOptions {
  set: string[];
  reset: string[];
  file?: string;
}

const kindOption = (): Option =>
  new Option('--kind <kind>', 'what kind of entry').choices(entryKinds).default('models');

export function catalogueCommands(): Command {
  const catalogue = new Command('catalogue').description('what is known of models: shipped, and changed by you');
  addReading(catalogue);
  addWriting(catalogue);
  return catalogue;
}

/** Also `johang models catalogue`. */
export async function listCatalogue(options: { json?: boolean }): Promise<void> {
  const catalogue = await withSession(({ get, scope }) => get(CatalogueService).get(scope), { role: 'api' });
  if (options.json) printJson(catalogue);
  else print(renderCatalogue(catalogue, new Date()));
}

function addReading(catalogue: Command): void {
  catalogue
    .command('list')
    .description('models that are known and could be added')
    .option('--json', 'print one JSON document')
    .action(listCatalogue);
  catalogue
    .command('show')
    .description('an entry: what is in force, who changed what, and where that comes from')
    .argument('<name>')
    .addOption(kindOption())
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: EntryOptions) => {
      const kind = kindOf(options.kind);
      const entry = await withSession(({ get, scope }) => get(CatalogueService).entry(scope, kind, name), {
        role: 'api',
      });
      show(entry, options);
    });
  catalogue
    .command('history')
    .description('how an entry was changed, newest first')
    .argument('<name>')
    .addOption(kindOption())
    .option('--json', 'print one JSON document')
    .action(async (name: string, options: EntryOptions) => {
      const kind = kindOf(options.kind);
      const items = await withSession(({ get, scope }) => get(CatalogueService).history(scope, kind, name), {
        role: 'api',
      });
      if (options.json) printJson({ items });
      else print(renderChanges(items));
    });
}

function addWriting(catalogue: Command): void {
  withSource(catalogue.command('add'))
    .description('add an entry of your own, in the form that `johang catalogue list --json` shows')
    .argument('<file>', 'a JSON file; - for standard input')
    .action(async (file: string, options: WriteOptions) => {
      const kind = kindOf(options.kind);
      const input = parseInput(AddEntrySchema, {
        entry: await jsonObject(file),
        source: sourceOf(options),
        reason: options.reason,
      });
      const entry = await withSession(({ get, scope }) => get(CatalogueService).add(scope, kind, input), {
        role: 'api',
      });
      show(entry, options);
    });
  withSource(catalogue.command('edit'))
    .description('change fields of an entry, or set them back to what ships')
    .argument('<name>')
    .option('--set <field=value>', 'a field and its value in JSON or as it is; null is unknown', collect, [])
    .option('--reset <field>', 'shall be as shipped again', collect, [])
    .option('--file <file>', 'a JSON object of fields and values; - for standard input')
    .option('--revision <n>', 'refuse when the entry has another one by now', parseCount)
    .action(async (name: string, options: EditOptions) => {
      const kind = kindOf(options.kind);
      const fromFile = options.file === undefined ? {} : await jsonObject(options.file);
      const input = parseInput(EditEntrySchema, {
        set: { ...fromFile, ...Object.fromEntries(options.set.map(parseField)) },
        reset: options.reset,
        source: sourceOf(options),
        reason: options.reason,
        revision: options.revision,
      });
      const entry = await withSession(({ get, scope }) => get(CatalogueService).edit(scope, kind, name, input), {
        role: 'api',
      });
      show(entry, options);
    });
  withSource(catalogue.command('retire'), false)
    .description('say when a model stops answering: from two months before, all that uses it warns')
    .argument('<name>')
    .option('--on <day>', 'the last day on which it answers, e.g. 2027-01-31 (default: today)')
    .option('--revision <n>', 'refuse when the entry has another one by now', parseCount)
    .action(async (name: string, options: WriteOptions & { on?: string }) => {
      const input = parseInput(RetireEntrySchema, {
        on: options.on,
        source: sourceOf(options),
        reason: options.reason,
        revision: options.revision,
      });
      const entry = await withSession(({ get, scope }) => get(CatalogueService).retire(scope, name, input), {
        role: 'api',
      });
      show(entry, options);
    });
  catalogue
    .command('reset')
    .description('take back all that you said of an entry: one of your own goes, a shipped one is as shipped')
    .argument('<name>')
    .addOption(kindOption())
    .action(async (name: string, options: EntryOptions) => {
      const kind = kindOf(options.kind);
      await withSession(({ get, scope }) => get(CatalogueService).remove(scope, kind, name), { role: 'api' });
      print(`What was said of ${name} is taken back`);
    });
}

function withSource(command: Command, withKind = true): Command {
  if (withKind) command.addOption(kindOption());
  return command
    .option('--source <text>', 'where the facts come from, e.g. the address of a price list')
    .option('--read <date>', 'when they were read there (default: today)')
    .option('--reason <text>', 'why, for the history')
    .option('--json', 'print one JSON document');
}

function sourceOf({ source, read }: WriteOptions): object | undefined {
  return source === undefined ? undefined : { from: source, read };
}

function show(entry: EntryView, { json }: { json?: boolean }): void {
  if (json) return printJson(entry);
  for (const { message } of entry.warnings) note(`warning: ${message}`);
  print(renderEntry(entry));
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** `contextWindow=131072`, `retires=2027-01-31`, `prices=[{"from":"2027-01",…}]`: what is no JSON is a text. */
function parseField(given: string): [string, unknown] {
  const at = given.indexOf('=');
  if (at <= 0) throw new AppError('request.invalid', `A field is written FIELD=VALUE, not ${given}`);
  const value = given.slice(at + 1);
  // A date is a text, also a year alone, which would be a number.
  if (/^\d{4}(-\d{2}){0,2}$/.test(value) && /^(released|retires)$/.test(given.slice(0, at)))
    return [given.slice(0, at), value];
  try {
    return [given.slice(0, at), JSON.parse(value)];
  } catch {
    return [given.slice(0, at), value];
  }
}

/** @throws AppError `request.invalid`, `file.unreadable` */
async function jsonObject(file: string): Promise<Record<string, unknown>> {
  const content = file === '-' ? await text(process.stdin) : await readText(file);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new AppError('request.invalid', `${file === '-' ? 'Standard input' : file} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('request.invalid', 'The JSON has to be one object: the fields of an entry');
  }
  return { ...value };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('file.unreadable', `${file} cannot be read`, { cause });
  }
}
