import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { contestView, leaderboardView } from '../../benchmarks/benchmark.views.js';
import { type ContestRequest, ContestRequestSchema } from '../../benchmarks/benchmarks.schema.js';
import { BenchmarksService } from '../../benchmarks/benchmarks.service.js';
import { renderHtml } from '../../benchmarks/leaderboard/html/page.js';
import { renderTerminal } from '../../benchmarks/leaderboard/terminal.js';
import { leaderboardOf, reportOf } from '../../benchmarks/report.js';
import { runBatchedContest } from '../batched-contest.js';
import { batchOption } from '../batches.js';
import { parseInput } from '../input.js';
import { note, print, printJson, Progress } from '../output.js';
import { renderContest } from '../render/contest.js';
import { Exit, EXIT, Interrupted } from '../run.js';
import { type Session, withSession } from '../session.js';
import { parseCount } from './summarize.js';

interface RunOptions {
  models: string[];
  repeats?: number;
  limit?: number;
  resume?: boolean;
  batch?: ContestRequest['batch'];
  json?: boolean;
}

interface LeaderboardOptions {
  json?: boolean;
  report?: string;
}

export function benchCommands(): Command {
  const bench = new Command('bench').description('measure models on a suite');
  bench
    .command('run')
    .description('run models on a suite, store every answer, and score them')
    .argument('<suite>')
    .requiredOption('--models <names>', 'comma-separated names of models', parseModels)
    .option('--repeats <n>', 'independent answers a case', parseCount)
    .option('--limit <n>', 'only the first n cases', parseCount)
    .option('--resume', 'go on with the newest contest of these models that has not ended')
    .addOption(batchOption())
    .option('--json', 'print one JSON document')
    .action(async (suite: string, options: RunOptions) => {
      const { models, repeats, limit, batch } = options;
      const request = parseInput(ContestRequestSchema, { models, repeats, limit, batch });
      const contest = await withSession((session) => runContest(session, suite, request, options.resume ?? false), {
        role: batch ? 'all' : 'api',
      });
      if (options.json) printJson(contest);
      else print(renderContest(contest));
      if (contest.models.some(({ failed }) => failed > 0)) throw new Exit(EXIT.warnings);
    });
  bench
    .command('leaderboard')
    .description('the newest whole run of every model on a suite, best first')
    .argument('<suite>')
    .option('--report <file>', 'write an HTML report as well')
    .option('--json', 'print one JSON document')
    .action((suite: string, options: LeaderboardOptions) =>
      withSession((session) => leaderboard(session, suite, options), { role: 'api' }),
    );
  return bench;
}

/** Runs a contest in this process, answers stored as they come; one by batch as its worker. */
export async function runContest(session: Session, suiteName: string, request: ContestRequest, resume: boolean) {
  const { get, scope, signal } = session;
  const benchmarks = get(BenchmarksService);
  const suite = await benchmarks.suites.get(scope, suiteName);
  const unfinished = resume ? await benchmarks.contests.findUnfinished(scope, suite, request) : null;
  if (resume) note(unfinished ? `Going on with ${unfinished}` : 'There is nothing to go on with: a new contest begins');
  if (request.batch) return runBatchedContest(session, suite.name, request, unfinished);
  const id = unfinished ?? (await benchmarks.create(scope, suite, request));
  const progress = new Progress('bench');
  try {
    await benchmarks.contests.run(scope, id, signal, ({ model, done, total }) => progress.update(done, total, model));
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Interrupted('Interrupted; the answers so far are kept. Repeat the command with --resume to go on.');
  } finally {
    progress.end();
  }
  const { runs } = await benchmarks.contest(scope, id);
  return contestView(suite.name, runs);
}

async function leaderboard({ get, scope }: Session, name: string, options: LeaderboardOptions): Promise<void> {
  const benchmarks = get(BenchmarksService);
  const suite = await benchmarks.suites.get(scope, name);
  const entries = await benchmarks.leaderboards.entries(scope, suite);
  if (options.report) {
    await writeFile(options.report, renderHtml(reportOf(suite, entries)));
    note(`The report is in ${options.report}`);
  }
  if (options.json) printJson(leaderboardView(suite, entries));
  else print(renderTerminal(leaderboardOf(suite, entries)));
}

function parseModels(value: string): string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (!names.length) throw new InvalidArgumentError('name at least one model');
  return names;
}
