import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { assetsDir } from '../src/config/paths.js';
import { AttachmentsService } from '../src/documents/attachments.service.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { makeMail } from './support/mail.js';
import { makeTnef } from './support/tnef.js';

interface Detail {
  id: string;
  name: string;
  status: string;
  warnings: { code: string; message: string }[];
  attachments: {
    id: string | null;
    name: string;
    bytes: number;
    status: string | null;
    error: { code: string } | null;
  }[];
  parents: { id: string; name: string }[];
}

const DOCX = join(assetsDir, 'documents/korean-service-contract.docx');

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp();
});
beforeEach(async () => {
  tenant = await test.tenant();
});
afterAll(() => test.close());

async function upload(name: string, content: Buffer | string): Promise<Detail> {
  const { body, status } = await tenant.post('/v1/documents').attach('file', Buffer.from(content), name);
  expect(status).toBe(201);
  return settled((body as { documents: Detail[] }).documents[0]!.id);
}

async function settled(id: string): Promise<Detail> {
  return eventually(
    async () => (await tenant.get(`/v1/documents/${id}`)).body as Detail,
    ({ status }) => status === 'ready' || status === 'failed',
  );
}

async function codeOf(id: string): Promise<string | undefined> {
  return ((await tenant.get(`/v1/documents/${id}`)).body as { code?: string }).code;
}

async function count(): Promise<number> {
  return ((await tenant.get('/v1/documents?limit=200')).body as { items: unknown[] }).items.length;
}

function blobOf(id: string): string {
  return join(test.config.uploadsDir, tenant.workspaceId, id.slice(-2), id);
}

