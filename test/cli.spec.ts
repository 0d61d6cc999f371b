import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import iconv from 'iconv-lite';
import { z } from 'zod';
import { AnalysisSchema } from '../src/analyses/analyses.schema.js';
import { ContestSchema, LeaderboardSchema, SuiteSchema } from '../src/benchmarks/benchmarks.schema.js';
import { assetsDir } from '../src/config/paths.js';
import type { Citation, Provision } from '../src/contracts/types.js';
import { DocumentTextSchema } from '../src/documents/documents.schema.js';
import { ModelListSchema, ModelSchema } from '../src/models/model.schema.js';
import { CommandLine, type CommandLineFolder, newCommandLine, resultOf } from './support/command-line.js';
import { startModelServer } from './support/model-server.js';

const CONTRACT = join(assetsDir, 'documents/marketing-and-transportation-services-agreement.pdf');
const KOREAN = join(assetsDir, 'documents/korean-service-contract.docx');
const SAMPLE = join(assetsDir, 'suites/cuad-sample');
const KEY = 'sk-provider-key-of-the-test';

const IngestSchema = z.object({
  documents: z.array(
    z.object({
      file: z.string(),
      id: z.uuid().nullable(),
      status: z.enum(['ready', 'failed']),
      pages: z.int().nullable(),
      characters: z.int().nullable(),
      language: z.string().nullable(),
      warnings: z.array(z.object({ code: z.string(), message: z.string(), page: z.int().optional() })),
      error: z.object({ code: z.string(), message: z.string() }).optional(),
    }),
  ),
});

// A dozen processes in one test: minutes on a machine that is busy with other things.
jest.setTimeout(120_000);

let own: CommandLineFolder;
let folder: string;
let johang: CommandLine;

beforeAll(async () => {
  own = await newCommandLine({ MY_MODEL_KEY: KEY });
  ({ folder, johang } = own);
});
afterAll(() => own.close());

const file = (name: string, content: string | Buffer) => own.file(name, content);

