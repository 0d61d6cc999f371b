/**
 * Kills a server under load with SIGKILL, restarts it, and looks whether anything that it had acknowledged was lost or
 * done twice:
 *
 *   npm run test:kill9 -- [KILLS]        20 by default; about two minutes
 *
 * where the npm script is
 *
 *   swc scripts src test/support -d node_modules/.cache/johang-scripts --config-file .swcrc &&
 *     node node_modules/.cache/johang-scripts/scripts/kill9.js
 *
 * Exits 1 when there is anything to complain of.
 */
import Table from 'cli-table3';
import { type KillLoopReport, moments, runKillLoop } from '../test/support/kill-loop.js';

const kills = Number(process.argv[2] ?? 20);
if (!Number.isInteger(kills) || kills < 1) {
  console.error('Usage: npm run test:kill9 -- [KILLS]');
  process.exit(2);
}

const report = await runKillLoop({ kills, log: (line) => console.error(line) });
console.log(killTable(report));
console.log(resultTable(report));
for (const problem of report.problems) console.log(`PROBLEM: ${problem}`);
console.log(
  report.problems.length ? `${report.problems.length} problems` : 'Nothing was lost, and nothing was done twice.',
);
process.exitCode = report.problems.length ? 1 : 0;

function killTable({ kills: all }: KillLoopReport): string {
  const table = new Table({
    head: ['killed during', 'kills', 'jobs interrupted', 'restart, median ms', 'slowest'],
    style: { head: [], border: [] },
  });
  for (const moment of moments) {
    const some = all.filter((kill) => kill.moment === moment);
    const restarts = some.map(({ restartMs }) => Math.round(restartMs)).sort((a, b) => a - b);
    const interrupted = some.reduce((sum, kill) => sum + kill.interrupted.length, 0);
    if (some.length) table.push([moment, some.length, interrupted, restarts[restarts.length >> 1]!, restarts.at(-1)!]);
  }
  return table.toString();
}

function resultTable({ uploads, analyses, jobs, sweptFiles, seconds }: KillLoopReport): string {
  const table = new Table({ style: { border: [] } });
  table.push(
    ['uploads acknowledged', uploads.acknowledged],
    ['  of them ready / damaged on purpose', `${uploads.ready} / ${uploads.damaged}`],
    ['sends that were never answered', uploads.unanswered],
    ['uploads abandoned / there all the same', `${uploads.abandoned} / ${uploads.abandonedButKept}`],
    ['analyses acknowledged / done', `${analyses.acknowledged} / ${analyses.done}`],
    ['requests that were never answered', analyses.unanswered],
    ['jobs completed', jobs.completed],
    ['  interrupted by a kill', jobs.interrupted],
    ['  done by a later try', jobs.triedAgain],
    ['longest from creation to end, interrupted', `${jobs.longestRecoverySeconds.toFixed(1)} s`],
    ['files without a document, swept', sweptFiles],
    ['whole run', `${Math.round(seconds)} s`],
  );
  return table.toString();
}
