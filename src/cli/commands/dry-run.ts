import { Argument, Command } from 'commander';
import { CreateDryRunSchema, type DryRunView } from '../../analyses/dry-runs/dry-run.schema.js';
import { DryRunsService } from '../../analyses/dry-runs/dry-runs.service.js';
import { AppError } from '../../common/errors/app-error.js';
import { isId } from '../../common/ids.js';
import { DocumentsService } from '../../documents/documents.service.js';
import { parseInput } from '../input.js';
import { print, printJson, Progress } from '../output.js';
import { type NamedDryRun, renderDryRun } from '../render/dry-run.js';
import { Exit, EXIT } from '../run.js';
import { type Session, withSession } from '../session.js';
import { waitForDryRun } from '../work.js';
import { parseCount } from './summarize.js';

interface DryRunOptions {
  documents?: number;
  json?: boolean;
}

/** The commands below `johang models` that try a model before anything is switched to it. */
export function addDryRunCommands(models: Command): void {
  models
    .command('dry-run')
    .description('try a model on recently analysed documents, beside the analyses that are there; nothing is switched')
    .addArgument(new Argument('<task>', 'what it would serve').choices(['review', 'summary']))
    .argument('<model>', 'the candidate')
    .option('--documents <n>', 'how many of the most recent ones (default 5)', parseCount)
    .option('--json', 'print one JSON document')
    .action(async (task: 'review' | 'summary', model: string, options: DryRunOptions) => {
      const input = parseInput(CreateDryRunSchema, { model, documents: options.documents });
      const done = await withSession(async (session) => {
        const { id } = await session.get(DryRunsService).create(session.scope, task, input);
        return follow(session, id);
      });
      show(done, options);
    });
  models
    .command('dry-run-report')
    .description('the report of a dry run, once it is done')
    .argument('<id>')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: DryRunOptions) => {
      if (!isId(id)) throw new AppError('dry_run.not_found');
      show(await withSession((session) => follow(session, id)), options);
    });
}

async function follow(session: Session, id: string): Promise<NamedDryRun> {
  return withNames(session, await waitForDryRun(session, id, new Progress('dry run')));
}

/** With the names of the files, which say more than ids. */
async function withNames({ get, scope }: Session, run: DryRunView): Promise<NamedDryRun> {
  const documents = await Promise.all(
    run.documents.map(async (each) => ({
      ...each,
      name: (await get(DocumentsService).get(scope, each.documentId)).name,
    })),
  );
  return { ...run, documents };
}

function show(run: NamedDryRun, { json }: DryRunOptions): void {
  if (json) printJson(run);
  else print(renderDryRun(run));
  const { done, failed } = run.candidate;
  if (failed > 0) throw new Exit(done > 0 ? EXIT.warnings : EXIT.failed);
}