describe('johang', () => {
  it('runs twice at the same time on a data directory that is not there yet', async () => {
    const [text, other] = await Promise.all([
      file('one.txt', 'This Agreement is made between the parties for the supply of goods and of services.'),
      file('two.txt', '제1조 (목적)\n\n본 계약은 목적을 정한다.'),
    ]);
    const answers = await Promise.all([text, other].map((path) => johang.json(IngestSchema, 'ingest', path)));
    for (const { code, answer } of answers) {
      expect([code, answer.documents[0]!.status]).toEqual([0, 'ready']);
    }
    expect(answers.map(({ answer }) => answer.documents[0]!.language)).toEqual(['en', 'ko']);
  });

  describe('ingest', () => {
    it('answers for each file, ready or failed, in the order given', async () => {
      const good = await file('good.md', '# Terms\n\nThe fee is due within 30 days.');
      const broken = await file('broken.pdf', '%PDF-1.4\nnot really');
      const empty = await file('empty.txt', '');
      const large = await file('large.txt', 'x'.repeat(300_000));
      const missing = join(folder, 'missing.pdf');
      const limited = new CommandLine(join(folder, 'data'), { JOHANG_MAX_UPLOAD_BYTES: '200000' });
      const files = [missing, good, broken, empty, large, folder];
      const { code, answer } = await limited.json(IngestSchema, 'ingest', ...files);
      expect(code).toBe(1);
      expect(answer.documents.map((row) => row.file)).toEqual(files);
      expect(answer.documents.map(({ status, error }) => error?.code ?? status)).toEqual([
        'file.unreadable',
        'ready',
        'extract.damaged',
        'upload.empty',
        'upload.too_large',
        'file.unreadable',
      ]);
      expect(answer.documents[1]).toMatchObject({
        pages: 1,
        language: 'en',
        warnings: [],
        characters: expect.any(Number),
      });
      expect(answer.documents[0]).toMatchObject({ id: null, pages: null, characters: null });
    });

    it('exits 3 when there is something to beware of, and shows it', async () => {
      const guessed = await file(
        'cp949.txt',
        iconv.encode('제1조 (목적) 본 계약은 갑과 을의 권리와 의무를 정함을 목적으로 한다.', 'cp949'),
      );
      const [json, plain] = await Promise.all([
        johang.json(IngestSchema, 'ingest', guessed),
        johang.run('ingest', guessed),
      ]);
      expect(json.code).toBe(3);
      expect(json.answer.documents[0]!.warnings).toMatchObject([
        { code: 'encoding_guessed', message: expect.any(String) },
      ]);
      expect(plain.code).toBe(3);
      expect(plain.stdout).toMatch(/^status +pages +characters +language +file\nready/);
      expect(plain.stdout).toContain('[encoding_guessed]');
    });
  });

  describe.each([
    ['an English PDF', CONTRACT, 11],
    ['a Korean DOCX', KOREAN, undefined],
  ])('%s', (_, path, pages) => {
    let text: z.infer<typeof DocumentTextSchema>;
    let review: z.infer<typeof AnalysisSchema>;
    let summary: z.infer<typeof AnalysisSchema>;

    beforeAll(async () => {
      text = (await johang.json(DocumentTextSchema, 'text', path)).answer;
      const [reviewed, summarized] = await Promise.all([
        johang.json(AnalysisSchema, 'review', path),
        johang.json(AnalysisSchema, 'summarize', path, '--style', 'bullets', '--sentences', '6'),
      ]);
      review = reviewed.answer;
      summary = summarized.answer;
    });

    it('is a text of pages in order, each a range of it, and provisions within each other', () => {
      expect(text.textHash).toBe(createHash('sha256').update(text.text).digest('hex'));
      expect(text.text.normalize('NFC')).toBe(text.text);
      expect(text.pages.map(({ number }) => number)).toEqual(text.pages.map((__, index) => index + 1));
      if (pages) expect(text.pages).toHaveLength(pages);
      expectOrdered(text.pages, 0, text.text.length);
      expect(text.provisions.length).toBeGreaterThan(5);
      expectNested(text.provisions, 0, text.text.length);
    });

    it('is reviewed and summarised in quotes that stand in it', () => {
      expect(review).toMatchObject({
        kind: 'review',
        status: 'done',
        coverage: { ratio: 1 },
        provenance: { textHash: text.textHash },
      });
      expect(summary).toMatchObject({
        kind: 'summary',
        status: 'done',
        coverage: { ratio: 1 },
        provenance: { textHash: text.textHash },
      });
      expect(review.findings!.length).toBeGreaterThan(5);
      expect(summary.sentences!.length).toBeGreaterThan(2);
      expect(summary.sentences!.length).toBeLessThanOrEqual(6);
      for (const { outcome, citations } of review.findings!)
        expect(citations.length > 0).toBe(outcome === 'present' || outcome === 'deviates');
      for (const { citations } of summary.sentences!) expect(citations.length).toBeGreaterThan(0);
      const citations = [...review.findings!, ...summary.sentences!].flatMap((each): Citation[] => each.citations);
      for (const { start, end, page, quote } of citations) {
        expect(text.text.slice(start, end)).toBe(quote);
        const range = text.pages[page - 1]!;
        expect(start >= range.start && start < range.end).toBe(true);
      }
    });
  });

  it('keeps models, and their keys to itself', async () => {
    const server = await startModelServer({ apiKey: 'another key' });
    const options = ['--base-url', server.url, '--model-id', 'solar-pro', '--api-key-env', 'MY_MODEL_KEY'];
    const settings = ['--context-window', '64000', '--temperature', '0', '--timeout', '30'];
    const prices = ['--input-price', '0.15', '--output-price', '0.6'];
    const added = await johang.json(ModelSchema, 'models', 'add', 'solar', ...options, ...settings, ...prices);
    expect([added.code, added.answer]).toMatchObject([
      0,
      {
        name: 'solar',
        modelId: 'solar-pro',
        hasApiKey: true,
        settings: {
          contextWindow: 64_000,
          timeoutMs: 30_000,
          parameters: { temperature: 0 },
          prices: { inputPerMillion: 0.15, outputPerMillion: 0.6 },
        },
      },
    ]);
    const [again, listed, refused] = await Promise.all([
      johang.run('models', 'add', 'solar', ...options),
      johang.run('models', 'list'),
      johang.run('review', CONTRACT, '--model', 'solar', '--json'),
    ]);
    await server.close();
    expect(listed.stdout).toMatch(/^solar +llm +solar-pro +http:\/\/127\.0\.0\.1:\d+\/v1 +64000 +yes$/m);
    expect(again).toEqual(failure('model.exists'));
    expect(refused).toEqual(failure('model.unauthorized'));
    const removed = await johang.run('models', 'remove', 'solar');
    expect([removed.code, removed.stderr]).toEqual([0, '']);
    const left = await johang.json(ModelListSchema.omit({ nextCursor: true }), 'models', 'list');
    expect(left.answer.items.map(({ name }) => name)).toEqual(['embedded', 'keyword']);
    for (const { stdout, stderr } of [added, again, listed, refused, removed])
      expect(stdout + stderr).not.toContain(KEY);
  });

  describe('suites and bench', () => {
    beforeAll(async () => {
      const tiny = join(folder, 'tiny');
      await mkdir(join(tiny, 'contracts'), { recursive: true });
      const texts = [
        'This Agreement is governed by the laws of Ontario.',
        'The supplier keeps insurance of one million dollars.',
      ];
      const labels = texts.map((text, index) => ({
        title: `contract ${index}`,
        file: `${index}.txt`,
        labels: { [index ? 'Insurance' : 'Governing Law']: [{ text, start: 0, end: text.length }] },
      }));
      for (const [index, text] of texts.entries()) await writeFile(join(tiny, 'contracts', `${index}.txt`), text);
      await writeFile(join(tiny, 'labels.jsonl'), labels.map((label) => JSON.stringify(label)).join('\n'));
      await cp(tiny, join(folder, 'other'), { recursive: true });
      await writeFile(
        join(folder, 'other/contracts/1.txt'),
        'The supplier keeps insurance of one million dollars. Or two.',
      );
    });

    it('imports a data set once, however often, and no other data under its name', async () => {
      const imports = await Promise.all(
        [1, 2].map(() => johang.json(SuiteSchema, 'suites', 'import', 'cuad', SAMPLE, '--name', 'sample')),
      );
      const [first, second] = imports.map(({ answer }) => answer);
      expect(imports.map(({ code }) => code)).toEqual([0, 0]);
      expect(second).toEqual(first);
      expect(first).toMatchObject({
        name: 'sample',
        task: 'clause-extraction',
        cases: 20,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      await johang.json(SuiteSchema, 'suites', 'import', 'cuad', join(folder, 'tiny'), '--name', 'tiny');
      const other = await johang.run('suites', 'import', 'cuad', join(folder, 'other'), '--name', 'tiny', '--json');
      expect(other).toEqual(failure('suite.exists'));
      const listed = await johang.run('suites', 'list');
      expect(listed.stdout).toMatch(/^sample: 20 cases, hash [0-9a-f]{12}\ntiny: 2 cases, hash [0-9a-f]{12}\n$/);
    });

    it('scores models on the first cases', async () => {
      const { code, answer, stderr } = await johang.json(
        ContestSchema,
        'bench',
        'run',
        'sample',
        '--models',
        'embedded,keyword,embedded',
        '--limit',
        '3',
      );
      expect(code).toBe(0);
      expect(stderr).toContain('bench: 3/3 keyword');
      expect(answer).toMatchObject({ suite: 'sample', status: 'done', settings: { limit: 3, repeats: 1 } });
      expect(answer.models.map(({ model }) => model)).toEqual(['embedded', 'keyword']);
      for (const { metrics, cases, failed, usage } of answer.models) {
        expect([cases, failed, usage!.cost]).toEqual([3, 0, 0]);
        for (const { value, low, high } of Object.values(metrics)) expect(low <= value && value <= high).toBe(true);
      }
    });

    it('goes on after Ctrl-C with what is missing', async () => {
      const args = ['bench', 'run', 'sample', '--models', 'embedded', '--limit', '12', '--repeats', '2'];
      const child = johang.start(...args);
      child.stderr.on('data', (text) => String(text).includes('bench: 1/') && child.kill('SIGINT'));
      const stopped = await resultOf(child);
      expect([stopped.code, stopped.stdout]).toEqual([1, '']);
      expect(stopped.stderr).toMatch(
        /johang: Interrupted; the answers so far are kept\. Repeat the command with --resume to go on\.\n$/,
      );
      const resumed = await johang.json(ContestSchema, ...args, '--resume');
      const [, id] = /^Going on with (.+)$/m.exec(resumed.stderr)!;
      expect(resumed.answer).toMatchObject({ id, status: 'done', models: [{ cases: 12, failed: 0 }] });
    });

    it('compares whole runs, on the terminal and in a report that needs nothing else', async () => {
      await johang.run('bench', 'run', 'tiny', '--models', 'keyword,embedded');
      const path = join(folder, 'report.html');
      const [json, plain, nowhere] = await Promise.all([
        johang.json(LeaderboardSchema, 'bench', 'leaderboard', 'tiny', '--report', path),
        johang.run('bench', 'leaderboard', 'tiny'),
        johang.run('bench', 'leaderboard', 'tiny', '--report', join(folder, 'no/such/folder.html')),
      ]);
      const { rows } = json.answer;
      expect(rows.map(({ model }) => model).toSorted()).toEqual(['embedded', 'keyword']);
      expect(rows[0]!.metrics.aupr!.value).toBeGreaterThanOrEqual(rows[1]!.metrics.aupr!.value);
      for (const { model } of rows) expect(plain.stdout).toContain(model);
      expect([nowhere.code, nowhere.stdout]).toEqual([1, '']);
      expect(nowhere.stderr).toMatch(/^johang: ENOENT: [^\n]+\n$/);
      const html = await readFile(path, 'utf8');
      expect(html).toMatch(/^<!doctype html>/i);
      expect(html).not.toMatch(/<(script|link|iframe|img|object|embed)\b|@import|url\(|\b(src|srcset)\s*=/i);
      for (const { model } of rows) expect(html).toContain(model);
    });

    it('says what is not there', async () => {
      const results = await Promise.all([
        johang.run('bench', 'run', 'none', '--models', 'embedded'),
        johang.run('bench', 'run', 'tiny', '--models', 'embedded,none', '--json'),
        johang.run('suites', 'import', 'parquet', SAMPLE, '--name', 'x'),
      ]);
      expect(results).toEqual(['suite.not_found', 'model.not_found', 'suite.invalid'].map(failure));
    });
  });

  it('says of a file that is not there that it is not', async () => {
    const { code, stdout, stderr } = await johang.run('text', join(folder, 'nothing.pdf'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^johang: .*nothing\.pdf: There is no such file \[file\.unreadable\]\n {2}Check the path/);
  });

  it('is quiet when its reader goes away', async () => {
    const child = johang.start('text', CONTRACT);
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([child.stderr.toArray(), once(child, 'close')]);
    expect([Buffer.concat(stderr as Buffer[]).toString(), code]).toEqual(['', 0]);
  });

  it('checks that documentation and schema agree with the code', async () => {
    const [docs, database] = await Promise.all([johang.run('docs', '--check'), johang.run('db', 'check')]);
    expect(docs).toEqual({ code: 0, stdout: 'The generated pages are up to date\n', stderr: '' });
    expect(database).toEqual({ code: 0, stdout: 'Migrations and entities agree\n', stderr: '' });
  });

  it('does not serve on a port that is taken, and does not hang', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, stderr } = await johang.run('serve', '--port', String(port));
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^johang: Port \d+ of 127\.0\.0\.1 is taken/m);
  });

  it('names what is wrong with its configuration', async () => {
    const misconfigured = new CommandLine(join(folder, 'data'), { JOHANG_PORT: 'http', JOHANG_SECRET_KEY: 'short' });
    const { code, stdout, stderr } = await misconfigured.run('models', 'list');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^johang: The configuration is not valid: JOHANG_PORT: .+; JOHANG_SECRET_KEY: .+ \[config\.invalid\]\n/,
    );
  });
});

/** What a command that failed leaves: the error's code on stderr, and nothing on stdout. */
function failure(code: string): object {
  return { code: 1, stdout: '', stderr: expect.stringContaining(`[${code}]`) };
}

/** Ranges one behind the other within bounds. */
function expectOrdered(ranges: { start: number; end: number }[], from: number, to: number): void {
  let position = from;
  for (const { start, end } of ranges) {
    expect(start).toBeGreaterThanOrEqual(position);
    expect(end).toBeGreaterThanOrEqual(start);
    position = end;
  }
  expect(position).toBeLessThanOrEqual(to);
}

function expectNested(provisions: Provision[], from: number, to: number): void {
  expectOrdered(provisions, from, to);
  for (const { start, end, children } of provisions) expectNested(children, start, end);
}
