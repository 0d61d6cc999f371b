import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../config/paths.js';
import { Extractor, type ExtractorOptions, type ExtractOptions, type PageProgress } from './extractor.js';

const scanning = join(packageRoot, 'test/support/scanning.worker.mjs');
const reading = join(packageRoot, 'dist/extraction/extract.worker.js');

let extractor: Extractor;

function open(options: Partial<ExtractorOptions> = {}): Extractor {
  extractor = new Extractor({
    workerFile: scanning,
    threads: 1,
    timeoutMs: 60_000,
    memoryMb: 256,
    recognition: { timeoutMs: 60_000, maxPages: 100 },
    ...options,
  });
  return extractor;
}

afterEach(() => extractor.close());

describe('Extractor, recognising pages', () => {
  const run = (path: string, signal?: AbortSignal) => extractor.extract({ path, format: 'pdf' }, signal);

  it('recognises page by page, and tells how far it is', async () => {
    open({ threads: 2 });
    const progress: string[] = [];
    const pages = new Map<number, string>();
    const onProgress = ({ done, total, page }: PageProgress) => {
      progress.push(`${done}/${total}`);
      if (page) pages.set(page.number, page.recognised.text);
    };
    const { text } = await extractor.extract({ path: 'ok damaged ok', format: 'pdf' }, undefined, { onProgress });
    expect(text).toBe('page 1 | failed | page 3');
    expect(progress).toEqual(['0/3', '1/3', '2/3', '3/3']);
    expect(Object.fromEntries(pages)).toEqual({ 1: 'page 1', 3: 'page 3' });
  });

  it('does not recognise again what is known', async () => {
    open();
    const known = new Map([2, 3].map((page) => [page, { text: `known ${page}`, confidence: 0.8, blank: false }]));
    const progress: string[] = [];
    const { text } = await extractor.extract({ path: 'ok exit hang', format: 'pdf' }, undefined, {
      known,
      onProgress: ({ done, total }) => void progress.push(`${done}/${total}`),
    });
    expect(text).toBe('page 1 | known 2 | known 3');
    expect(progress).toEqual(['2/3', '3/3']);
  });

  it('ends with what keeping a page fails of', async () => {
    open();
    const onProgress = ({ page }: PageProgress) =>
      page ? Promise.reject(new Error('the database is gone')) : Promise.resolve();
    const scan = extractor.extract({ path: 'ok ok', format: 'pdf' }, undefined, { onProgress });
    await expect(scan).rejects.toThrow('the database is gone');
  });

  it('fails a page that hangs, crashes or is damaged, and no other', async () => {
    open({ recognition: { timeoutMs: 5000, maxPages: 100 } });
    await expect(run('ok hang ok exit damaged ok')).resolves.toMatchObject({
      text: 'page 1 | failed | page 3 | failed | failed | page 6',
    });
  });

  it('gives up a file on which page after page fails', async () => {
    open();
    const { text } = await run([...Array<string>(12).fill('exit'), 'ok'].join(' '));
    expect(text).toBe(Array<string>(13).fill('failed').join(' | '));
  });

  it('leaves pages beyond the limit as they were', async () => {
    open({ recognition: { timeoutMs: 60_000, maxPages: 2 } });
    await expect(run('ok ok ok')).resolves.toMatchObject({ text: 'page 1 | page 2 | no_text_layer' });
  });

  it('says of a scan that it is one, when scans are for later', async () => {
    open();
    const later = extractor.extract({ path: 'ok', format: 'pdf' }, undefined, { scans: 'later' });
    await expect(later).resolves.toBeUndefined();
  });

  it('stops at once when the signal says so, and serves the next file', async () => {
    open();
    const controller = new AbortController();
    const scan = run('hang ok', controller.signal);
    const stopped = expect(scan).rejects.toThrow('no longer wanted');
    controller.abort(new Error('no longer wanted'));
    await stopped;
    await expect(run('ok')).resolves.toMatchObject({ text: 'page 1' });
  });

  it('lets files pass the pages that wait, but not without end', async () => {
    open();
    const scan = run('ok ok ok');
    const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) =>
      extractor.extract({ path, format: 'txt' }, undefined, { scans: 'later' }),
    );
    await Promise.all([scan, ...files]);
    const { text } = await run('order');
    const steps = text.split(' ').filter((step) => step !== 'ok');
    // The scan is read with the first files; its first page comes before the last of them, and not before the next ones.
    expect(steps.indexOf('1')).toBeGreaterThan(steps.indexOf('a'));
    expect(steps.indexOf('1')).toBeLessThan(steps.indexOf('f'));
    expect(steps.indexOf('2')).toBeGreaterThan(steps.indexOf('f'));
  });
});

describe('Extractor, reading pictures of text', () => {
  const read = async (name: string, languages?: ExtractOptions['languages']) => {
    open({ workerFile: reading, timeoutMs: 120_000, memoryMb: 512, recognition: { timeoutMs: 120_000, maxPages: 5 } });
    return extractor.extract({ path: join(packageRoot, 'test/samples/ocr', `${name}.png`), format: 'png' }, undefined, {
      languages,
    });
  };

  it('reads English', async () => {
    const { text, pages, language, warnings } = await read('english');
    expect(text.replace(/\s+/g, ' ')).toBe(
      'Either party may terminate this Agreement upon thirty (30) days prior written notice to the other party. The Supplier shall keep all records of the Services for five years after the Term, and shall make them available for audit during business hours.',
    );
    expect(language).toBe('en');
    expect(pages).toMatchObject([{ status: 'ok', confidence: expect.any(Number) }]);
    expect(pages[0]?.confidence).toBeGreaterThan(0.9);
    expect(warnings).toMatchObject([{ code: 'recognised', message: expect.stringContaining('1 (0.9') }]);
  });

  it('reads Korean, with the circled numbers and the sign of the won that the engine does not know', async () => {
    const { text, language } = await read('korean');
    expect(language).toBe('ko');
    expect(text).toBe(
      '① 갑은 계약금액을 검수 완료일부터 30일 이내에 을에게 지급한다.\n\n② 을은 본 계약의 이행 과정에서 알게 된 비밀을 제3자에게 누설하지\n아니한다.\n\n③ 계약금액은 금 ₩48,000,000으로 하며, 부가가치세는 별도로 한다.',
    );
  });

  it('reads in the languages it is told, and no other', async () => {
    expect((await read('korean', ['en'])).text).not.toMatch(/\p{Script=Hangul}/u);
    expect((await read('korean-turned', ['ko'])).text).toContain('② 을은 본 계약의 이행 과정에서');
    expect((await read('english', ['ko'])).text).toContain('thirty (30) days');
  });

  it('reads it upside down', async () => {
    const { text } = await read('korean-turned');
    expect(text).toContain('② 을은 본 계약의 이행 과정에서');
  });
});

describe('Extractor without recognition', () => {
  it('says that a picture has no text', async () => {
    open({ workerFile: reading, recognition: undefined });
    const path = join(packageRoot, 'test/samples/ocr/english.png');
    await expect(extractor.extract({ path, format: 'png' })).rejects.toMatchObject({ code: 'extract.no_text' });
  });
});
