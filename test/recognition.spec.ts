import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { packageRoot } from '../src/config/paths.js';
import type { DocumentView } from '../src/documents/document.views.js';
import { Extractor, type ExtractOptions, type RecognisedPage } from '../src/extraction/index.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';

let test: TestApp;
let tenant: Tenant;
let scan: Buffer;
let made = 0;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
  scan = await readFile(join(packageRoot, 'test/samples/ocr/english.png'));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => test.close());

/** What follows the last chunk of a PNG is ignored: the same picture in other bytes. */
async function upload(fields: Record<string, string> = {}): Promise<DocumentView> {
  made += 1;
  const request = tenant.post('/v1/documents');
  for (const [field, value] of Object.entries(fields)) void request.field(field, value);
  const { body } = await request.attach('file', Buffer.concat([scan, Buffer.from(`scan ${made}`)]), `scan-${made}.png`);
  return (body as { documents: DocumentView[] }).documents[0]!;
}

function reaches(id: string, until: (document: DocumentView) => boolean): Promise<DocumentView> {
  return eventually(async () => (await tenant.get(`/v1/documents/${id}`).expect(200)).body as DocumentView, until);
}

const isSettled = ({ status }: DocumentView): boolean => status === 'ready' || status === 'failed';
const page = (number: number): RecognisedPage => ({ text: `Page ${number} of it.`, confidence: 0.9, blank: false });

async function keptPages(id: string): Promise<number[]> {
  const rows = await test.database.query('SELECT page FROM recognised_pages WHERE document_id = $1 ORDER BY 1', [id]);
  return rows.map((row) => Number(row.page));
}

describe('recognising a scan', () => {
  it('shows how far it is, keeps each page, and goes on where the try before was cut off', async () => {
    const extractor = test.app.get(Extractor, { strict: false });
    const extract = extractor.extract.bind(extractor) as (...given: unknown[]) => Promise<never>;
    const tries: ExtractOptions[] = [];
    let cutOff: (() => void) | undefined;
    const isCutOff = new Promise<void>((resolve) => (cutOff = resolve));
    jest.spyOn(extractor, 'extract').mockImplementation(async (...given: unknown[]) => {
      const options = given[2] as ExtractOptions;
      if (options.scans === 'later') return extract(...given);
      tries.push(options);
      if (tries.length > 1) return extract(...given);
      await options.onProgress?.({ done: 0, total: 3 });
      await options.onProgress?.({ done: 1, total: 3, page: { number: 2, recognised: page(2) } });
      await options.onProgress?.({ done: 2, total: 3, page: { number: 1, recognised: page(1) } });
      await isCutOff;
      throw new Error('the process died');
    });

    const { id } = await upload();
    const underWay = await reaches(id, ({ progress }) => progress?.done === 2);
    expect(underWay).toMatchObject({ status: 'extracting', progress: { done: 2, total: 3, step: 'recognise' } });
    expect(await keptPages(id)).toEqual([1, 2]);
    cutOff?.();

    // The picture has one page, which is known by now.
    const ready = await reaches(id, isSettled);
    expect(ready).toMatchObject({ status: 'ready', progress: null, pages: 1 });
    expect(Object.fromEntries(tries[1]?.known ?? [])).toEqual({ 1: page(1), 2: page(2) });
    const { body: text } = await tenant.get(`/v1/documents/${id}/text`).expect(200);
    expect(text.text).toBe('Page 1 of it.');
    expect(await keptPages(id)).toEqual([]);
  });

  it('takes no page that was recognised in other languages', async () => {
    const extractor = test.app.get(Extractor, { strict: false });
    const tries: ExtractOptions[] = [];
    const extract = extractor.extract.bind(extractor) as (...given: unknown[]) => Promise<never>;
    jest.spyOn(extractor, 'extract').mockImplementation(async (...given: unknown[]) => {
      const options = given[2] as ExtractOptions;
      if (options.scans === 'later') return extract(...given);
      tries.push(options);
      if (tries.length > 1) return extract(...given);
      await options.onProgress?.({ done: 1, total: 1, page: { number: 1, recognised: page(1) } });
      await test.database.query(`UPDATE documents SET languages = '{en}'`);
      throw new Error('the process died');
    });
    const { id } = await upload();
    expect(await reaches(id, isSettled)).toMatchObject({ status: 'ready', languages: ['en'] });
    expect(tries.map(({ languages, known }) => [languages, known?.size])).toEqual([
      [undefined, 0],
      [['en'], 0],
    ]);
    const { body: text } = await tenant.get(`/v1/documents/${id}/text`).expect(200);
    expect(text.text).toContain('Either party may terminate this Agreement');
  });

  it('takes the languages that are given with the upload', async () => {
    const document = await upload({ languages: ' ko, en' });
    expect(document).toMatchObject({ languages: ['en', 'ko'] });
    expect(await upload()).toMatchObject({ languages: null });
    for (const languages of ['fr', '', 'en,fr', 'en;ko']) {
      const { status, body } = await tenant
        .post('/v1/documents')
        .field('languages', languages)
        .attach('file', Buffer.from(`languages ${languages}`), 'some.txt');
      expect([status, body.code, body.errors[0].field]).toEqual([400, 'request.invalid', 'languages']);
    }
  });
});
