import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ComparisonService } from '../src/documents/comparison.service.js';
import { lockSeries } from '../src/documents/registrar.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import { makeMail } from './support/mail.js';

interface Version {
  id: string;
  name: string;
  seriesId: string;
  version: number;
  status: string;
  duplicate: boolean;
}

const FIRST = `SERVICES AGREEMENT

1. Term. The term of this Agreement is three years from the Effective Date.

2. Fees. The Customer shall pay the fees within thirty days after receipt of an invoice.

3. Governing Law. This Agreement is governed by the laws of the State of New York.
`;
const SECOND = FIRST.replace('thirty days', 'sixty days')
  .replace('3. Governing', '4. Governing')
  .replace('\n4.', '\n3. Confidentiality. Each party shall keep the information of the other party secret.\n\n4.');

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp();
});
beforeEach(async () => {
  tenant = await test.tenant();
});
afterAll(() => test.close());

async function send(name: string, content: string | Buffer, series?: string) {
  const request = tenant.post('/v1/documents');
  if (series) void request.field('series', series);
  return request.attach('file', Buffer.from(content), name);
}

async function upload(name: string, content: string | Buffer, series?: string): Promise<Version> {
  const { body, status } = await send(name, content, series);
  expect([status, body.code]).toEqual([201, undefined]);
  const [{ id, duplicate }] = body.documents as [Version];
  const document = await eventually(
    async () => (await tenant.get(`/v1/documents/${id}`)).body as Version,
    ({ status: now }) => now === 'ready' || now === 'failed',
  );
  return { ...document, duplicate };
}

describe(lockSeries.name, () => {
  it('numbers the versions of a series, named by any of its documents or by itself', async () => {
    const one = await upload('1.txt', 'First.');
    const two = await upload('2.txt', 'Second.', one.id);
    const three = await upload('3.txt', 'Third.', two.id);
    const four = await upload('4.txt', 'Fourth.', one.seriesId);
    expect([one, two, three, four].map(({ seriesId, version }) => [seriesId, version])).toEqual(
      [1, 2, 3, 4].map((version) => [one.seriesId, version]),
    );
    await upload('other.txt', 'Of another series.');
    for (const id of [one.seriesId, three.id]) {
      const { body } = await tenant.get(`/v1/documents?series=${id}`);
      expect(body.items.map(({ version }: Version) => version)).toEqual([4, 3, 2, 1]);
    }
  });

  it('gives versions uploaded at the same time numbers of their own', async () => {
    const { id } = await upload('1.txt', 'First.');
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => send(`v${n}.txt`, `Version ${n}.`, id)));
    const numbers = answers.map(({ body }) => (body.documents as [Version])[0].version);
    expect(numbers.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes the same bytes for the version that they are', async () => {
    const one = await upload('1.txt', 'First.');
    const two = await upload('2.txt', 'Second.', one.id);
    expect(await upload('again.txt', 'Second.', one.id)).toMatchObject({ id: two.id, version: 2, duplicate: true });
    expect(await upload('first.txt', 'First.', two.id)).toMatchObject({ id: one.id, version: 1, duplicate: true });
  });

  it('lets a document that stands alone join a series, and one with other versions stay', async () => {
    const one = await upload('1.txt', 'First.');
    const alone = await upload('alone.txt', 'Second.');
    expect(await upload('2.txt', 'Second.', one.id)).toMatchObject({
      id: alone.id,
      seriesId: one.seriesId,
      version: 2,
    });
    const other = await upload('other.txt', 'Other.');
    const refused = await send('2.txt', 'Second.', other.id);
    expect([refused.status, refused.body.code]).toEqual([409, 'document.in_other_series']);
    expect((await tenant.get(`/v1/documents?series=${other.id}`)).body.items).toHaveLength(1);
  });

  it('makes a version of what came with a mail', async () => {
    const one = await upload('1.txt', 'First.');
    const mail = await upload(
      'mail.eml',
      makeMail({ text: 'Our changes.', attachments: [{ name: 'v2.txt', content: 'Second.' }] }),
    );
    const two = await upload('v2.txt', 'Second.', one.id);
    expect(two).toMatchObject({ seriesId: one.seriesId, version: 2, duplicate: true, parents: [{ id: mail.id }] });
  });

  it('refuses a series that is not there, is no id, or is of several files', async () => {
    const missing = await send('1.txt', 'First.', '01940000-0000-7000-8000-000000000000');
    expect([missing.status, missing.body.code]).toEqual([404, 'document.not_found']);
    const stranger = await test.tenant();
    const foreign = (await stranger.post('/v1/documents').attach('file', Buffer.from('x'), 'x.txt')).body.documents[0]
      .id;
    expect((await send('1.txt', 'First.', foreign)).body.code).toBe('document.not_found');
    const malformed = await send('1.txt', 'First.', 'not-an-id');
    expect([malformed.status, malformed.body.errors[0].field]).toEqual([400, 'series']);
    const { id } = await upload('1.txt', 'First.');
    const several = await tenant
      .post('/v1/documents')
      .field('series', id)
      .attach('file', Buffer.from('a'), 'a.txt')
      .attach('file', Buffer.from('b'), 'b.txt');
    expect([several.status, several.body.errors]).toEqual([
      400,
      [{ field: 'series', message: 'takes one file an upload' }],
    ]);
    expect((await tenant.get('/v1/documents')).body.items).toHaveLength(1);
  });
});

