import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AnalysisSchema } from '../src/analyses/analyses.schema.js';
import { ContestSchema } from '../src/benchmarks/benchmarks.schema.js';
import { analyseFiles } from '../src/cli/analyse.js';
import { runBatchedContest } from '../src/cli/batched-contest.js';
import { contractText, truth, writeBatchSuite } from './support/batch-suite.js';
import { type CommandLineFolder, newCommandLine, resultOf } from './support/command-line.js';
import { type ModelServer, simulatedReviewer, startModelServer } from './support/model-server.js';

const ARGS = ['bench', 'run', 'supply', '--models', 'solar', '--batch', 'always'];

const ReviewsSchema = z.object({
  reviews: z.array(
    z.union([
      z.object({ file: z.string(), ...AnalysisSchema.shape }),
      z.object({ file: z.string(), status: z.literal('failed'), error: z.object({ code: z.string() }) }),
    ]),
  ),
});

let cli: CommandLineFolder;
let server: ModelServer;
let suite: Awaited<ReturnType<typeof writeBatchSuite>>;

beforeAll(async () => {
  cli = await newCommandLine({ JOHANG_BATCH_POLL_SECONDS: '1', JOHANG_BATCH_GATHER_SECONDS: '1' });
  server = await startModelServer({ respond: simulatedReviewer({ truth }) });
  suite = await writeBatchSuite(3);
  const imported = await cli.johang.run('suites', 'import', 'cuad', suite.folder, '--name', 'supply');
  const prices = ['--input-price', '2', '--output-price', '4'];
  const added = await cli.johang.run('models', 'add', 'solar', '--base-url', server.url, '--batch', ...prices);
  expect([imported.code, added.code]).toEqual([0, 0]);
}, 120_000);
beforeEach(() => server.batches.clear());
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

describe(analyseFiles, () => {
  it('reviews files by batch, leaves it to the provider on Ctrl-C, and goes on without asking twice', async () => {
    const files = await Promise.all([0, 1, 2].map((index) => cli.file(`${index}.txt`, contractText(index))));
    const args = ['review', ...files, '--model', 'solar', '--batch', 'always'];
    server.batches.faults = { hold: true };
    const child = cli.johang.start(...args);
    child.stderr.on('data', (text) => String(text).includes('in_progress, ') && child.kill('SIGINT'));
    const stopped = await resultOf(child);
    expect([stopped.code, stopped.stdout]).toEqual([1, '']);
    expect(stopped.stderr).toMatch(/^Asked by batch, which may take a day\. /m);
    expect(stopped.stderr).toMatch(/^review: 0\/3 in_progress, 0 of \d+ requests$/m);
    expect(stopped.stderr).toMatch(
      /Interrupted; what has begun goes on\. Repeat the command with --resume to go on\.\n$/,
    );

    server.batches.faults = {};
    const gone = `${files[0]!}.gone`;
    const { code, answer } = await cli.johang.json(ReviewsSchema, ...args, gone, '--resume');
    expect(code).toBe(1);
    expect(answer.reviews.map(({ file, status }) => [file, status])).toEqual([
      ...files.map((file) => [file, 'done']),
      [gone, 'failed'],
    ]);
    expect(answer.reviews.at(-1)).toMatchObject({ error: { code: 'file.unreadable' } });
    const found = answer.reviews.flatMap((row) => ('findings' in row ? (row.findings ?? []) : []));
    expect(found.filter(({ outcome }) => outcome === 'present')).toHaveLength(3);
    expect([server.batches.batches.size, server.completions()]).toEqual([1, []]);

    const again = await cli.johang.run(...args, '--resume');
    expect(again.code).toBe(0);
    for (const file of files) expect(again.stdout).toMatch(new RegExp(`^${file}\n─+\nseverity +clause`, 'm'));
    expect([server.batches.batches.size, server.completions()]).toEqual([1, []]);
  }, 120_000);

  it('refuses at once to ask a model by batch that takes none', async () => {
    await cli.johang.run('models', 'add', 'plain', '--base-url', server.url);
    const file = await cli.file('a.txt', contractText(7));
    const { code, stderr } = await cli.johang.run('review', file, '--model', 'plain', '--batch', 'always');
    expect([code, stderr]).toEqual([1, expect.stringContaining('[batch.not_offered]')]);
  }, 120_000);
});
