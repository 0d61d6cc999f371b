import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContestSchema } from '../src/benchmarks/benchmarks.schema.js';
import { runBatchedContest } from '../src/cli/batched-contest.js';
import { truth, writeBatchSuite } from './support/batch-suite.js';
import { type CommandLineFolder, newCommandLine, resultOf } from './support/command-line.js';
import { type ModelServer, simulatedReviewer, startModelServer } from './support/model-server.js';

const ARGS = ['bench', 'run', 'supply', '--models', 'solar', '--batch', 'always'];

let cli: CommandLineFolder;
let server: ModelServer;
let suite: Awaited<ReturnType<typeof writeBatchSuite>>;

beforeAll(async () => {
  cli = await newCommandLine({ JOHANG_BATCH_POLL_SECONDS: '1' });
  server = await startModelServer({ respond: simulatedReviewer({ truth }) });
  suite = await writeBatchSuite(3);
  const imported = await cli.johang.run('suites', 'import', 'cuad', suite.folder, '--name', 'supply');
  const prices = ['--input-price', '2', '--output-price', '4'];
  const added = await cli.johang.run('models', 'add', 'solar', '--base-url', server.url, '--batch', ...prices);
  expect([imported.code, added.code]).toEqual([0, 0]);
}, 120_000);
afterAll(async () => {
  await cli.close();
  await server.close();
  await suite.remove();
});

describe(runBatchedContest.name, () => {
  it('leaves the batch to the provider on Ctrl-C, and fetches it when it is called again', async () => {
    server.batches.faults = { hold: true };
    const child = cli.johang.start(...ARGS);
    child.stderr.on('data', (text) => String(text).includes('in_progress') && child.kill('SIGINT'));
    const stopped = await resultOf(child);
    expect([stopped.code, stopped.stdout]).toEqual([1, '']);
    expect(stopped.stderr).toMatch(/Interrupted; the batches go on\. Repeat the command with --resume to go on\.\n$/);

    server.batches.faults = {};
    const { code, answer, stderr } = await cli.johang.json(ContestSchema, ...ARGS, '--resume');
    expect(stderr).toMatch(/^Going on with /m);
    expect([code, answer.status]).toEqual([0, 'done']);
    const { prompt, completion } = server.batches.reported;
    expect(answer.models).toMatchObject([{ failed: 0, batches: [{ requests: 12, answered: 12 }] }]);
    expect(answer.models[0]!.usage!.cost).toBeCloseTo((prompt * 2 + completion * 4) / 2 / 1_000_000, 9);
    expect([server.batches.batches.size, server.completions()]).toEqual([1, []]);
  }, 120_000);
});
