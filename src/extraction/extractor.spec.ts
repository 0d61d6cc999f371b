import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeDocx, paragraph } from '../../test/support/docx.js';
import { makePdf } from '../../test/support/pdf.js';
import { makeZip } from '../../test/support/zip.js';
import { packageRoot } from '../config/paths.js';
import { Extractor, type ExtractorOptions } from './extractor.js';
import type { Format } from './formats.js';

const workerFile = join(packageRoot, 'dist/extraction/extract.worker.js');
const hostileFile = join(packageRoot, 'test/support/hostile.worker.mjs');

let extractor: Extractor;

function open(options: Partial<ExtractorOptions> = {}): Extractor {
  extractor = new Extractor({ workerFile, threads: 1, timeoutMs: 20_000, memoryMb: 128, ...options });
  return extractor;
}

beforeAll(() => {
  if (!existsSync(workerFile)) throw new Error(`${workerFile} is missing: run \`npm run build\` first`);
});

describe('Extractor, under attack', () => {
  afterEach(async () => {
    await extractor.close();
  });

  const hostile = (options: Partial<ExtractorOptions> = {}) => open({ workerFile: hostileFile, ...options });
  const run = (path: string, signal?: AbortSignal) => extractor.extract({ path, format: 'txt' }, signal);

  it('kills a file that hangs, and serves the next', async () => {
    hostile({ timeoutMs: 2500 });
    await expect(run('hang')).rejects.toMatchObject({
      code: 'extract.timeout',
      message: expect.stringContaining('2.5 s'),
    });
    await expect(run('pid')).resolves.toMatchObject({ text: expect.stringMatching(/^\d+$/) });
  });

  it.each(['heap', 'table', 'buffers', 'wasm'])('survives a file that exhausts memory: %s', async (path) => {
    hostile({ memoryMb: 64 });
    await expect(run(path)).rejects.toMatchObject({ code: 'extract.memory' });
    await expect(run('pid')).resolves.toBeDefined();
  });

  it('kills a file that takes the processor in many threads, long before the time is up', async () => {
    hostile({ timeoutMs: 60_000 });
    await expect(run('threads')).rejects.toMatchObject({
      code: 'extract.timeout',
      message: expect.stringContaining('processor'),
    });
    await expect(run('pid')).resolves.toBeDefined();
  });

  it.each(['exit', 'abort'])('survives a process that dies: %s', async (path) => {
    hostile();
    await expect(run(path)).rejects.toMatchObject({ code: 'extract.crashed' });
    await expect(run('pid')).resolves.toBeDefined();
  });

  it('lets no file write to the disk', async () => {
    hostile();
    const error: unknown = await run('write').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'extract.crashed' });
    expect(String((error as Error).cause)).toContain('restricted');
    expect(existsSync('written-by-extractor.txt')).toBe(false);
  });

  it('gives the process no environment', async () => {
    hostile();
    await expect(run('environment')).resolves.toMatchObject({ text: '' });
  });

  it('replaces a process after so many files, and keeps it until then', async () => {
    hostile({ recycleAfter: 2 });
    const pids: string[] = [];
    for (let count = 0; count < 4; count++) pids.push((await run('pid')).text);
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).toBe(pids[3]);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it('ends a process that has nothing to do', async () => {
    hostile({ idleMs: 50 });
    const { text: first } = await run('pid');
    await sleep(300);
    expect((await run('pid')).text).not.toBe(first);
  });

  it('gives up a file when the signal says so, running or waiting', async () => {
    hostile();
    const running = new AbortController();
    const waiting = new AbortController();
    const results = Promise.allSettled([run('hang', running.signal), run('pid', waiting.signal), run('pid')]);
    waiting.abort(new Error('no longer wanted'));
    running.abort(new Error('stop'));
    const [first, second, third] = await results;
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'stop' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { message: 'no longer wanted' } });
    expect(third).toMatchObject({ status: 'fulfilled' });
    await expect(run('pid', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });

  it('rejects everything when it closes, with nothing that would be held against the file', async () => {
    hostile();
    const results = Promise.allSettled([run('hang'), run('pid')]);
    await extractor.close();
    for (const result of await results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { message: 'The extractor is closed' } });
      expect((result as PromiseRejectedResult).reason).not.toHaveProperty('code');
    }
    await expect(run('pid')).rejects.toThrow('closed');
  });
});

