import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AnalysisSchema } from '../src/analyses/analyses.schema.js';
import { DryRunSchema } from '../src/analyses/dry-runs/dry-run.schema.js';
import { ExemptionSchema } from '../src/models/masking/exemption.schema.js';
import { type CommandLine, type CommandLineFolder, newCommandLine } from './support/command-line.js';
import { type ModelServer, simulatedReviewer, startModelServer, status } from './support/model-server.js';

const LAW = 'This Agreement is governed by the laws of Korea.';
const CONTRACT = `Supply agreement\n\n1. The Supplier delivers the goods.\n\n2. ${LAW}\n`;

// Several processes, on a machine that may be busy with other things.
jest.setTimeout(120_000);

let own: CommandLineFolder;
let johang: CommandLine;
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({
    respond: simulatedReviewer({ truth: [{ rule: 'governing-law', quote: LAW }] }),
  });
  own = await newCommandLine();
  ({ johang } = own);
  const connection = ['--base-url', server.url, '--input-price', '1', '--output-price', '2'];
  const added = await johang.run('models', 'add', 'candidate', ...connection);
  expect([added.code, added.stderr]).toEqual([0, '']);
});
afterAll(async () => {
  await own.close();
  await server.close();
});

describe('johang models dry-run', () => {
  it('has nothing to compare before a document was analysed', async () => {
    const { code, stderr } = await johang.run('models', 'dry-run', 'review', 'candidate');
    expect(code).toBe(1);
    expect(stderr).toContain('[dry_run.nothing_to_compare]');
  });

  it('shows what a model would do: differences, cost and time, while nothing is switched', async () => {
    const file = await own.file('supply.txt', CONTRACT);
    await johang.json(AnalysisSchema, 'review', file, '--model', 'keyword');
    const { code, answer, stderr } = await johang.json(DryRunSchema, 'models', 'dry-run', 'review', 'candidate');
    expect(code).toBe(0);
    expect(stderr).toContain('dry run: ');
    expect(answer).toMatchObject({
      task: 'review',
      model: 'candidate',
      status: 'done',
      current: { done: 1, failed: 0, cost: 0 },
      candidate: { done: 1, failed: 0, cost: expect.any(Number), milliseconds: expect.any(Number) },
      documents: [{ current: { model: 'keyword' }, candidate: { model: 'candidate', status: 'done' } }],
    });
    const calls = server.completions().length;
    expect(calls).toBeGreaterThan(0);
    const report = await johang.run('models', 'dry-run-report', answer.id);
    expect(report.code).toBe(0);
    expect(report.stdout).toMatch(/^review by candidate on 1 document, beside keyword \(dry run [0-9a-f-]{36}\)\n/);
    expect(report.stdout).toMatch(/^supply\.txt +\d+ +\S+ %/m);
    expect(report.stdout).toContain('Same outcome for ');
    // The report asks nobody again, and the route is as it was.
    expect(server.completions()).toHaveLength(calls);
    const routes = await johang.run('models', 'routes');
    expect(routes.stdout).toMatch(/^review +embedded/m);
  });

  it('exits 1 when the candidate fails everywhere, with the reason', async () => {
    server.respond(status(401));
    const { code, stdout } = await johang.run('models', 'dry-run', 'review', 'candidate', '--documents', '1');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed: supply\.txt: .*\[model\.unauthorized\]$/m);
  });

  it('exits 2 for a task that no model can be tried for, and 1 for what is not there', async () => {
    const [task, run, model] = await Promise.all([
      johang.run('models', 'dry-run', 'judge', 'candidate'),
      johang.run('models', 'dry-run-report', 'nothing'),
      johang.run('models', 'dry-run', 'review', 'nobody'),
    ]);
    expect([task.code, run.code, model.code]).toEqual([2, 1, 1]);
    expect(run.stderr).toContain('[dry_run.not_found]');
    expect(model.stderr).toContain('[model.not_found]');
  });
});

describe('johang masking', () => {
  it('exempts a provider with a reason, shows it, and masks again', async () => {
    const reason = 'Agreement on data processing';
    const [none, unsaid] = await Promise.all([
      johang.run('masking', 'list'),
      johang.run('masking', 'exempt', '--model', 'candidate'),
    ]);
    expect([none.code, none.stdout, unsaid.code]).toEqual([0, expect.stringContaining('There is no exemption'), 2]);
    const exempt = ['masking', 'exempt', '--provider', server.url, '--types', 'phone', 'email', '--reason', reason];
    const { answer } = await johang.json(ExemptionSchema, ...exempt);
    expect(answer).toMatchObject({
      provider: new URL(server.url).origin,
      types: ['phone', 'email'],
      createdBy: 'system',
    });
    const ended = await johang.run('masking', 'end', answer.id);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    const { stdout } = await johang.run('masking', 'list');
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+ +every model +phone email +ended \d{4}-.*Agreement on data/m);
  });
});
