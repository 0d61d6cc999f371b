import { Command } from 'commander';
import { suiteView } from '../../benchmarks/benchmark.views.js';
import { BenchmarksService } from '../../benchmarks/benchmarks.service.js';
import { print, printJson, Progress } from '../output.js';
import { withSession } from '../session.js';

export function suitesCommands(): Command {
  const suites = new Command('suites').description('benchmark data sets');
  suites
    .command('import')
    .description('import a data set as a suite')
    .argument('<format>', 'cuad')
    .argument('<path...>', 'what to read, e.g. a folder of contracts and its labels.jsonl')
    .requiredOption('--name <name>', 'name of the suite')
    .option('--json', 'print one JSON document')
    .action(async (format: string, paths: string[], options: { name: string; json?: boolean }) => {
      const progress = new Progress('import');
      const suite = await withSession(
        ({ get, scope }) =>
          get(BenchmarksService).suites.import(scope, { format, paths, name: options.name }, (cases) =>
            progress.update(cases),
          ),
        { role: 'api' },
      ).finally(() => progress.end());
      const view = suiteView(suite);
      if (options.json) printJson(view);
      else print(`${view.name}: ${view.cases} cases, hash ${view.hash.slice(0, 12)}`);
    });
  suites
    .command('list')
    .description('the suites of the workspace')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const items = await withSession(({ get, scope }) => get(BenchmarksService).suites.list(scope), { role: 'api' });
      if (options.json) printJson({ items: items.map(suiteView) });
      else
        print(
          items.length
            ? items
                .map(({ name, caseCount, hash }) => `${name}: ${caseCount} cases, hash ${hash.slice(0, 12)}`)
                .join('\n')
            : 'There are no suites yet: johang suites import cuad assets/suites/cuad-sample --name cuad-sample',
        );
    });
  return suites;
}
