/**
 * Calls with faults of every kind, from two processes on one database, one of them killed in the middle; then the ledger against the
 * model server's own count.
 *
 *   --calls N     2000     --faults PERCENT    30     --seed N    1
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogue } from '../../src/common/errors/catalogue.js';
import { distDir } from '../../src/config/paths.js';
import { createTestDatabase } from '../../test/support/database.js';
import { faults, faultyModel, runFaults, TokenCounter } from '../../test/support/gateway-faults.js';
import { checkLedger } from '../../test/support/gateway-ledger-check.js';
import { startModelServer } from '../../test/support/model-server.js';
import { option } from '../support/files.js';
import { markdownTable } from '../support/table.js';

const CALLS = Number(option('calls', '2000'));
const PERCENT = Number(option('faults', '30'));
const SEED = Number(option('seed', '1'));
/** USD for one of the actors: less than its calls would cost. */
const SMALL = CALLS * 0.000_025;
/** After the model's time is up an attempt has a minute to be settled. */
const LAPSE_MS = 66_000;

const database = await createTestDatabase();
const counter = new TokenCounter();
const server = await startModelServer({ respond: counter.watch(faultyModel(PERCENT, SEED)) });
try {
  const workspaceId = randomUUID();
  await database.query(`INSERT INTO workspaces (id, slug, name) VALUES ($1, 'w', 'w')`, [workspaceId]);
  await database.query(
    `INSERT INTO budgets (id, workspace_id, actor, monthly_limit, created_by)
     VALUES ($1, $3, '', 100, 'system'), ($2, $3, 'user:one', ${SMALL}, 'system')`,
    [randomUUID(), randomUUID(), workspaceId],
  );
  const { appUrl, appOptions } = database;
  const options = { modules: distDir, appUrl, appOptions, workspaceId, baseUrl: server.url, atOnce: 16 };
  const from = performance.now();
  const { outcomes, unfinished, leastRoom, looks } = await runFaults(options, database, CALLS);
  const seconds = (performance.now() - from) / 1000;
  await sleep(LAPSE_MS);
  await database.query('SELECT johang_lapse()');
  const check = await checkLedger(database, server, counter, 'two');
  const codes = new Map<string, number>();
  for (const outcome of outcomes.values()) codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
  const sorted = [...codes].sort(([, a], [, b]) => b - a);
  console.log(
    `${CALLS} calls, ${PERCENT} % of requests with one of ${Object.keys(faults).length} faults, ${seconds.toFixed(0)} s\n`,
  );
  console.log(
    markdownTable(
      ['outcome', 'calls'],
      sorted.map(([code, count]) => [code, String(count)]),
    ),
  );
  const uncoded = sorted.filter(([code]) => code !== 'ok' && !Object.hasOwn(catalogue, code));
  const { answered } = check;
  console.log(
    `\n${markdownTable(
      ['what', 'figure'],
      [
        ['calls without an outcome', String(CALLS - outcomes.size)],
        ['outcomes that are no catalogued code', String(uncoded.length)],
        ['calls that the killed process left undone, made by a third', String(unfinished)],
        ['requests at the server', String(check.requests)],
        ['attempts in the ledger', String(check.attempts)],
        ['of them lapsed (their process died)', String(check.lapsed)],
        ['of them estimated (answered without a count)', String(check.estimated)],
        ['answers with a count', String(answered.count)],
        ['their tokens, as the server counted', String(answered.server)],
        ['their tokens, in the ledger', String(answered.ledger)],
        ['answers that differ', String(check.differences.length)],
        ['answers to the dead process that it did not write down', String(check.lost)],
        ['least room in a budget at any look, USD', leastRoom.toFixed(9)],
        ['looks at the budgets', String(looks)],
        ['cost of all attempts, USD', check.cost.toFixed(9)],
        ['spent of the budget, USD', check.spent.toFixed(9)],
        ['still reserved after the dead lapsed, USD', check.reserved.toFixed(9)],
      ],
    )}`,
  );
  for (const difference of check.differences.slice(0, 20)) console.log(difference);
  const isGood =
    outcomes.size === CALLS &&
    uncoded.length === 0 &&
    check.differences.length === 0 &&
    check.lost <= check.lapsed &&
    leastRoom >= 0 &&
    check.reserved === 0 &&
    Math.abs(check.spent - check.cost) < 1e-9;
  console.log(isGood ? '\nAll as it should be.' : '\nNOT as it should be.');
  process.exitCode = isGood ? 0 : 1;
} finally {
  await server.close();
  await database.close();
}
