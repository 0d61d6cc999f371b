import { Command, Option } from 'commander';
import { UsageService } from '../../usage/usage.service.js';
import { BudgetsService } from '../../usage/budgets.service.js';
import { groupings, SetBudgetSchema, UsageQuerySchema } from '../../usage/usage.schema.js';
import { usageCsv } from '../../usage/usage-csv.js';
import { parseInput } from '../input.js';
import { print, printJson } from '../output.js';
import { renderBudgets, renderUsage } from '../render/usage.js';
import { withSession } from '../session.js';

interface UsageOptions {
  from?: string;
  until?: string;
  by?: string;
  csv?: boolean;
  json?: boolean;
}

export function usageCommand(): Command {
  return new Command('usage')
    .description('tokens and cost of models, from the ledger')
    .option('--from <day>', 'e.g. 2026-11-01 (default: the first of this month, UTC)')
    .option('--until <day>', 'the last day (default: today)')
    .addOption(new Option('--by <what>', 'what a row is of').choices(groupings).default('day'))
    .option('--csv', 'as CSV')
    .option('--json', 'print one JSON document')
    .action(async ({ from, until, by, csv, json }: UsageOptions) => {
      const query = parseInput(UsageQuerySchema, { from, until, by });
      const usage = await withSession(({ get, scope }) => get(UsageService).report(scope, query), { role: 'api' });
      if (json) printJson(usage);
      else print(csv ? usageCsv(usage).trimEnd() : renderUsage(usage));
    });
}

export function budgetsCommands(): Command {
  const budgets = new Command('budgets').description('what may be spent on models in a month');
  budgets
    .command('list')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: boolean }) => {
      const items = await withSession(({ get, scope }) => get(BudgetsService).list(scope), { role: 'api' });
      if (options.json) printJson({ items });
      else print(renderBudgets(items));
    });
  budgets
    .command('set')
    .description('set the budget of the workspace, or of one actor')
    .argument('<usd>', 'in a calendar month (UTC)', Number)
    .option('--actor <actor>', 'whose calls it limits, e.g. api_key:<id>')
    .option('--json', 'print one JSON document')
    .action(async (monthlyLimit: number, options: { actor?: string; json?: boolean }) => {
      const input = parseInput(SetBudgetSchema, { monthlyLimit, actor: options.actor });
      const budget = await withSession(({ get, scope }) => get(BudgetsService).set(scope, input), { role: 'api' });
      if (options.json) printJson(budget);
      else print(renderBudgets([budget]));
    });
  budgets
    .command('remove')
    .argument('<id>')
    .action(async (id: string) => {
      await withSession(({ get, scope }) => get(BudgetsService).delete(scope, id), { role: 'api' });
      print('The budget is removed');
    });
  return budgets;
}
