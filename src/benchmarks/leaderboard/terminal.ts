import Table from 'cli-table3';
import type { Bilingual } from '../../contracts/clause-types.js';
import {
  formatCost,
  formatCount,
  formatDifference,
  formatDuration,
  formatInterval,
  formatNumber,
  singleLine,
} from './format.js';
import { caseCount, decisionLabels, labels, metricLabel, orderMetrics } from './labels.js';
import { isDistinct, type Leaderboard, type LeaderboardRow, type ReportLanguage } from './leaderboard.js';

export interface TerminalOptions {
  language?: ReportLanguage;
  /** Metrics to show; by default the ordering one and those of `DEFAULT_METRICS` that any row has. */
  metrics?: readonly string[];
}

/** What fits a terminal; the HTML report shows them all. */
const DEFAULT_METRICS = ['aupr', 'precisionAt80Recall', 'f1'];
const NONE = '-';

interface Column {
  head: string;
  align: 'left' | 'right';
  cell: (row: LeaderboardRow, rank: number) => string;
}

/** The leaderboard as lines of plain text without colours, ending in a line feed: a table and what its marks mean. */
export function renderTerminal(board: Leaderboard, options: TerminalOptions = {}): string {
  const language = options.language ?? 'en';
  const say = (text: Bilingual): string => text[language];
  const { suite } = board;
  const title = singleLine(suite.title?.[language] ?? suite.name);
  const head = `${title}  (${say(labels.version)} ${suite.version}, ${say(caseCount(suite.cases))}, ${suite.hash.slice(0, 12)})`;
  if (board.rows.length === 0) return `${head}\n${say(labels.nothing)}\n`;
  const columns = columnsOf(board, say, options.metrics ?? metricsOf(board));
  const table = new Table({
    head: columns.map((column) => column.head),
    colAligns: columns.map((column) => column.align),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...board.rows.map((row, index) => columns.map((column) => column.cell(row, index + 1))));
  return `${[head, table.toString(), ...notes(board, say)].join('\n')}\n`;
}

function notes({ rows, reference }: Leaderboard, say: (text: Bilingual) => string): string[] {
  const tied = rows.some((row) => row.differenceToBest !== undefined && !isDistinct(row.differenceToBest));
  return [
    ...(tied ? [`~ ${say(labels.notDistinctMeaning)}`] : []),
    ...(reference
      ? [`${say(labels.reference)}: ${singleLine(reference.model)}, ${say(labels.bar)} ${formatNumber(reference.bar)}`]
      : []),
  ];
}

function metricsOf({ metric, rows }: Leaderboard): string[] {
  const present = new Set(rows.flatMap((row) => Object.keys(row.metrics)));
  return orderMetrics([metric, ...DEFAULT_METRICS].filter((name) => present.has(name)));
}

function columnsOf(board: Leaderboard, say: (text: Bilingual) => string, metrics: readonly string[]): Column[] {
  const { rows, reference } = board;
  const number = (head: string, cell: Column['cell']): Column => ({ head, align: 'right', cell });
  const columns: (Column | false)[] = [
    number('#', (_, rank) => String(rank)),
    { head: say(labels.model), align: 'left', cell: (row) => singleLine(row.model) },
    ...metrics.map((name) => number(say(metricLabel(name)), (row) => intervalCell(row.metrics[name]))),
    rows.some((row) => row.differenceToBest) && number(say(labels.toBest), differenceCell),
    reference !== undefined && number(say(labels.toReference), (row) => referenceCell(row, say)),
    number(say(labels.cases), (row) => String(row.cases)),
    number(say(labels.failed), (row) => String(row.failed)),
    number(say(labels.timePerCase), ({ usage, cases }) =>
      usage && cases > 0 ? formatDuration(usage.milliseconds / cases) : NONE,
    ),
    usesTokens(rows) && number(say(labels.tokens), ({ usage }) => (usage ? formatCount(tokensOf(usage)) : NONE)),
    usesTokens(rows) && number(say(labels.cost), ({ usage }) => (usage?.cost == null ? NONE : formatCost(usage.cost))),
  ];
  return columns.filter((column) => column !== false);
}

function intervalCell(interval: LeaderboardRow['differenceToBest']): string {
  return interval ? formatInterval(interval) : NONE;
}

function differenceCell({ differenceToBest }: LeaderboardRow): string {
  if (!differenceToBest) return NONE;
  return `${formatDifference(differenceToBest)}${isDistinct(differenceToBest) ? '  ' : ' ~'}`;
}

function referenceCell({ againstReference }: LeaderboardRow, say: (text: Bilingual) => string): string {
  if (!againstReference) return NONE;
  const { ratio, decision } = againstReference;
  return [...(ratio ? [formatInterval(ratio)] : []), say(decisionLabels[decision])].join(' ');
}

function usesTokens(rows: readonly LeaderboardRow[]): boolean {
  return rows.some(({ usage }) => usage !== null && tokensOf(usage) > 0);
}

/** Tokens read and written; reasoning is part of what is written, cached of what is read. */
export function tokensOf(usage: NonNullable<LeaderboardRow['usage']>): number {
  return usage.promptTokens + usage.completionTokens;
}
