import { version } from '../config/paths.js';
import { clauseTypeByName } from '../contracts/clause-types.js';
import { SEED } from './contest-seed.js';
import type { CategoryScores, Leaderboard, LeaderboardReport, LeaderboardRow } from './leaderboard/leaderboard.js';
import type { LeaderboardEntry } from './leaderboard.service.js';
import { DEFAULT_CONFIDENCE, DEFAULT_RESAMPLES } from './statistics/bootstrap.js';
import type { SuiteEntity } from './suite.entity.js';

/** The metric that orders a leaderboard of clause extraction. */
const METRIC = 'aupr';

/** What the table on the terminal and the HTML report both show. */
export function leaderboardOf(suite: SuiteEntity, entries: LeaderboardEntry[]): Leaderboard {
  const { title, attribution } = suite.source as { title?: { en: string; ko: string }; attribution?: string };
  return {
    suite: {
      name: suite.name,
      title,
      version: suite.version,
      hash: suite.hash,
      task: suite.task,
      cases: suite.caseCount,
      attribution,
    },
    metric: METRIC,
    rows: entries.map(rowOf),
  };
}

export function reportOf(suite: SuiteEntity, entries: LeaderboardEntry[]): LeaderboardReport {
  return {
    ...leaderboardOf(suite, entries),
    generatedAt: new Date().toISOString(),
    curves: entries.map(({ run, curve }) => ({ model: run.model, curve })),
    categories: categoriesOf(entries),
    provenance: {
      version,
      seed: SEED,
      resamples: DEFAULT_RESAMPLES,
      confidence: DEFAULT_CONFIDENCE,
      commands: [
        `johang bench run ${suite.name} --models ${entries.map(({ run }) => run.model).join(',')}`,
        `johang bench leaderboard ${suite.name} --report OUT.html`,
      ],
      models: entries.map(({ run }) => ({
        model: run.model,
        snapshot: run.provenance?.snapshot ?? 'unknown',
        runId: run.id,
        prompts: run.provenance?.prompts ?? [],
        parameters: run.provenance?.parameters ?? {},
      })),
    },
  };
}

function rowOf({ run, failed, differenceToBest }: LeaderboardEntry): LeaderboardRow {
  return {
    model: run.model,
    metrics: run.scores ?? {},
    cases: run.caseCount,
    failed,
    usage: run.usage,
    ...(differenceToBest && { differenceToBest }),
  };
}

function categoriesOf(entries: LeaderboardEntry[]): CategoryScores[] {
  const categories = new Map<string, CategoryScores & { scores: Record<string, number> }>();
  for (const { run, categories: own } of entries) {
    for (const { category, gold, contracts, aupr } of own) {
      const row = categories.get(category) ?? {
        category,
        label: clauseTypeByName(category)?.label,
        gold,
        cases: contracts,
        scores: {},
      };
      row.scores[run.model] = aupr;
      categories.set(category, row);
    }
  }
  return [...categories.values()].filter(({ gold }) => gold > 0).sort((a, b) => b.gold - a.gold);
}