describe('Extractor, reading', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'extraction-'));
    open({ memoryMb: 32, threads: 2 });
  });

  afterAll(async () => {
    await extractor.close();
    await rm(folder, { recursive: true });
  });

  async function read(content: Buffer | string, format: Format, password?: string) {
    const path = join(folder, `file.${format}`);
    await writeFile(path, content);
    return extractor.extract({ path, format, password });
  }

  it('reads the pages of a PDF as ranges of one text', async () => {
    const pdf = makePdf([{ lines: ['First page.', null, 'Caf\u00e9'] }, {}, { lines: ['Third page.'] }], {
      title: 'A title',
    });
    const { text, pages, metadata, warnings } = await read(pdf, 'pdf');
    expect(text).toBe('First page.\n\nCafé\n\nThird page.');
    expect(pages).toEqual([
      { number: 1, start: 0, end: 17, status: 'ok' },
      { number: 2, start: 17, end: 17, status: 'empty' },
      { number: 3, start: 19, end: 30, status: 'ok' },
    ]);
    expect(metadata.title).toBe('A title');
    expect(warnings).toEqual([]);
  });

  it('tells a scanned page from an empty one', async () => {
    const { pages, warnings } = await read(
      makePdf([{ lines: ['Text'] }, { image: true }, {}, { content: '0 0 10 10 re f' }]),
      'pdf',
    );
    expect(pages.map(({ status }) => status)).toEqual(['ok', 'no_text_layer', 'empty', 'no_text_layer']);
    expect(warnings).toMatchObject([{ code: 'pages_without_text', message: expect.stringContaining('2, 4.') }]);
  });

  it('warns of a scan that carries a stamp', async () => {
    const pdf = makePdf([
      { lines: ['Envelope 1'], image: true },
      { lines: Array<string>(20).fill('A page with text enough'), image: true },
    ]);
    const { pages, warnings } = await read(pdf, 'pdf');
    expect(pages.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(warnings).toMatchObject([{ code: 'page_may_be_scanned', page: 1 }]);
  });

  it('says that a PDF of scans has no text layer', async () => {
    await expect(read(makePdf([{ image: true }]), 'pdf')).rejects.toMatchObject({
      code: 'extract.no_text',
      message: 'The file has no text layer',
    });
    await expect(read(makePdf([{}]), 'pdf')).rejects.toMatchObject({
      code: 'extract.no_text',
      message: 'The file holds no text',
    });
  });

  it('opens an encrypted PDF with its password, and one with only an owner password without', async () => {
    const locked = makePdf([{ lines: ['Secret'] }], { encrypt: { user: 'open', owner: 'own' } });
    await expect(read(locked, 'pdf')).rejects.toMatchObject({ code: 'extract.encrypted' });
    await expect(read(locked, 'pdf', 'shut')).rejects.toMatchObject({ code: 'extract.wrong_password' });
    await expect(read(locked, 'pdf', 'open')).resolves.toMatchObject({ text: 'Secret' });
    const restricted = makePdf([{ lines: ['Open'] }], { encrypt: { user: '', owner: 'own' } });
    await expect(read(restricted, 'pdf')).resolves.toMatchObject({ text: 'Open' });
  });

  it('recovers what it can of a cut-off PDF and says so', async () => {
    const pdf = makePdf([{ lines: ['One'] }, { lines: ['Two'] }]);
    const cut = pdf.subarray(0, pdf.indexOf('startxref'));
    await expect(read(cut, 'pdf')).resolves.toMatchObject({
      text: 'One\n\nTwo',
      warnings: [{ code: 'damaged_recovered' }],
    });
    await expect(read(pdf.subarray(0, 200), 'pdf')).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(read(Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 7)]), 'pdf')).rejects.toMatchObject({
      code: 'extract.damaged',
    });
  });

  it('reads the other pages when one fails, and says when pages are lost', async () => {
    const pages = [{ lines: ['One'] }, { lines: ['Two'] }];
    const lastBroken = await read(makePdf(pages, { brokenPageAt: 2 }), 'pdf');
    expect(lastBroken.text).toBe('One\n\nTwo');
    expect(lastBroken.pages.map(({ status }) => status)).toEqual(['ok', 'ok', 'failed']);
    expect(lastBroken.warnings).toContainEqual({
      code: 'page_failed',
      message: 'This page could not be read.',
      page: 3,
    });
    const middleBroken = await read(makePdf(pages, { brokenPageAt: 1 }), 'pdf');
    expect(middleBroken.text).toBe('One\n\nTwo');
    expect(middleBroken.pages.map(({ status }) => status)).toEqual(['ok', 'failed', 'ok']);
    await expect(read(makePdf([], { brokenPageAt: 0 }), 'pdf')).rejects.toMatchObject({ code: 'extract.damaged' });
  });

  it('reads DOCX, text, Markdown and HTML', async () => {
    await expect(read(makeDocx({ body: paragraph('제1조 목적') }), 'docx')).resolves.toMatchObject({
      text: '제1조 목적',
      language: 'ko',
    });
    await expect(read('one\ftwo\f', 'txt')).resolves.toMatchObject({
      text: 'one\n\ntwo',
      pages: [{ number: 1 }, { number: 2 }],
    });
    await expect(read('---\ntitle: x\n---\n# H\n', 'md')).resolves.toMatchObject({ text: '---\ntitle: x\n---\n# H' });
    await expect(read('<title>T</title><p>one</p><p>two</p>', 'html')).resolves.toMatchObject({
      text: 'one\n\ntwo',
      metadata: { title: 'T' },
    });
  });

  it('refuses what would take too much memory before it does', async () => {
    const bomb = makeDocx({ body: paragraph('a'.repeat(20 * 1024 * 1024)) });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(read(bomb, 'docx')).rejects.toMatchObject({
      code: 'extract.memory',
      message: expect.stringContaining('expands'),
    });
    await expect(read(Buffer.alloc(5 * 1024 * 1024, 'a'), 'txt')).rejects.toMatchObject({ code: 'extract.memory' });
  });

  it('codes junk and emptiness', async () => {
    await expect(read('', 'txt')).rejects.toMatchObject({ code: 'upload.empty' });
    await expect(read(' \n\t ', 'txt')).rejects.toMatchObject({ code: 'extract.no_text' });
    await expect(read(Buffer.alloc(3000, 0xfe), 'docx')).rejects.toMatchObject({ code: 'extract.damaged' });
    await expect(read(makeZip([{ name: 'a.txt', content: 'a' }]), 'docx')).rejects.toMatchObject({
      code: 'extract.damaged',
    });
  });
});
