import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assetsDir } from '../src/config/paths.js';
import { DocumentsController } from '../src/documents/documents.controller.js';
import { DocumentFactsSchema } from '../src/documents/facts.schema.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';

const KOREAN = join(assetsDir, 'documents/korean-service-contract.docx');

let test: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
});
afterAll(() => test.close());

async function ready(name: string, content: Buffer): Promise<string> {
  const { body } = await tenant.post('/v1/documents').attach('file', content, name);
  const { id } = body.documents[0];
  await eventually(
    async () => (await tenant.get(`/v1/documents/${id}`)).body,
    ({ status }) => status === 'ready' || status === 'failed',
  );
  return id;
}

describe(`${DocumentsController.name} facts`, () => {
  it('gives the card of a contract, every fact cited', async () => {
    const id = await ready('계약서.docx', await readFile(KOREAN));
    const { body, status } = await tenant.get(`/v1/documents/${id}/facts`);
    expect(status).toBe(200);
    const facts = DocumentFactsSchema.parse(body);
    expect(facts).toMatchObject({
      id,
      parties: [
        { value: { name: '주식회사 온새물류', alias: '갑' } },
        { value: { name: '주식회사 다솔코드웍스', alias: '을' } },
      ],
      agreementDate: { value: '2026-02-23' },
      expirationDate: { value: '2026-11-30' },
      contractValue: { value: { amount: 480_000_000, currency: 'KRW' } },
      governingLaw: { value: '대한민국' },
    });
    const { text } = (await tenant.get(`/v1/documents/${id}/text`)).body as { text: string };
    for (const fact of Object.values(facts).flat()) {
      if (fact === null || typeof fact === 'string') continue;
      for (const { start, end, quote } of fact.citations) expect(text.slice(start, end)).toBe(quote);
    }
  });

  it('has nothing to say of what is no contract', async () => {
    const id = await ready('note.txt', Buffer.from('Lunch is at noon.\n'));
    const { body } = await tenant.get(`/v1/documents/${id}/facts`);
    expect(body).toMatchObject({ id, title: null, parties: [], governingLaw: null, contractValue: null });
  });
});