describe(ComparisonService.name, () => {
  it('tells what became of the version before, with quotes of either text', async () => {
    const one = await upload('1.txt', FIRST);
    const two = await upload('2.txt', SECOND, one.id);
    const { body, status } = await tenant.get(`/v1/documents/${two.id}/comparison`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      left: { id: one.id, version: 1 },
      right: { id: two.id, version: 2 },
      summary: { added: 1, removed: 0, changed: 1, moved: 1 },
    });
    const texts = await Promise.all(
      [one, two].map(async ({ id }) => (await tenant.get(`/v1/documents/${id}/text`)).body.text as string),
    );
    for (const { left, right } of body.items) {
      for (const [side, text] of [
        [left, texts[0]],
        [right, texts[1]],
      ]) {
        if (side) expect(text.slice(side.start, side.end)).toBe(side.quote);
      }
    }
    const changes = await tenant.get(`/v1/documents/${two.id}/comparison?with=${one.id}&items=changes`);
    expect(
      changes.body.items.map(({ status: each, left, right }: { status: string; left: Side; right: Side }) => [
        each,
        left?.provision.number,
        right?.provision.number,
      ]),
    ).toEqual([
      ['changed', '2', '2'],
      ['added', undefined, '3'],
      ['moved', '3', '4'],
    ]);
    const back = await tenant.get(`/v1/documents/${one.id}/comparison?with=${two.id}`);
    expect(back.body.summary).toMatchObject({ added: 0, removed: 1, changed: 1, moved: 1 });
  });

  it('says when there is nothing to compare with, or what there is cannot be compared', async () => {
    const { id } = await upload('1.txt', FIRST);
    const alone = await tenant.get(`/v1/documents/${id}/comparison`);
    expect([alone.status, alone.body.code]).toEqual([409, 'document.no_other_version']);
    const failed = await upload('broken.pdf', `%PDF-1.7\n${FIRST}\n%%EOF\n`);
    expect(failed.status).toBe('failed');
    expect((await tenant.get(`/v1/documents/${id}/comparison?with=${failed.id}`)).body.code).toBe('document.failed');
    const stranger = await test.tenant();
    const foreign = (await stranger.post('/v1/documents').attach('file', Buffer.from('x'), 'x.txt')).body.documents[0]
      .id;
    expect((await tenant.get(`/v1/documents/${id}/comparison?with=${foreign}`)).body.code).toBe('document.not_found');
    expect((await tenant.get(`/v1/documents/${id}/comparison?with=nonsense`)).status).toBe(400);
  });

  it('refuses what is too large before it is read', async () => {
    const { id } = await upload('1.txt', FIRST);
    const other = await upload('2.txt', SECOND);
    await test.database.query('UPDATE documents SET characters = 50000000 WHERE id = $1', [other.id]);
    const refused = await tenant.get(`/v1/documents/${id}/comparison?with=${other.id}`);
    expect([refused.status, refused.body.code]).toEqual([422, 'comparison.too_large']);
  });
});

type Side = { provision: { number: string } } | null;
