import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hang, simulatedReviewer, startModelServer, type ModelServer } from '../../../test/support/model-server.js';
import { analystOn, context, contract, rules, small, truth } from '../../../test/support/model-server/analyst.js';
import { LlmAnalyst } from './llm-analyst.js';

describe(LlmAnalyst.name, () => {
  let server: ModelServer;

  beforeAll(async () => {
    server = await startModelServer();
  });

  beforeEach(() => {
    server.clear();
    server.respond(simulatedReviewer({ truth }));
  });

  afterAll(() => server.close());

  it('keeps to its number of calls at a time and reports progress', async () => {
    let open = 0;
    let most = 0;
    const reviewer = simulatedReviewer({ truth, answer: { delayMs: 15 } });
    server.respond((request) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
      }, 10);
      return reviewer(request);
    });
    const steps: [number, number][] = [];
    const progress = (done: number, total: number): void => void steps.push([done, total]);
    await analystOn(server, {}, { ...small, concurrency: 3 }).review(contract(60), { rules }, context({ progress }));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(steps[0]?.[0]).toBe(0);
    expect(steps.at(-1)).toEqual([server.completions().length, server.completions().length]);
    expect(steps.map(([done]) => done)).toEqual(steps.map(([done]) => done).toSorted((a, b) => a - b));
  });

  it('ends with the reason of the signal, and closes what it has open', async () => {
    server.respond(hang());
    const controller = new AbortController();
    const call = analystOn(server, {}, small).review(contract(60), { rules }, context({ signal: controller.signal }));
    await server.until(() => server.requests.length === 4);
    controller.abort(new Error('stopped'));
    await expect(call).rejects.toThrow('stopped');
    await server.until(() => server.requests.every(({ outcome }) => outcome === 'aborted'));
    expect(server.requests).toHaveLength(4);
  });
});
