import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { compareCommand } from '../src/cli/commands/compare.js';
import { ingestCommand } from '../src/cli/commands/ingest.js';
import { addReadingOptions } from '../src/cli/reading.js';
import { distDir } from '../src/config/paths.js';
import { openEmbeddedPostgres } from '../src/database/embedded/index.js';
import { ComparisonSchema } from '../src/documents/comparison.schema.js';
import { CommandLine, type CommandLineFolder, newCommandLine, resultOf } from './support/command-line.js';
import { makeMail } from './support/mail.js';
import { makePdf } from './support/pdf.js';

jest.setTimeout(120_000);

const IngestSchema = z.object({
  documents: z.array(
    z.object({
      file: z.string(),
      id: z.uuid().nullable(),
      seriesId: z.uuid().nullable(),
      version: z.int().nullable(),
      status: z.enum(['ready', 'failed']),
      error: z.object({ code: z.string() }).optional(),
      attachments: z.array(
        z.object({
          name: z.string(),
          id: z.uuid().nullable(),
          status: z.enum(['ready', 'failed']),
          attachments: z.array(z.unknown()),
        }),
      ),
    }),
  ),
});

let own: CommandLineFolder;
let folder: string;
let johang: CommandLine;

beforeAll(async () => {
  own = await newCommandLine();
  ({ folder, johang } = own);
});
afterAll(() => own.close());

const file = (name: string, content: string | Buffer) => own.file(name, content);

const OLD = '제1조(목적) 이 계약은 용역의 제공을 목적으로 한다.\n\n제2조(대금) 갑은 을에게 30일 이내에 지급한다.\n';
const NEW = OLD.replace('30일', '60일');

describe(ingestCommand, () => {
  it('tells what became of the attachments of a mail, and warns of those that are no documents', async () => {
    const attachments = [
      { name: 'notes.txt', content: 'Notes of the meeting.' },
      { name: 'data.bin', content: Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7 + 3) % 256)) },
    ];
    const mail = await file('mail.eml', makeMail({ text: 'See attachments.', attachments }));
    const { code, answer } = await johang.json(IngestSchema, 'ingest', mail);
    expect(code).toBe(3);
    expect(answer.documents).toHaveLength(1);
    expect(answer.documents[0]?.attachments.map(({ name, id, status }) => [name, id !== null, status])).toEqual([
      ['notes.txt', true, 'ready'],
      ['data.bin', false, 'failed'],
    ]);
    const { stdout } = await johang.run('ingest', mail);
    expect(stdout).toMatch(/ready .*mail\.eml\nready .*└ notes\.txt\nfailed .*└ data\.bin/);
  });

  it('reads a password from standard input', async () => {
    const closed = await file(
      'closed.pdf',
      makePdf([{ lines: ['Confidential.'] }], { encrypt: { user: 'sesame', owner: 'o' } }),
    );
    const without = await johang.json(IngestSchema, 'ingest', closed);
    expect([without.code, without.answer.documents[0]?.error?.code]).toEqual([1, 'extract.encrypted']);
    const child = johang.start('ingest', closed, '--password-stdin', '--json');
    child.stdin.end('sesame\n');
    const { code, stdout, stderr } = await resultOf(child);
    expect([code, IngestSchema.parse(JSON.parse(stdout)).documents[0]?.status]).toEqual([0, 'ready']);
    expect(stdout + stderr).not.toContain('sesame');
  });
});

describe(addReadingOptions, () => {
  it('gives the languages of scanned pages to whatever command reads a file', async () => {
    const paths = await Promise.all(
      ['text', 'facts', 'review', 'summarize', 'compare', 'and'].map((name) =>
        file(`${name}.txt`, `${OLD}\n제3조(기타) ${name}\n`),
      ),
    );
    const [text = '', facts = '', review = '', summary = '', older = '', newer = ''] = paths;
    const calls = [
      ['text', text],
      ['facts', facts],
      ['review', review],
      ['summarize', summary],
      ['compare', older, newer],
    ];
    for (const args of calls) {
      const { code, stderr } = await johang.run(...args, '--languages', 'ko');
      expect([args[0], code, stderr]).toEqual([args[0], 0, expect.not.stringContaining('johang:')]);
    }
    expect(await languagesOf(paths.map((path) => basename(path)))).toEqual(paths.map(() => ['ko']));
  });
});

/** What is written down of the documents of these names, in the order of the names. */
async function languagesOf(names: readonly string[]): Promise<unknown[]> {
  const guardianFile = join(distDir, 'database/embedded/guardian.js');
  const server = await openEmbeddedPostgres({ dataDir: join(folder, 'data'), guardianFile });
  const client = new Client({ connectionString: server.adminUrl });
  try {
    await client.connect();
    const { rows } = await client.query<{ languages: unknown }>(
      'SELECT languages FROM documents JOIN unnest($1::text[]) WITH ORDINALITY AS n (name, at) USING (name) ORDER BY at',
      [names],
    );
    return rows.map(({ languages }) => languages);
  } finally {
    await client.end();
    await server.close();
  }
}

describe(compareCommand, () => {
  it('compares two versions of a series, as JSON, as text and as a page', async () => {
    const [older, newer] = [await file('old.txt', OLD), await file('new.txt', NEW)];
    const first = await johang.json(IngestSchema, 'ingest', older);
    const { id } = first.answer.documents[0]!;
    const second = await johang.json(IngestSchema, 'ingest', newer, '--version-of', id!);
    expect(second.answer.documents[0]).toMatchObject({ seriesId: id, version: 2 });

    const report = join(folder, 'report.html');
    const { code, answer } = await johang.json(ComparisonSchema, 'compare', id!, newer, '--report', report);
    expect([code, answer.summary]).toEqual([0, { added: 0, removed: 0, changed: 1, moved: 0, unchanged: 1 }]);
    expect(await readFile(report, 'utf8')).toContain('<del>30</del><ins>60</ins>일 이내에');
    const { stdout } = await johang.run('compare', older, newer);
    expect(stdout).toContain(
      '~ changed 제2조 대금, page 1\n    제2조(대금) 갑은 을에게 [-30-]{+60+}일 이내에 지급한다.',
    );
  });

  it('says what is wrong with what it is given', async () => {
    const text = await file('text.txt', OLD);
    const missing = await johang.run('compare', text, join(folder, 'missing.txt'));
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('[file.unreadable]')]);
    const unknown = await johang.run('compare', text, '01940000-0000-7000-8000-000000000000');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('[document.not_found]')]);
    const both = await johang.run('ingest', text, '--password', 'a', '--password-stdin');
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--password-stdin')]);
    const several = await johang.run('ingest', text, text, '--version-of', 'x');
    expect(several.code).toBe(2);
  });
});
