import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hang, simulatedReviewer, startModelServer, type ModelServer } from '../../../test/support/model-server.js';
import { endpointOf } from '../../../test/support/gateway-under-test.js';
import {
  analystOn,
  context,
  contract,
  prompts,
  rules,
  small,
  truth,
} from '../../../test/support/model-server/analyst.js';
import { Gateway } from '../../models/gateway.js';
import type { Completer } from '../../models/types.js';
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

  describe('whose calls are answered before they are written down', () => {
    /** Its gateway has what is answered written down when `written` resolves. */
    const analyst = (written: () => Promise<void>): LlmAnalyst => {
      const gateway = new Gateway();
      const complete: Completer['complete'] = async (endpoint, request) => {
        const answered = await gateway.complete(endpoint, request);
        request.onSettling?.(written());
        return answered;
      };
      return new LlmAnalyst({ gateway: { complete } }, endpointOf(server), prompts, 'test');
    };

    it('ends when all of them are', async () => {
      const written = Promise.withResolvers<void>();
      const review = analyst(() => written.promise).review(contract(1), { rules }, context());
      await server.until(
        () => server.requests.length > 0 && server.requests.every(({ outcome }) => outcome === 'answered'),
      );
      const waits = new Promise((done) => setTimeout(() => done('waits'), 50));
      expect(await Promise.race([review, waits])).toBe('waits');
      written.resolve();
      expect((await review).findings.map(({ rule }) => rule)).toEqual(['law', 'cap', 'term', 'audit']);
    });

    it('fails when one of them cannot be', async () => {
      const written = () => Promise.reject(new Error('The ledger is gone'));
      await expect(analyst(written).review(contract(1), { rules }, context())).rejects.toThrow('The ledger is gone');
    });
  });
});
