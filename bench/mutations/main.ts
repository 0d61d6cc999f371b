/**
 * Broken files, uploaded to a server in a process of its own: what becomes of them, how long it takes, and whether the server's
 * resident memory stays flat. Files of every format there is in the collection come in turn, each broken in one of five ways.
 * Ends with 1 where a file got no coded outcome, or the server died.
 *
 *   npm run bench -- mutations [FOLDER...] [--count 1000] [--minutes 0] [--seed 1] [--clients 4]
 *
 * With `--minutes` it goes on until so much time has passed, however many files that takes.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { packageRoot } from '../../src/config/paths.js';
import { ServerProcess } from '../../test/support/server-process.js';
import { Client } from '../support/client.js';
import { filesBelow, operands, option, sharedData } from '../support/files.js';
import { familyOf, residentMib } from '../support/memory.js';
import { randomFrom } from '../../test/support/random.js';
import { median, slopeOf } from '../support/statistics.js';
import { markdownTable } from '../support/table.js';
import { type Mutation, mutations } from './mutate.js';

const OUTCOME_LIMIT_MS = 300_000;
const SAMPLE_MS = 1000;
const PARTS = 10;
/** What says that nobody foresaw what happened. */
const UNFORESEEN = /^(extract\.crashed|internal\..*|HTTP .*|no outcome in time|ready, no text|undefined)$/;

const count = Number(option('count', '1000'));
const minutes = Number(option('minutes', '0'));
const clients = Number(option('clients', '4'));
const random = randomFrom(Number(option('seed', '1')));
const folders = operands().length
  ? operands()
  : [
      ...['docs', 'ko_contracts', 'cuad/pdf'].map((name) => join(sharedData, name)),
      join(packageRoot, 'assets/documents'),
    ];

const byKind = Map.groupBy(await filesBelow(folders), (file) => extname(file).toLowerCase());
const kinds = [...byKind.keys()].sort();
const dataDir = await mkdtemp(join(tmpdir(), 'johang-mutations-'));
const server = await ServerProcess.start({ dataDir, env: { JOHANG_LOG_LEVEL: 'error' } });
const client = new Client(server.url, server.printedKey ?? '');

const outcomes = new Map<string, Map<string, number>>();
const unforeseen: string[] = [];
const samples: { at: number; server: number; all: number }[] = [];
let done = 0;
let slowest = { seconds: 0, name: '' };
const started = performance.now();
const elapsed = () => (performance.now() - started) / 1000;
const sampler = setInterval(() => {
  const family = familyOf(server.pid).map(residentMib);
  samples.push({ at: elapsed(), server: residentMib(server.pid), all: family.reduce((sum, mib) => sum + mib, 0) });
}, SAMPLE_MS);

try {
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count || elapsed() < minutes * 60) await tryOne(next++);
    }),
  );
} finally {
  clearInterval(sampler);
}
const survived = !server.ended;
await server.end();
await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
report();

async function tryOne(index: number): Promise<void> {
  const kind = kinds[index % kinds.length] ?? '';
  const file = pick(byKind.get(kind) ?? []);
  const other = pick([...byKind.values()].flat());
  const mutation = pick(Object.keys(mutations)) as Mutation;
  const bytes = mutations[mutation](await readFile(file), random, await readFile(other));
  const name = `${mutation} ${index} of ${basename(file)}`;
  const begun = performance.now();
  const answer = await client.upload(`${index}${kind}`, bytes);
  const outcome = 'id' in answer ? await client.outcome(answer.id, OUTCOME_LIMIT_MS) : answer.code;
  const seconds = (performance.now() - begun) / 1000;
  if (seconds > slowest.seconds) slowest = { seconds, name };
  const ofKind = outcomes.get(kind) ?? new Map<string, number>();
  outcomes.set(kind, ofKind.set(outcome, (ofKind.get(outcome) ?? 0) + 1));
  if (UNFORESEEN.test(outcome)) unforeseen.push(`${name}: ${outcome}`);
  done += 1;
  if (done % 100 === 0) console.error(`${done} files, ${elapsed().toFixed(0)} s`);
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

function report(): void {
  console.log(
    markdownTable(
      ['format', 'files', 'outcomes'],
      [...outcomes]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([kind, ofKind]) => {
          const sorted = [...ofKind].sort(([, a], [, b]) => b - a);
          const total = sorted.reduce((sum, [, number]) => sum + number, 0);
          return [kind, String(total), sorted.map(([code, number]) => `${number} ${code}`).join(', ')];
        }),
    ),
  );
  console.log(
    `\n${done} files in ${elapsed().toFixed(0)} s; slowest ${slowest.seconds.toFixed(1)} s (${slowest.name})\n`,
  );
  console.log('Resident memory, MiB, medians by tenth of the run\n');
  const last = samples.at(-1)?.at ?? 1;
  const parts = Array.from({ length: PARTS }, (_, part) =>
    samples.filter(({ at }) => Math.min(PARTS - 1, Math.floor((at / last) * PARTS)) === part),
  ).filter((part) => part.length > 0);
  console.log(
    markdownTable(
      ['', ...parts.map((_, index) => String(index + 1))],
      [
        ['server', ...parts.map((part) => median(part.map((sample) => sample.server)).toFixed(0))],
        ['with its readers', ...parts.map((part) => median(part.map((sample) => sample.all)).toFixed(0))],
        ['with its readers, most', ...parts.map((part) => Math.max(...part.map((sample) => sample.all)).toFixed(0))],
      ],
    ),
  );
  const quarters = [0, 1, 2, 3].map((quarter) =>
    median(samples.filter(({ at }) => Math.min(3, Math.floor((at / last) * 4)) === quarter).map((each) => each.server)),
  );
  const later = samples.filter(({ at }) => at >= last / 4);
  const slope = slopeOf(later.map(({ at, server: mib }) => ({ x: at / 60, y: mib })));
  console.log(`\nServer by quarters, medians: ${quarters.map((mib) => mib.toFixed(1)).join(', ')} MiB`);
  console.log(`Server after the first quarter: ${slope.toFixed(3)} MiB a minute (least squares)`);
  if (!survived) console.log('\nThe server died.');
  if (unforeseen.length) console.log(`\nWithout a coded outcome:\n${unforeseen.join('\n')}`);
  if (!survived || unforeseen.length) process.exitCode = 1;
}