describe(AttachmentsService.name, () => {
  it('makes documents of what a mail carries, each with its parent, its bytes and its text', async () => {
    const contract = await readFile(DOCX);
    const mail = await upload(
      'mail.eml',
      makeMail({
        subject: '계약서 송부',
        text: '계약서를 첨부합니다.',
        attachments: [
          { name: '계약서.docx', content: contract },
          { name: 'notes.txt', content: 'The notes of the meeting.', type: 'text/plain' },
        ],
      }),
    );
    expect(mail).toMatchObject({ status: 'ready', parents: [], warnings: [] });
    expect(mail.attachments.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['계약서.docx', contract.length],
      ['notes.txt', 25],
    ]);
    const { body } = await tenant.get(`/v1/documents/${mail.id}/text`);
    expect((body as { text: string }).text).toBe(
      'From: Kim <kim@example.kr>\nTo: Lee <lee@example.kr>\nDate: Mon, 23 Nov 2026 10:00:00 +0900\nSubject: 계약서 송부\n\n' +
        '계약서를 첨부합니다.\n\nAttachments:\n- 계약서.docx\n- notes.txt',
    );
    for (const { id } of mail.attachments) {
      expect(await settled(id!)).toMatchObject({ status: 'ready', parents: [{ id: mail.id, name: 'mail.eml' }] });
    }
    expect(await readFile(blobOf(mail.attachments[0]!.id!))).toEqual(contract);
  });

  it('goes into attached mails, and names what is no document with the reason', async () => {
    const inner = makeMail({
      subject: 'inner',
      text: 'Inside.',
      attachments: [{ name: 'deep.txt', content: 'Deep inside.' }],
    });
    const mail = await upload(
      'outer.eml',
      makeMail({
        text: 'See below.',
        attachments: [
          { name: 'inner.eml', content: inner, type: 'message/rfc822', raw: true },
          {
            name: 'logo.gif',
            content: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
          },
          { name: 'winmail.dat', content: makeTnef({ attachments: [{ title: 'packed.txt', content: 'Packed.' }] }) },
          { name: 'empty.txt', content: '' },
        ],
      }),
    );
    expect(mail.attachments.map(({ name, id, error }) => [name, id !== null, error?.code])).toEqual([
      ['inner.eml', true, undefined],
      ['logo.gif', false, 'format.unsupported'],
      ['winmail.dat', true, undefined],
      ['empty.txt', false, 'upload.empty'],
    ]);
    expect(mail.warnings.map(({ code, message }) => [code, message])).toEqual([
      ['attachment_skipped', 'An attachment was not taken as a document of its own: logo.gif: GIF files are not read'],
      ['attachment_skipped', 'An attachment was not taken as a document of its own: empty.txt: The file is empty'],
    ]);
    const packed = await settled(mail.attachments[2]!.id!);
    expect(packed).toMatchObject({ status: 'ready', attachments: [{ name: 'packed.txt' }] });
    expect(await settled(packed.attachments[0]!.id!)).toMatchObject({ status: 'ready', characters: 'Packed.'.length });
    const nested = await settled(mail.attachments[0]!.id!);
    expect(await settled(nested.attachments[0]!.id!)).toMatchObject({
      name: 'deep.txt',
      status: 'ready',
      parents: [{ id: nested.id }],
    });
  });

  it('opens mails in mails down to a depth, and says where it stops', async () => {
    let mail = makeMail({ subject: 'level 8', text: 'The innermost one.' });
    for (let level = 7; level >= 0; level -= 1) {
      const attachments = [{ name: `level-${level + 1}.eml`, content: mail, type: 'message/rfc822', raw: true }];
      mail = makeMail({ subject: `level ${level}`, text: `Level ${level}.`, attachments });
    }
    let current = await upload('level-0.eml', mail);
    let depth = 0;
    for (; current.attachments[0]?.id; depth += 1) current = await settled(current.attachments[0].id);
    expect(depth).toBe(5);
    expect(current.attachments).toMatchObject([{ id: null, error: { code: 'attachment.nested_too_deep' } }]);
    expect(current.warnings.map(({ code }) => code)).toEqual(['attachment_skipped']);
  });

  it('takes the same bytes for the same document, in one mail, in two, and uploaded', async () => {
    const file = { name: 'terms.txt', content: 'The terms of business.' };
    const uploaded = await upload('by-itself.txt', file.content);
    const one = await upload(
      'one.eml',
      makeMail({ subject: 'one', text: '1', attachments: [file, { ...file, name: 'again.txt' }] }),
    );
    const two = await upload('two.eml', makeMail({ subject: 'two', text: '2', attachments: [file] }));
    expect([...one.attachments, ...two.attachments].map(({ id }) => id)).toEqual([
      uploaded.id,
      uploaded.id,
      uploaded.id,
    ]);
    expect((await settled(uploaded.id)).parents.map(({ name }) => name)).toEqual(['one.eml', 'two.eml']);
    expect(await count()).toBe(3);
  });

  it('erases with a mail what came with it alone, and nothing that is somebody else’s', async () => {
    const shared = { name: 'shared.txt', content: 'In two mails.' };
    const own = { name: 'own.txt', content: 'In one mail.' };
    const kept = { name: 'kept.txt', content: 'Uploaded as well.' };
    const inner = makeMail({
      subject: 'inner',
      text: 'Inside.',
      attachments: [{ name: 'deep.txt', content: 'Deep.' }],
    });
    const nested = { name: 'inner.eml', content: inner, type: 'message/rfc822', raw: true };
    const one = await upload(
      'one.eml',
      makeMail({ subject: 'one', text: '1', attachments: [shared, own, kept, nested] }),
    );
    const two = await upload('two.eml', makeMail({ subject: 'two', text: '2', attachments: [shared] }));
    const ids = one.attachments.map(({ id }) => id!);
    for (const id of ids) await settled(id);
    const deep = (await settled(ids[3]!)).attachments[0]!.id!;
    await settled(deep);
    await upload('kept.txt', kept.content);

    expect((await tenant.delete(`/v1/documents/${one.id}`)).status).toBe(204);
    expect(await Promise.all([...ids, deep].map(codeOf))).toEqual([
      undefined,
      'document.not_found',
      undefined,
      'document.not_found',
      'document.not_found',
    ]);
    await expect(stat(blobOf(deep))).rejects.toThrow('ENOENT');
    expect((await settled(ids[0]!)).parents).toEqual([{ id: two.id, name: 'two.eml' }]);

    expect((await tenant.delete(`/v1/documents/${ids[0]}`)).status).toBe(204);
    expect((await settled(two.id)).attachments).toMatchObject([{ id: null, name: 'shared.txt', error: null }]);
  });

  it('leaves nothing in the store that no document holds', async () => {
    const file = { name: 'terms.txt', content: 'The same terms twice.' };
    const mail = await upload('twice.eml', makeMail({ text: 'x', attachments: [file, { ...file, name: 'copy.txt' }] }));
    await settled(mail.attachments[0]!.id!);
    const rows = await test.database.query('SELECT id FROM documents WHERE workspace_id = $1', [tenant.workspaceId]);
    const entries = await readdir(join(test.config.uploadsDir, tenant.workspaceId), {
      recursive: true,
      withFileTypes: true,
    });
    const blobs = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(blobs.toSorted()).toEqual(rows.map(({ id }) => String(id)).toSorted());
  });

  it('reads two mails with the same attachments at the same time, and the attachments uploaded beside them', async () => {
    const files = Array.from({ length: 6 }, (_, n) => ({ name: `${n}.txt`, content: `Attachment number ${n}.` }));
    const answers = await Promise.all(
      [files, files.toReversed()].map((attachments, n) =>
        tenant
          .post('/v1/documents')
          .attach('file', makeMail({ subject: `mail ${n}`, text: `${n}`, attachments }), `${n}.eml`)
          .attach('file', Buffer.from(files[n]!.content), 'own.txt'),
      ),
    );
    const ids = answers.map(({ body }) => (body as { documents: Detail[] }).documents[0]!.id);
    for (const id of ids) {
      const { status, attachments } = await settled(id);
      expect(status).toBe('ready');
      for (const each of attachments) expect((await settled(each.id!)).status).toBe('ready');
    }
    expect(await count()).toBe(8);
  });
});
