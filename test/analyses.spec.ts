import { get } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnalysesController } from '../src/analyses/analyses.controller.js';
import type { AnalysisView } from '../src/analyses/analysis.views.js';
import { assetsDir } from '../src/config/paths.js';
import type { Citation } from '../src/contracts/types.js';
import { createTestApp, eventually, type Tenant, type TestApp } from './support/app.js';
import {
  answer,
  answerJson,
  hang,
  type ModelServer,
  simulatedReviewer,
  startModelServer,
  status,
} from './support/model-server.js';

const KEY = 'sk-very-secret-provider-key';

let test: TestApp;
let tenant: Tenant;
let server: ModelServer;
let contract: { id: string; text: string };
let short: { id: string; text: string };
let korean: { id: string; text: string };

beforeAll(async () => {
  test = await createTestApp();
  tenant = await test.tenant();
  server = await startModelServer({ apiKey: KEY });
  contract = await uploaded('marketing-and-transportation-services-agreement.pdf');
  korean = await uploaded('korean-service-contract.docx');
  short = await uploaded(
    'short.txt',
    Buffer.from('1. Governing Law. This Agreement is governed by the laws of Korea.'),
  );
  await addModel('solar-test', server);
});
afterAll(async () => {
  await test.close();
  await server.close();
});
beforeEach(() => {
  server.clear();
  server.respond(
    simulatedReviewer({ truth: [{ rule: 'governing-law', quote: 'This Agreement shall be governed and construed' }] }),
  );
});

async function addModel(name: string, { url: baseUrl }: ModelServer): Promise<void> {
  const added = await tenant.post('/v1/models').send({
    name,
    modelId: 'solar-pro4-260806',
    baseUrl,
    apiKey: KEY,
    settings: {
      contextWindow: 16_000,
      maxOutputTokens: 2000,
      timeoutMs: 1500,
      prices: { inputPerMillion: 1, outputPerMillion: 2 },
    },
  });
  expect(added.status).toBe(201);
}

async function uploaded(name: string, content?: Buffer): Promise<{ id: string; text: string }> {
  const bytes = content ?? (await readFile(join(assetsDir, 'documents', name)));
  const { body } = await tenant.post('/v1/documents').attach('file', bytes, name);
  const id = body.documents[0].id as string;
  await eventually(
    async () => (await tenant.get(`/v1/documents/${id}`)).body.status as string,
    (state) => state === 'ready',
  );
  return { id, text: (await tenant.get(`/v1/documents/${id}/text`)).body.text };
}

async function finished(id: string): Promise<AnalysisView> {
  return eventually(
    async () => (await tenant.get(`/v1/analyses/${id}`)).body as AnalysisView,
    ({ status: state }) => state === 'done' || state === 'failed',
  );
}

async function analyse(
  document: { id: string },
  kind: 'reviews' | 'summaries',
  input: object = {},
): Promise<AnalysisView> {
  const { body, status: code } = await tenant.post(`/v1/documents/${document.id}/${kind}`).send(input);
  expect(code).toBe(202);
  return finished(body.id);
}

function expectVerbatim(text: string, citations: Citation[]): void {
  for (const { start, end, quote, page } of citations) {
    expect(text.slice(start, end)).toBe(quote);
    expect(quote.trim()).not.toBe('');
    expect(page).toBeGreaterThanOrEqual(1);
  }
}

function citationsOf({ findings = [], sentences = [] }: AnalysisView): Citation[] {
  return [...findings, ...sentences].flatMap(({ citations }) => citations);
}

