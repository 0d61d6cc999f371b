import type { TestDatabase } from './database.js';
import type { TokenCounter } from './gateway-faults.js';
import type { ModelServer } from './model-server.js';

/** What the ledger says beside what the model server counted. */
export interface LedgerCheck {
  /** Requests that reached the server, and attempts in the ledger. */
  requests: number;
  attempts: number;
  lapsed: number;
  /** Attempts that answered without a count, so that the ledger estimated. */
  estimated: number;
  /** Of answers that a living process received: tokens as the server counted them, and as the ledger has them. */
  answered: { count: number; server: number; ledger: number };
  /** Requests for which the two differ, with why. */
  differences: string[];
  /** Answers that were sent to a process that died before it could write them down; each has its `lapsed` attempt. */
  lost: number;
  stillReserved: number;
  /** USD of all attempts, and what the budget of everybody has spent and holds. */
  cost: number;
  spent: number;
  reserved: number;
}

interface Row {
  state: string;
  id: string | null;
  tokens: number | null;
  estimated: boolean;
}

/** @param victim the worker that was killed */
export async function checkLedger(
  database: TestDatabase,
  server: ModelServer,
  counter: TokenCounter,
  victim: string,
): Promise<LedgerCheck> {
  const rows = (await database.query(
    'SELECT state, request_id AS id, prompt_tokens + completion_tokens AS tokens, estimated FROM model_calls',
  )) as unknown as Row[];
  const counted = new Map(rows.filter(({ id, estimated }) => id !== null && !estimated).map((row) => [row.id, row]));
  const outcomes = new Map(server.completions().map(({ index, outcome }) => [`req-${index}`, outcome]));
  const check = { count: 0, server: 0, ledger: 0 };
  const differences: string[] = [];
  let lost = 0;
  for (const [id, { prompt, completion }] of counter.counts) {
    const row = counted.get(id);
    if (outcomes.get(id) !== 'answered') continue;
    if (row === undefined && counter.senders.get(id) === victim) {
      lost += 1;
      continue;
    }
    check.count += 1;
    check.server += prompt + completion;
    check.ledger += row?.tokens ?? 0;
    if (row?.tokens !== prompt + completion) differences.push(`${id}: ${prompt + completion}, not ${row?.tokens}`);
  }
  for (const [id, { tokens }] of counted) {
    if (tokens !== null && !counter.counts.has(String(id))) differences.push(`${id}: nothing, not ${tokens}`);
  }
  const [money] = await database.query(
    `SELECT (SELECT coalesce(sum(cost), 0) FROM model_calls) AS cost, sum(m.spent) AS spent, sum(m.reserved) AS reserved
     FROM budgets b JOIN budget_months m ON m.budget_id = b.id WHERE b.actor = ''`,
  );
  const inState = (state: string): number => rows.filter((row) => row.state === state).length;
  return {
    requests: server.completions().length,
    attempts: rows.length,
    lapsed: inState('lapsed'),
    estimated: rows.filter(({ estimated }) => estimated).length,
    answered: check,
    differences,
    lost,
    stillReserved: inState('reserved'),
    cost: Number(money?.cost),
    spent: Number(money?.spent),
    reserved: Number(money?.reserved),
  };
}
