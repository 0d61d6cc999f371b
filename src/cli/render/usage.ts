import type { BudgetView, Usage, UsageRow } from '../../usage/usage.schema.js';
import { table } from './text.js';

const count = (value: number): string => value.toLocaleString('en');
const usd = (value: number): string => value.toFixed(6);

/** A row a group and the sum below; what is not known is said. */
export function renderUsage({ from, until, by, rows, total }: Usage): string {
  const cells = (row: UsageRow, name: string): string[] => [
    name,
    count(row.calls),
    count(row.attempts),
    count(row.failed),
    count(row.promptTokens),
    count(row.completionTokens),
    count(row.reasoningTokens),
    usd(row.cost),
  ];
  const head = [by, 'calls', 'attempts', 'failed', 'tokens in', 'out', 'of them reasoning', 'USD'];
  const body = [...rows.map((row) => cells(row, row.key ?? '(none)')), cells(total, 'total')];
  const notes = [
    ...(total.unknownCost
      ? [`The cost of ${count(total.unknownCost)} attempts is not known: their model has no price.`]
      : []),
    ...(total.estimated ? [`The tokens of ${count(total.estimated)} attempts are estimates.`] : []),
    ...(total.lapsed ? [`What ${count(total.lapsed)} attempts used is not known: their process died.`] : []),
  ];
  return [`${from} to ${until} (UTC)\n`, table(head, body, [1, 2, 3, 4, 5, 6, 7]), ...notes].join('\n');
}

export function renderBudgets(budgets: readonly BudgetView[]): string {
  if (!budgets.length) return 'There is no budget: nothing limits what models may cost.';
  const rows = budgets.map(({ id, actor, monthlyLimit, month, spent, reserved }) => [
    actor ?? 'everybody',
    month,
    usd(monthlyLimit),
    usd(spent),
    usd(reserved),
    id,
  ]);
  return table(['of', 'month', 'USD a month', 'spent', 'reserved', 'id'], rows, [2, 3, 4]);
}
