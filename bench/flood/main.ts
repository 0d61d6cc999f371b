/**
 * Many files at once: five clients upload 500 files while another reads the API. Every acknowledged file has to become ready or
 * failed with a code; the reader's latency during the flood is compared with the same reader's on the idle server before.
 *
 *   npm run bench -- flood [FOLDER...] [--files 500] [--clients 5]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../../test/support/server-process.js';
import { Client } from '../support/client.js';
import { filesBelow, operands, option, sharedData } from '../support/files.js';
import { quantile } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';

const IDLE_MS = 10_000;
const READ_EVERY_MS = 20;
const OUTCOME_LIMIT_MS = 1_200_000;

const total = Number(option('files', '500'));
const clients = Number(option('clients', '5'));
const folders = operands().length
  ? operands()
  : ['docs', 'ko_contracts', 'cuad/pdf', 'cuad/contracts'].map((name) => join(sharedData, name));
const files = (await filesBelow(folders)).slice(0, total);
if (files.length < total) throw new Error(`There are only ${files.length} files`);

const dataDir = await mkdtemp(join(tmpdir(), 'johang-flood-'));
const server = await ServerProcess.start({ dataDir, env: { JOHANG_LOG_LEVEL: 'error' } });
const client = new Client(server.url, server.printedKey ?? '');

const first = await client.upload('first.txt', Buffer.from('An agreement between the first and the second party.\n'));
const probe = 'id' in first ? first.id : '';
await client.outcome(probe, OUTCOME_LIMIT_MS);
const idle = await readFor(sleep(IDLE_MS));

const started = performance.now();
const acknowledged: string[] = [];
const refused = new Map<string, number>();
const queue = [...files];
const uploads = Promise.all(
  Array.from({ length: clients }, async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const answer = await client.upload(basename(file), await readFile(file));
      if ('id' in answer) acknowledged.push(answer.id);
      else refused.set(answer.code, (refused.get(answer.code) ?? 0) + 1);
    }
  }),
);
let uploadSeconds = 0;
const outcomes = new Map<string, number>();
const finished = (async () => {
  await uploads;
  uploadSeconds = (performance.now() - started) / 1000;
  for (const id of acknowledged) {
    const outcome = await client.outcome(id, OUTCOME_LIMIT_MS);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
})();
const busy = await readFor(finished);
const seconds = (performance.now() - started) / 1000;
await server.end();
await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });

const list = (counts: Map<string, number>) =>
  [...counts].map(([code, count]) => `${count} ${code}`).join(', ') || 'none';
console.log(
  `${files.length} files, ${clients} clients; uploaded in ${uploadSeconds.toFixed(1)} s, all done in ${seconds.toFixed(1)} s`,
);
console.log(`acknowledged ${acknowledged.length}: ${list(outcomes)}; refused at the door: ${list(refused)}\n`);
const row = (name: string, times: readonly number[]) => [
  name,
  String(times.length),
  ...[0.5, 0.95, 0.99].map((q) => quantile(times, q).toFixed(1)),
  (quantile(times, 0.99) / quantile(idle, 0.99)).toFixed(2),
];
console.log(
  markdownTable(
    ['reads', 'number', 'p50 ms', 'p95 ms', 'p99 ms', 'p99, ratio to idle'],
    [row('idle server (baseline)', idle), row('during the flood', busy)],
  ),
);
const uncoded = [...outcomes.keys()].filter((code) => !/^(ready|[a-z]+\.[a-z_]+)$/.test(code));
if (uncoded.length) process.exitCode = 1;

/** Reads the list and a document in turn until something has ended; milliseconds of each read. */
async function readFor(end: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const state = { ended: false };
  void end.finally(() => (state.ended = true));
  for (let turn = 0; !state.ended; turn += 1) {
    const begun = performance.now();
    await client.get(turn % 2 ? `/v1/documents/${probe}` : '/v1/documents?limit=50');
    times.push(performance.now() - begun);
    await sleep(READ_EVERY_MS);
  }
  await end;
  return times;
}
