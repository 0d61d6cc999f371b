import type { ContestView } from '../../benchmarks/benchmarks.schema.js';
import { table } from './text.js';

const shown = {
  aupr: 'AUPR [95 %]',
  auprWithoutParties: 'without Parties',
  precisionAt80Recall: 'P@80R',
  f1: 'F1',
} as const;

/** The table of `johang bench run`. */
export function renderContest({ id, suite, models }: ContestView): string {
  const rows = models.map(({ model, metrics, cases, failed, usage }) => [
    model,
    ...Object.keys(shown).map((name) => interval(metrics[name])),
    String(cases),
    String(failed),
    usage ? `${Math.round(usage.milliseconds / Math.max(1, cases))} ms` : '',
  ]);
  return [
    table(['model', ...Object.values(shown), 'cases', 'failed', 'a case'], rows, [5, 6, 7]),
    '',
    `Contest ${id} on ${suite}. Every answer is stored; compare with: johang bench leaderboard ${suite}`,
  ].join('\n');
}

function interval(score: { value: number; low: number; high: number } | undefined): string {
  return score ? `${score.value.toFixed(3)} [${score.low.toFixed(2)}, ${score.high.toFixed(2)}]` : '';
}
