import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assetsDir, packageRoot } from '../src/config/paths.js';
import { DocumentsController } from '../src/documents/documents.controller.js';
import { JobsService } from '../src/jobs/jobs.service.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';

interface DocumentBody {
  id: string;
  name: string;
  status: string;
  error: { code: string } | null;
  duplicate: boolean;
}

const CONTRACT = join(assetsDir, 'documents/marketing-and-transportation-services-agreement.pdf');
const KOREAN = join(assetsDir, 'documents/korean-service-contract.docx');

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp({ upload: { maxBytes: 2_000_000, maxFiles: 5 } });
});
afterAll(() => test.close());

async function upload(to: Tenant, name: string, content: string | Buffer, fields: Record<string, string> = {}) {
  const request = to.post('/v1/documents');
  for (const [field, value] of Object.entries(fields)) void request.field(field, value);
  return request.attach('file', Buffer.from(content), name);
}

async function settled(of: Tenant, id: string): Promise<DocumentBody> {
  return eventually(
    async () => (await of.get(`/v1/documents/${id}`)).body as DocumentBody,
    ({ status }) => status === 'ready' || status === 'failed',
  );
}

describe(DocumentsController.name, () => {
  beforeAll(async () => {
    tenant = await test.tenant();
  });

  it('reads a contract: ready, pages that are ranges of the text, the original bytes back', async () => {
    const bytes = await readFile(CONTRACT);
    const { body, status } = await upload(tenant, 'contract.pdf', bytes);
    expect(status).toBe(201);
    expect(body.documents[0]).toMatchObject({
      name: 'contract.pdf',
      format: 'pdf',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      duplicate: false,
    });
    const { id } = body.documents[0] as DocumentBody;
    expect(await settled(tenant, id)).toMatchObject({ status: 'ready', language: 'en', pages: 11, error: null });

    const { body: text } = await tenant.get(`/v1/documents/${id}/text`);
    expect(text.textHash).toBe(createHash('sha256').update(text.text).digest('hex'));
    expect(text.pages).toHaveLength(11);
    for (const { start, end } of text.pages) expect(text.text.slice(start, end)).toHaveLength(end - start);
    expect(text.text.slice(text.pages[9].start, text.pages[9].end)).toContain('governed and construed');
    expect(text.provisions.length).toBeGreaterThan(10);

    const file = await tenant.get(`/v1/documents/${id}/file`).buffer(true).parse(binary);
    expect(file.headers['content-type']).toBe('application/pdf');
    expect(file.headers['content-disposition']).toContain('filename="contract.pdf"');
    expect(Buffer.compare(file.body as Buffer, bytes)).toBe(0);
  });

  it('recognises a scan, in a queue of its own, and says how sure it is', async () => {
    const bytes = await readFile(join(packageRoot, 'test/samples/ocr/english.png'));
    const { body } = await upload(tenant, 'scan.png', bytes);
    const { id } = body.documents[0] as DocumentBody;
    expect(await settled(tenant, id)).toMatchObject({
      status: 'ready',
      language: 'en',
      pages: 1,
      warnings: [{ code: 'recognised' }],
    });
    const { body: text } = await tenant.get(`/v1/documents/${id}/text`);
    expect(text.text).toContain('Either party may terminate this Agreement');
    expect(text.pages[0].confidence).toBeGreaterThan(0.9);
    const jobs = await test.app.get(JobsService).list(tenant.scope, { limit: 100 });
    const ofScan = jobs.filter(({ data }) => data['documentId'] === id).map(({ name }) => name);
    expect(ofScan.sort()).toEqual(['extract', 'recognise']);
  });

  it('takes the same bytes for the same document, whatever their name', async () => {
    const first = await upload(tenant, 'one.txt', 'The very same text.');
    const second = await upload(tenant, 'two.txt', 'The very same text.');
    expect(second.body.documents[0]).toMatchObject({
      id: first.body.documents[0].id,
      name: 'one.txt',
      duplicate: true,
    });
    const other = await upload(await test.tenant(), 'one.txt', 'The very same text.');
    expect(other.body.documents[0].id).not.toBe(first.body.documents[0].id);
  });

  it('takes several files at once, and says of each that it cannot take why', async () => {
    const { body, status } = await tenant
      .post('/v1/documents')
      .attach('file', Buffer.from('good one'), 'a.txt')
      .attach('file', Buffer.alloc(0), 'empty.txt')
      .attach('file', Buffer.from('good two'), 'b.md')
      .attach(
        'file',
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52]),
        'c.pdf',
      );
    expect(status).toBe(201);
    expect(body.documents.map(({ name }: DocumentBody) => name)).toEqual(['a.txt', 'b.md']);
    expect(
      body.rejected.map(({ name, error }: { name: string; error: { code: string } }) => [name, error.code]),
    ).toEqual([
      ['empty.txt', 'upload.empty'],
      ['c.pdf', 'format.mismatch'],
    ]);
  });

  it.each([
    ['an empty file', 'empty.pdf', Buffer.alloc(0), 422, 'upload.empty'],
    [
      'binary junk',
      'junk.bin',
      Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) % 256)),
      422,
      'format.unknown',
    ],
    ['an archive', 'all.zip', Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'), 422, 'format.unsupported'],
    ['a file that is too large', 'large.txt', Buffer.alloc(2_000_001, 'a'), 413, 'upload.too_large'],
    ['a name without anything visible', '\u200b\u202e', Buffer.from('text'), 422, 'upload.name_invalid'],
  ])('refuses %s at once', async (_, name, content, status, code) => {
    const before = await tenant.get('/v1/documents?limit=200');
    const response = await upload(tenant, name, content);
    expect([response.status, response.body.code]).toEqual([status, code]);
    expect((await tenant.get('/v1/documents?limit=200')).body.items).toHaveLength(before.body.items.length);
  });

  it.each([
    ['a truncated PDF', 'cut.pdf', async () => (await readFile(CONTRACT)).subarray(0, 900), 'extract.damaged'],
    ['a DOCX cut short', 'cut.docx', async () => (await readFile(KOREAN)).subarray(0, 4000), 'extract.damaged'],
  ])('stores on the document why %s could not be read', async (_, name, content, code) => {
    const { body } = await upload(tenant, name, await content());
    const [document] = body.documents ?? [];
    const failed = document ? (await settled(tenant, document.id)).error?.code : body.code;
    expect(failed).toBe(code);
    if (!document) return;
    const text = await tenant.get(`/v1/documents/${document.id}/text`);
    expect([text.status, text.body.code]).toEqual([409, 'document.failed']);
  });

  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['..\\..\\boot.txt', 'boot.txt'],
    [`${'계약서'.repeat(100)}.txt`, `${'계약서'.repeat(100).slice(0, 196)}.txt`],
    ['a\u202Efdp.txt', 'afdp.txt'],
  ])('keeps of the name %j what is fit to show', async (name, shown) => {
    const { body } = await upload(tenant, name, `text of ${name}`);
    expect(body.documents[0].name).toBe(shown);
  });

  it('tells a request without a file, with unknown fields or of another type what is wrong', async () => {
    const none = await tenant.post('/v1/documents').field('password', 'x');
    expect([none.status, none.body.code]).toEqual([400, 'upload.no_file']);
    const unknown = await tenant.post('/v1/documents').field('colour', 'red').attach('file', Buffer.from('x'), 'x.txt');
    expect([unknown.status, unknown.body.code]).toEqual([400, 'request.invalid']);
    expect(unknown.body.errors).toEqual([{ field: 'colour', message: 'unknown field' }]);
    const json = await tenant.post('/v1/documents').send({ file: 'x' });
    expect([json.status, json.body.code]).toEqual([415, 'request.unsupported_media_type']);
    const many = tenant.post('/v1/documents');
    for (let i = 0; i < 6; i += 1) void many.attach('file', Buffer.from(`file ${i}`), `${i}.txt`);
    const refused = await many;
    expect([refused.status, refused.body.code]).toEqual([413, 'upload.too_many_files']);
  });

  it('answers a repeated Idempotency-Key with what was answered first, and another request with a conflict', async () => {
    const send = (text: string) =>
      tenant.post('/v1/documents').set('idempotency-key', 'upload-1').attach('file', Buffer.from(text), 'idem.txt');
    const first = await send('an idempotent upload');
    const again = await send('an idempotent upload');
    expect(again.body).toEqual(first.body);
    const other = await send('something else');
    expect([other.status, other.body.code]).toEqual([409, 'request.idempotency_conflict']);
    const invalid = await tenant
      .post('/v1/documents')
      .set('idempotency-key', 'ü')
      .attach('file', Buffer.from('x'), 'x.txt')
      .catch(() => null);
    if (invalid) expect(invalid.body.code).toBe('request.idempotency_key_invalid');
  });

  it('makes one document of the same file sent ten times at once with one key', async () => {
    const own = await test.tenant();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        own.post('/v1/documents').set('idempotency-key', 'k').attach('file', Buffer.from('ten at once'), 'ten.txt'),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.documents[0].id)).size).toBe(1);
    expect((await own.get('/v1/documents')).body.items).toHaveLength(1);
  });

  it('pages through a list in both directions of content: filter, search in Korean and English, bad cursors', async () => {
    const own = await test.tenant();
    const texts = [
      'alpha liability contract',
      '비밀유지 계약서를 체결한다',
      'beta liability report',
      'gamma 계약 해지',
      'delta',
    ];
    for (const [index, text] of texts.entries())
      await settled(own, (await upload(own, `${index}.txt`, text)).body.documents[0].id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = (await own.get(`/v1/documents?limit=2${cursor ? `&cursor=${cursor}` : ''}`)) as {
        body: { items: DocumentBody[]; nextCursor: string | null };
      };
      seen.push(...body.items.map(({ name }) => name));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(['4.txt', '3.txt', '2.txt', '1.txt', '0.txt']);
    const names = async (query: string) =>
      (await own.get(`/v1/documents?${query}`)).body.items.map(({ name }: DocumentBody) => name);
    expect(await names('q=LIABILITY')).toEqual(['2.txt', '0.txt']);
    expect(await names('q=liab%20contract')).toEqual(['0.txt']);
    expect(await names(`q=${encodeURIComponent('계약')}`)).toEqual(['3.txt', '1.txt']);
    expect(await names(`q=${encodeURIComponent("liability' & !")}`)).toEqual(['2.txt', '0.txt']);
    expect(await names('status=failed')).toEqual([]);
    expect((await own.get('/v1/documents?cursor=nonsense')).body.code).toBe('request.cursor_invalid');
    expect((await own.get('/v1/documents?limit=0')).body.code).toBe('request.invalid');
    expect((await own.get('/v1/documents?colour=red')).body.code).toBe('request.invalid');
  });

  it('erases the file, the text and the results with the document', async () => {
    const { id } = (
      await upload(tenant, 'erase.txt', 'Governing law: this Agreement is governed by the laws of Korea.')
    ).body.documents[0];
    await settled(tenant, id);
    const review = (await tenant.post(`/v1/documents/${id}/reviews`)).body.id as string;
    await eventually(
      async () => (await tenant.get(`/v1/analyses/${review}`)).body.status as string,
      (status) => status === 'done',
    );
    expect((await tenant.delete(`/v1/documents/${id}`)).status).toBe(204);
    for (const path of [`documents/${id}`, `documents/${id}/text`, `documents/${id}/file`]) {
      expect((await tenant.get(`/v1/${path}`)).body.code).toBe('document.not_found');
    }
    expect((await tenant.get(`/v1/analyses/${review}`)).body.code).toBe('analysis.not_found');
    expect((await tenant.delete(`/v1/documents/${id}`)).body.code).toBe('document.not_found');
    const blob = join(test.config.uploadsDir, tenant.workspaceId, id.slice(-2), id);
    await expect(readFile(blob)).rejects.toThrow('ENOENT');
  });

  it('keeps neither a password nor the text of a document in a log', async () => {
    const secret = 'open-sesame-4711';
    const marker = 'Zanzibarquokka';
    const { id } = (await upload(tenant, 'private.txt', `The ${marker} clause`, { password: secret })).body
      .documents[0];
    await settled(tenant, id);
    const rows = await test.database.query('SELECT password_sealed FROM documents WHERE id = $1', [id]);
    expect(rows).toEqual([{ password_sealed: null }]);
    const log = test.logs.join('\n');
    expect(log).toContain('POST');
    expect(log).not.toContain(secret);
    expect(log).not.toContain(marker);
    expect(log).not.toContain(tenant.key);
  });
});

function binary(response: supertest.Response, done: (error: Error | null, body: Buffer) => void): void {
  const stream = response as unknown as NodeJS.ReadableStream;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