describe(AnalysesController.name, () => {
  it('reviews and summarises with the embedded analyst, in English and Korean, every quote verbatim', async () => {
    for (const document of [contract, korean]) {
      const review = await analyse(document, 'reviews');
      expect(review).toMatchObject({ status: 'done', kind: 'review', model: 'embedded', error: null });
      expect(review.findings!.filter(({ outcome }) => outcome === 'present').length).toBeGreaterThan(8);
      const summary = await analyse(document, 'summaries', { maxSentences: 5 });
      expect(summary.sentences!.length).toBeGreaterThan(2);
      expect(summary.sentences!.length).toBeLessThanOrEqual(5);
      for (const sentence of summary.sentences!) expect(sentence.citations.length).toBeGreaterThan(0);
      for (const analysis of [review, summary]) {
        expectVerbatim(document.text, citationsOf(analysis));
        expect(analysis.coverage).toMatchObject({ ratio: 1, characters: document.text.length });
        expect(analysis.provenance).toMatchObject({ analyst: 'embedded', model: 'embedded', prompts: [] });
        expect(analysis.usage).toMatchObject({ calls: 0, cost: 0 });
      }
    }
    const { findings } = await analyse(korean, 'reviews');
    const law = findings!.find(({ clauseType }) => clauseType === 'Governing Law')!;
    expect(law.citations[0]!.quote).toContain('대한민국');
  });

  it('reviews with a language model: cites what it quotes, states coverage, cost and provenance', async () => {
    const review = await analyse(contract, 'reviews', { model: 'solar-test' });
    expect(review.error).toBeNull();
    const law = review.findings!.find(({ rule }) => rule === 'governing-law')!;
    expect(law).toMatchObject({ outcome: 'present' });
    expect(law.citations[0]!.quote).toBe('This Agreement shall be governed and construed');
    expectVerbatim(contract.text, citationsOf(review));
    expect(review.coverage).toMatchObject({ ratio: 1, pagesTotal: 11 });
    expect(review.provenance).toMatchObject({
      analyst: 'llm',
      model: 'solar-test',
      textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(review.provenance!.prompts[0]).toMatchObject({
      version: expect.any(String),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(review.usage!.calls).toBe(server.completions().length);
    expect(review.usage!.cost).toBeCloseTo((review.usage!.promptTokens + 2 * review.usage!.completionTokens) / 1e6, 9);
    expect(server.completions()[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('never shows a quote that is not in the document', async () => {
    server.respond(simulatedReviewer({ invent: 1 }));
    const review = await analyse(contract, 'reviews', { model: 'solar-test' });
    expect(citationsOf(review)).toEqual([]);
    expect(new Set(review.findings!.map(({ outcome }) => outcome))).toEqual(new Set(['unsupported']));
    const summary = await analyse(contract, 'summaries', { model: 'solar-test' });
    expect(summary.sentences ?? []).toEqual([]);
    expect(summary.status === 'failed' || summary.warnings.length > 0).toBe(true);
  });

  it.each([
    // Calls that come late find it given up for a while.
    ['is overloaded for good', () => status(503), 'model.failed', 'model.unavailable'],
    ['refuses the key', () => status(401), 'model.unauthorized'],
    ['never answers', () => hang(), 'model.timeout', 'model.unavailable'],
    ['answers prose instead of JSON', () => answer('I would rather not.'), 'model.invalid_output'],
    ['answers JSON of another form', () => answerJson({ verdict: 'fine' }), 'model.invalid_output'],
  ])('stores a coded error when the model %s', async (what, behaviour, ...codes) => {
    // On a server of its own: one that fails is left alone for a while.
    const failing = await startModelServer({ apiKey: KEY, respond: behaviour() });
    try {
      const model = what.replaceAll(' ', '-').toLowerCase();
      await addModel(model, failing);
      const review = await analyse(short, 'reviews', { model });
      expect(review.status).toBe('failed');
      expect(codes).toContain(review.error?.code);
      expect(review.findings).toBeUndefined();
      expect(JSON.stringify(review)).not.toContain(KEY);
    } finally {
      await failing.close();
    }
  });

  it('stores that a model is down', async () => {
    const gone = await startModelServer();
    await gone.close();
    await tenant.post('/v1/models').send({ name: 'gone', modelId: 'gone', baseUrl: gone.url });
    const review = await analyse(korean, 'summaries', { model: 'gone' });
    expect([review.status, review.error?.code]).toEqual(['failed', 'model.unreachable']);
  });

  it('follows an analysis by events until it ends', async () => {
    const { body } = await tenant.post(`/v1/documents/${contract.id}/reviews`).send({ model: 'solar-test' });
    const stream = await readEvents(`/v1/analyses/${body.id}/events`);
    const states = stream.map(({ status: state }) => state);
    expect(states.at(-1)).toBe('done');
    expect(stream.every(({ id }) => id === body.id)).toBe(true);
    expect(await readEvents(`/v1/analyses/${body.id}/events`)).toEqual([
      { id: body.id, status: 'done', progress: null, error: null },
    ]);
    expect((await tenant.get('/v1/analyses/01a208a8-e639-750a-949a-41306a7dadba/events')).body.code).toBe(
      'analysis.not_found',
    );
  });

  it('does a request once for its Idempotency-Key', async () => {
    const ask = (input: object) =>
      tenant.post(`/v1/documents/${contract.id}/reviews`).set('idempotency-key', 'review-1').send(input);
    const answers = await Promise.all([ask({}), ask({}), ask({})]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await ask({ language: 'ko' })).body.code).toBe('request.idempotency_conflict');
  });

  it('refuses what cannot be analysed', async () => {
    const unknown = await tenant.post(`/v1/documents/${contract.id}/reviews`).send({ model: 'no-such-model' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'model.not_found']);
    const field = await tenant.post(`/v1/documents/${contract.id}/reviews`).send({ modle: 'embedded' });
    expect([field.status, field.body.code]).toEqual([400, 'request.invalid']);
    const { body } = await tenant
      .post('/v1/documents')
      .attach('file', Buffer.from('%PDF-1.4\nnot really'), 'broken.pdf');
    const id = body.documents[0].id as string;
    await eventually(
      async () => (await tenant.get(`/v1/documents/${id}`)).body.status as string,
      (state) => state === 'failed',
    );
    const failed = await tenant.post(`/v1/documents/${id}/summaries`);
    expect([failed.status, failed.body.code]).toEqual([409, 'document.failed']);
  });

  it('lists analyses by document, kind and status, without their results', async () => {
    const { body } = await tenant.get(`/v1/analyses?documentId=${korean.id}&kind=review&status=done`);
    expect(body.items.length).toBeGreaterThan(0);
    for (const item of body.items) {
      expect(item).toMatchObject({ documentId: korean.id, kind: 'review', status: 'done' });
      expect(item.findings).toBeUndefined();
    }
  });

  it('keeps a provider key out of every answer and log line', async () => {
    const models = await tenant.get('/v1/models');
    expect(models.body.items.find(({ name }: { name: string }) => name === 'solar-test')).toMatchObject({
      hasApiKey: true,
    });
    expect(JSON.stringify(models.body)).not.toContain(KEY);
    expect(test.logs.join('\n')).not.toContain(KEY);
    const stored = JSON.stringify(await test.database.query('SELECT * FROM models'));
    expect(stored).not.toContain(KEY);
    const metadata = await tenant
      .post('/v1/models')
      .send({ name: 'bad', modelId: 'x', baseUrl: 'http://169.254.169.254/v1' });
    expect([metadata.status, metadata.body.code]).toEqual([422, 'model.url_refused']);
  });
});

interface AnalysisEvent {
  id: string;
  status: string;
  progress: unknown;
  error: unknown;
}

/** The data of every event until the stream ends. */
async function readEvents(path: string): Promise<AnalysisEvent[]> {
  const url = new URL(path, await test.app.getUrl());
  const body = await new Promise<string>((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${tenant.key}`, accept: 'text/event-stream' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text)).on('error', reject);
    }).on('error', reject);
  });
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as AnalysisEvent);
}
