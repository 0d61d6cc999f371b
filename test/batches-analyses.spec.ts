import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../src/common/ids.js';
import { type BatchedWork, BatchGatherer } from '../src/models/batch/batch-gatherer.js';
import type { BatchView } from '../src/models/batch/batch.schema.js';
import { eventually } from './support/app.js';
import { ALL_TRUE, BatchScene, sum } from './support/batch-scene.js';
import { CLAUSE, contractText } from './support/batch-suite.js';
import { uploadReady } from './support/furnished-workspace.js';
import { answer } from './support/model-server.js';

let scene: BatchScene;

beforeAll(async () => {
  scene = await BatchScene.open();
});
afterAll(() => scene.close());
beforeEach(() => scene.renew());

describe('analyses by batch', () => {
  const longText = Array.from({ length: 40 }, (_, index) => contractText(index)).join('\n\n');

  async function analysed(id: string) {
    return eventually(
      async () => (await scene.tenant.get(`/v1/analyses/${id}`)).body,
      ({ status }) => status === 'done' || status === 'failed',
    );
  }

  it('are gathered into one, and make as many calls one after the other as they need', async () => {
    await scene.addModel('short', { contextWindow: 3000, maxOutputTokens: 900, batch: { minimum: 2 } });
    const documents = [
      await uploadReady(scene.tenant, 'a.txt', Buffer.from(contractText(1))),
      await uploadReady(scene.tenant, 'b.txt', Buffer.from(contractText(2))),
      await uploadReady(scene.tenant, 'long.txt', Buffer.from(longText)),
    ];
    scene.server.batches.faults = { hold: true };
    const requests = documents.map((id, index) => {
      const [kind, more] = index === 2 ? ['summaries', { maxSentences: 2 }] : ['reviews', {}];
      return scene.tenant.post(`/v1/documents/${id}/${kind}`).send({ model: 'short', batch: 'always', ...more });
    });
    const ids = (await Promise.all(requests)).map(({ body }) => String(body.id));
    const waiting = await eventually(
      async () => (await scene.tenant.get(`/v1/analyses/${ids[0]!}`)).body,
      ({ progress }) => progress?.step === 'batch',
    );
    expect(waiting).toMatchObject({ status: 'running', parameters: { batch: 'always' } });
    scene.server.batches.faults = {};
    const done = await Promise.all(ids.map(analysed));
    expect(done.map(({ status, error }) => [status, error])).toEqual(done.map(() => ['done', null]));
    expect(
      done[0].findings.find(({ clauseType }: { clauseType: string }) => clauseType === 'Governing Law'),
    ).toMatchObject({
      outcome: 'present',
      citations: [{ quote: CLAUSE }],
    });
    expect(done[2].sentences.length).toBeGreaterThan(0);
    expect(scene.server.completions()).toEqual([]);
    // The summary reads its parts first, and then merges what it has of them.
    const batches = (await scene.tenant.get('/v1/batches')).body.items as BatchView[];
    expect(batches.map(({ outcome }) => outcome)).toEqual(batches.map(() => 'completed'));
    expect(batches.length).toBeGreaterThanOrEqual(2);
    const rows = await scene.ledger();
    expect([sum(rows, 'prompt'), sum(rows, 'completion')]).toEqual(Object.values(scene.server.batches.reported));
    const costs = done.map(({ usage }) => usage.cost as number);
    expect(costs.reduce((total, cost) => total + cost, 0)).toBeCloseTo(scene.batchCost(), 9);
    expect(await scene.left()).toBe(0);
  });

  it('fall back to the next model of the route when neither way leads to an answer', async () => {
    scene.server.respond((request) => (request.raw.includes('solar-pro4') ? answer(null) : ALL_TRUE(request)));
    await scene.tenant.put('/v1/routes/review').send({ models: ['solar', 'keyword'] });
    const document = await uploadReady(scene.tenant, 'c.txt', Buffer.from(contractText(3)));
    const { body } = await scene.tenant.post(`/v1/documents/${document}/reviews`).send({ batch: 'always' });
    const done = await analysed(body.id);
    expect(done).toMatchObject({ status: 'done', provenance: { model: 'keyword', fallbacks: [{ model: 'solar' }] } });
    expect(await scene.left()).toBe(0);
  });
});

describe(BatchGatherer.name, () => {
  it('makes another batch of what one does not hold, and hands over neither before it is told to', async () => {
    const gatherer = scene.test.app.get(BatchGatherer, { strict: false });
    const contestId = newId();
    const { workspaceId } = scene.tenant;
    const work: BatchedWork = {
      account: { workspaceId, actor: 'system' },
      policy: 'always',
      owner: contestId,
      journal: 'j',
      pool: contestId,
      byItself: false,
      wake: { job: 'benchmark', data: { workspaceId, contestId } },
    };
    const requests = Array.from({ length: 2001 }, (_, index) => {
      const body = JSON.stringify({ model: 'solar-pro4', messages: [{ role: 'user', content: String(index) }] });
      return { key: String(index), task: 'test', body, outputTokens: 1, opensInTrace: false };
    });
    await gatherer.add(work, 'solar', requests);
    await gatherer.add(work, 'solar', requests.slice(0, 3));
    const batches = async () => ((await scene.tenant.get('/v1/batches')).body.items as BatchView[]).toReversed();
    expect((await batches()).map(({ state, requests: count }) => [state, count])).toEqual([
      ['ready', 2000],
      ['gathering', 1],
    ]);
    scene.server.respond(answer('OK'));
    scene.server.batches.faults = { hold: true };
    await gatherer.handOver(scene.tenant.scope, contestId);
    const waiting = await eventually(batches, (all) => all.every(({ state }) => state === 'waiting'));
    expect(waiting.map(({ requests: count }) => count)).toEqual([2000, 1]);
    await Promise.all(waiting.map(({ id }) => scene.tenant.post(`/v1/batches/${id}/cancel`)));
    await eventually(batches, (all) => all.every(({ state }) => state === 'ended'));
  });
});
