import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentRegistrar } from '../src/documents/registrar.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { makeMail } from './support/mail.js';
import { makePdf } from './support/pdf.js';
import { tenantRows } from './support/tenant-tables.js';

interface Document {
  id: string;
  name: string;
  status: string;
  error: { code: string } | null;
  attachments: { id: string }[];
}

let test: TestApp;
let tenant: Tenant;
/** Every answer the server gave. */
const answers: string[] = [];
let made = 0;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
});
afterAll(() => test.close());

/** A protected file with words of its own. */
function protectedPdf(password: string): Buffer {
  made += 1;
  const lines = [`The agreement number ${made} is confidential.`];
  return makePdf([{ lines }], { encrypt: { user: password, owner: `owner-${made}` } });
}

async function upload(files: [string, Buffer][], fields: Record<string, string> = {}): Promise<Document[]> {
  const request = tenant.post('/v1/documents');
  for (const [field, value] of Object.entries(fields)) void request.field(field, value);
  for (const [name, content] of files) void request.attach('file', content, name);
  const { body, text, status } = await request;
  answers.push(text);
  expect(status).toBe(201);
  return Promise.all((body as { documents: Document[] }).documents.map(({ id }) => settled(id)));
}

async function settled(id: string): Promise<Document> {
  return eventually(
    async () => {
      const { body, text } = await tenant.get(`/v1/documents/${id}`);
      answers.push(text);
      return body as Document;
    },
    ({ status }) => status === 'ready' || status === 'failed',
  );
}

async function give(id: string, body: object) {
  const answer = await tenant.post(`/v1/documents/${id}/password`).send(body);
  answers.push(answer.text);
  return answer;
}

describe(DocumentRegistrar.name, () => {
  it('opens each of several files with its own password, and the others with the one for all', async () => {
    const documents = await upload(
      [
        ['one.pdf', protectedPdf('alpha-secret')],
        ['둘.pdf', protectedPdf('beta-secret')],
        ['three.pdf', protectedPdf('common-secret')],
        ['open.txt', Buffer.from('No password at all.')],
      ],
      { passwords: JSON.stringify({ 'one.pdf': 'alpha-secret', '둘.pdf': 'beta-secret' }), password: 'common-secret' },
    );
    expect(documents.map(({ name, status }) => [name, status])).toEqual([
      ['one.pdf', 'ready'],
      ['둘.pdf', 'ready'],
      ['three.pdf', 'ready'],
      ['open.txt', 'ready'],
    ]);
  });

  it('says which password is missing or wrong, and tries the same document again with the right one', async () => {
    const [document] = await upload([['closed.pdf', protectedPdf('gamma-secret')]]);
    expect(document).toMatchObject({ status: 'failed', error: { code: 'extract.encrypted' } });
    expect((await give(document!.id, { password: 'not-it-secret' })).status).toBe(202);
    expect(await settled(document!.id)).toMatchObject({ status: 'failed', error: { code: 'extract.wrong_password' } });
    expect((await give(document!.id, { password: 'gamma-secret' })).body).toMatchObject({
      id: document!.id,
      error: null,
    });
    expect(await settled(document!.id)).toMatchObject({ status: 'ready', error: null });
    expect((await give(document!.id, { password: 'gamma-secret' })).body.code).toBe('document.not_protected');
  });

  it('tries a document again when it is uploaded again with a password', async () => {
    const bytes = protectedPdf('delta-secret');
    const [first] = await upload([['delta.pdf', bytes]]);
    expect(first?.error?.code).toBe('extract.encrypted');
    const [again] = await upload([['delta.pdf', bytes]], { password: 'delta-secret' });
    expect(again).toMatchObject({ id: first?.id, status: 'ready' });
  });

  it('opens the attachments of a mail with the password given for the mail', async () => {
    const mail = makeMail({
      text: 'The password follows.',
      attachments: [{ name: 'closed.pdf', content: protectedPdf('mail-secret') }],
    });
    const [document] = await upload([['mail.eml', mail]], { password: 'mail-secret' });
    expect(await settled(document!.attachments[0]!.id)).toMatchObject({ status: 'ready', error: null });
  });

  it.each([
    ['passwords', 'not JSON mistyped-secret'],
    ['passwords', '{"a.txt": 5}'],
    ['passwords', '["list-secret"]'],
    ['passwords', '{"elsewhere.txt": "unused-secret"}'],
    ['password', 'x'.repeat(2000)],
  ])('refuses a field %s that does not fit, without repeating it', async (field, value) => {
    const answer = await tenant.post('/v1/documents').field(field, value).attach('file', Buffer.from('a'), 'a.txt');
    answers.push(answer.text);
    expect([answer.status, answer.body.code, answer.body.errors[0].field]).toEqual([400, 'request.invalid', field]);
  });

  it('refuses a body without a password, and a document that waits for none or is not there', async () => {
    const [open] = await upload([['plain.txt', Buffer.from('Plain.')]]);
    expect((await give(open!.id, {})).status).toBe(400);
    expect((await give(open!.id, { password: 'stray-secret' })).body.code).toBe('document.not_protected');
    expect((await give('01940000-0000-7000-8000-000000000000', { password: 'stray-secret' })).body.code).toBe(
      'document.not_found',
    );
  });

  it('leaves no password in the database, a log or an answer', async () => {
    const rows = JSON.stringify(await tenantRows(test.database, tenant.workspaceId));
    const queue = JSON.stringify(await test.database.query(`SELECT to_jsonb(j) FROM pgboss.job j`));
    const logs = test.logs.join('\n');
    for (const place of [rows, queue, logs, answers.join('\n')]) {
      expect(place.length).toBeGreaterThan(1000);
      expect(/[\w가-힣-]*-secret/.exec(place)?.[0]).toBeUndefined();
      expect(place).not.toContain(Buffer.from('gamma-secret').toString('base64').slice(0, 14));
    }
    expect(rows).toContain('"password_sealed":null');
    expect(rows).not.toMatch(/"password_sealed":"/);
    const files = await test.database.query(`SELECT id FROM documents WHERE password_sealed IS NOT NULL`);
    expect(files).toEqual([]);
  });
});
