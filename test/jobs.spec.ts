import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { AnalysisJob } from '../src/analyses/analysis.job.js';
import { AnalystRegistry } from '../src/analyses/analyst.registry.js';
import { AppError } from '../src/common/errors/app-error.js';
import { newId } from '../src/common/ids.js';
import { Database } from '../src/database/database.service.js';
import { sha256Hex } from '../src/contracts/normalise.js';
import type { DocumentView } from '../src/documents/document.views.js';
import { ExtractionJob } from '../src/documents/extraction.job.js';
import { type Extraction, Extractor } from '../src/extraction/index.js';
import { JobsService, type JobView } from '../src/jobs/jobs.service.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';

/** Tries after the first, lowered for the test: the waits between them double. */
const RETRIES = 2;

let test: TestApp;
let tenant: Tenant;
let extractor: Extractor;

beforeAll(async () => {
  test = await createTestApp();
  extractor = test.app.get(Extractor, { strict: false });
  await test.database.query('UPDATE pgboss.queue SET retry_limit = $1 WHERE name = ANY($2)', [
    RETRIES,
    ['extract', 'analyse'],
  ]);
});
beforeEach(async () => {
  tenant = await test.tenant();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => test.close());

let made = 0;

async function upload(): Promise<DocumentView> {
  made += 1;
  const text = `SERVICES AGREEMENT number ${made}. This Agreement shall be governed by the laws of the State of New York.\n`;
  const { body } = await tenant
    .post('/v1/documents')
    .attach('file', Buffer.from(text), `agreement-${made}.txt`)
    .expect(201);
  return (body as { documents: DocumentView[] }).documents[0]!;
}

async function get<T>(path: string): Promise<T> {
  return (await tenant.get(path).expect(200)).body as T;
}

function reaches<T extends { status: string }>(path: string, ...wanted: string[]): Promise<T> {
  return eventually(
    () => get<T>(path),
    ({ status }) => wanted.includes(status),
  );
}

async function jobs(query = ''): Promise<JobView[]> {
  return (await get<{ items: JobView[] }>(`/v1/jobs${query}`)).items;
}

interface Wait {
  retry: number;
  seconds: number;
}

/** The waits that the queue ordered between the tries of a job, read while it waits, until it has failed for good. */
async function waitsOf(jobId: string): Promise<Wait[]> {
  const waits = new Map<number, number>();
  await eventually(
    async () => {
      const [row] = await test.database.query(
        `SELECT state::text, retry_count AS retry, extract(epoch FROM start_after - started_on)::float AS seconds FROM pgboss.job WHERE id = $1`,
        [jobId],
      );
      if (row?.state === 'retry') waits.set(Number(row.retry), Number(row.seconds));
      return row?.state;
    },
    (state) => state === 'failed',
    45_000,
  );
  return [...waits].map(([retry, seconds]) => ({ retry, seconds }));
}

describe('a queue', () => {
  it('works off what waits without a pause between jobs', async () => {
    const request = tenant.post('/v1/documents');
    for (let number = 1; number <= 10; number += 1) {
      void request.attach('file', Buffer.from(`Agreement number ${number} of ten.`), `${number}.txt`);
    }
    await request.expect(201);
    const started = performance.now();
    await eventually(
      async () => (await get<{ items: unknown[] }>('/v1/documents?status=ready')).items.length,
      (ready) => ready === 10,
    );
    // The queue looks by itself every five seconds only.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('a job that fails for a reason nobody foresaw', () => {
  it('is tried again, later each time; then what it was for has failed, until it is requeued', async () => {
    const healthy = await upload();
    await reaches(`/v1/documents/${healthy.id}`, 'ready');
    const extract = jest.spyOn(extractor, 'extract').mockRejectedValue(new Error('a bug of ours'));
    const registry = test.app.get(AnalystRegistry, { strict: false });
    jest.spyOn(registry, 'analyst').mockRejectedValue(new TypeError('another bug of ours'));
    const document = await upload();
    const review = (await tenant.post(`/v1/documents/${healthy.id}/reviews`).send({}).expect(202)).body as AnalysisView;
    const all = await jobs();
    const extraction = all.find(({ data }) => data.documentId === document.id)!;
    const analysis = all.find(({ data }) => data.analysisId === review.id)!;

    for (const waits of await Promise.all([waitsOf(extraction.id), waitsOf(analysis.id)])) {
      expect(waits.map(({ retry }) => retry)).toEqual([0, 1]);
      for (const { retry, seconds } of waits) expect(seconds).toBeGreaterThanOrEqual(2 ** retry);
    }
    expect(extract).toHaveBeenCalledTimes(1 + RETRIES);
    expect(await reaches<DocumentView>(`/v1/documents/${document.id}`, 'failed')).toMatchObject({
      error: { code: 'extract.crashed' },
    });
    expect(await reaches<AnalysisView>(`/v1/analyses/${review.id}`, 'failed')).toMatchObject({
      error: { code: 'analysis.interrupted' },
    });
    const failed = await jobs('?state=failed');
    expect(failed).toHaveLength(2);
    expect(failed).toContainEqual(
      expect.objectContaining({ id: extraction.id, name: 'extract', retryCount: RETRIES, error: 'a bug of ours' }),
    );
    expect(failed).toContainEqual(expect.objectContaining({ id: analysis.id, name: 'analyse', retryCount: RETRIES }));

    jest.restoreAllMocks();
    for (const { id } of failed) {
      const { body, status } = await tenant.post(`/v1/jobs/${id}/requeue`);
      expect([status, (body as JobView).state]).toEqual([202, 'retry']);
    }
    expect(await reaches<DocumentView>(`/v1/documents/${document.id}`, 'ready')).toMatchObject({ error: null });
    const done = await reaches<AnalysisView>(`/v1/analyses/${review.id}`, 'done');
    expect(done.error).toBeNull();
    expect(done.findings).not.toEqual([]);
    await eventually(
      () => jobs('?state=failed'),
      (left) => left.length === 0,
    );
  }, 90_000);
});

describe('a job that ends in an outcome of the catalogue', () => {
  it('has done what it was for: it is not tried again', async () => {
    const extract = jest.spyOn(extractor, 'extract').mockRejectedValue(new AppError('extract.damaged'));
    const document = await upload();
    expect(await reaches<DocumentView>(`/v1/documents/${document.id}`, 'failed')).toMatchObject({
      error: { code: 'extract.damaged' },
    });
    await eventually(
      () => jobs(),
      ([job]) => job?.state === 'completed',
    );
    expect(extract).toHaveBeenCalledTimes(1);
  });
});

describe('POST /v1/jobs/:id/requeue', () => {
  it('refuses a job that has not failed', async () => {
    const document = await upload();
    await reaches(`/v1/documents/${document.id}`, 'ready');
    const [job] = await eventually(
      () => jobs('?state=completed'),
      (found) => found.length === 1,
    );
    const { body, status } = await tenant.post(`/v1/jobs/${job!.id}/requeue`);
    expect([status, (body as { code: string }).code]).toEqual([409, 'job.not_failed']);
    expect(await jobs('?state=completed')).toEqual([job]);
  });

  it.each(['00000000-0000-7000-8000-000000000000', 'no-id'])('does not know %s', async (id) => {
    const { body, status } = await tenant.post(`/v1/jobs/${id}/requeue`);
    expect([status, (body as { code: string }).code]).toEqual([404, 'job.not_found']);
  });
});

describe(JobsService.name, () => {
  it('enqueues in the transaction of the caller: what is rolled back was never there', async () => {
    const database = test.app.get(Database, { strict: false });
    const service = test.app.get(JobsService, { strict: false });
    const { workspaceId } = tenant;
    const nothing = { workspaceId, documentId: newId() };
    const rolledBack = database.forWorkspace(tenant.scope, async (em) => {
      await service.enqueue(em, 'extract', nothing);
      const seen = await em.query<unknown[]>(`SELECT 1 FROM pgboss.job WHERE data->>'workspaceId' = $1`, [workspaceId]);
      expect(seen).toHaveLength(1);
      throw new Error('the caller thinks better of it');
    });
    await expect(rolledBack).rejects.toThrow('thinks better');
    expect(await jobs()).toEqual([]);
    const id = await database.forWorkspace(tenant.scope, (em) => service.enqueue(em, 'extract', nothing));
    await eventually(
      () => jobs('?state=completed'),
      (found) => found.some((job) => job.id === id),
    );
  });

  it('leaves no document behind whose job could not be written', async () => {
    jest.spyOn(JobsService.prototype, 'enqueue').mockRejectedValue(new Error('no room in the queue'));
    const { status } = await tenant
      .post('/v1/documents')
      .attach('file', Buffer.from('An agreement that never was.\n'), 'a.txt');
    expect(status).toBe(500);
    expect(await get('/v1/documents')).toEqual({ items: [], nextCursor: null });
  });
});

/** An extraction that waits to be told its text. */
function heldExtractions(): ((text: string) => void)[] {
  const held: ((text: string) => void)[] = [];
  jest.spyOn(extractor, 'extract').mockImplementation(
    () =>
      new Promise<Extraction>((resolve) => {
        held.push((text) =>
          resolve({
            text,
            textHash: sha256Hex(text),
            provisions: [],
            pages: [{ number: 1, start: 0, end: text.length, status: 'ok' }],
            tables: [],
            remarks: [],
            attachments: [],
            language: 'en',
            warnings: [],
            metadata: {},
          }),
        );
      }),
  );
  return held;
}

describe('the effect of a job', () => {
  const context = { id: newId(), retryCount: 0, signal: new AbortController().signal };

  it('comes once, however often the job does', async () => {
    const document = await upload();
    const ready = await reaches<DocumentView>(`/v1/documents/${document.id}`, 'ready');
    const job = { workspaceId: tenant.workspaceId, documentId: document.id };
    const extract = jest.spyOn(extractor, 'extract');
    await test.app.get(ExtractionJob, { strict: false }).extract(job, context);
    expect(extract).not.toHaveBeenCalled();
    expect(await get(`/v1/documents/${document.id}`)).toEqual(ready);

    const { id } = (await tenant.post(`/v1/documents/${document.id}/reviews`).send({}).expect(202))
      .body as AnalysisView;
    const done = await reaches<AnalysisView>(`/v1/analyses/${id}`, 'done');
    await test.app
      .get(AnalysisJob, { strict: false })
      .analyse({ workspaceId: tenant.workspaceId, analysisId: id }, context);
    expect(await get(`/v1/analyses/${id}`)).toEqual(done);
  });

  it('is that of the last try: one that was overtaken writes nothing', async () => {
    const held = heldExtractions();
    const document = await upload();
    await eventually(
      async () => held.length,
      (count) => count === 1,
    );
    const second = test.app
      .get(ExtractionJob, { strict: false })
      .extract({ workspaceId: tenant.workspaceId, documentId: document.id }, context);
    await eventually(
      async () => held.length,
      (count) => count === 2,
    );
    held[0]!('the text of the first try');
    await eventually(
      () => jobs('?state=completed'),
      (found) => found.length === 1,
    );
    expect(await get<DocumentView>(`/v1/documents/${document.id}`)).toMatchObject({ status: 'extracting' });
    held[1]!('the text of the second try');
    await second;
    expect(await get(`/v1/documents/${document.id}/text`)).toMatchObject({ text: 'the text of the second try' });
  });

  it('stands although the tries before were given up while it was on its way', async () => {
    const held = heldExtractions();
    const document = await upload();
    await eventually(
      async () => held.length,
      (count) => count === 1,
    );
    await test.app
      .get(ExtractionJob, { strict: false })
      .giveUp({ workspaceId: tenant.workspaceId, documentId: document.id });
    expect(await get<DocumentView>(`/v1/documents/${document.id}`)).toMatchObject({ status: 'failed' });
    held[0]!('text');
    expect(await reaches<DocumentView>(`/v1/documents/${document.id}`, 'ready')).toMatchObject({ error: null });
  });
});
