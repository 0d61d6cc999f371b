import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answer, startModelServer, type ModelServer } from '../../test/support/model-server.js';
import { ModelCallError } from './errors.js';
import { Gateway } from './gateway.js';
import { maskedCall } from './masked-call.js';
import { Detector } from './masking/detect.js';
import { MaskingVault } from './masking/vault.js';
import type { ModelAnswer, ModelRequest } from './types.js';

const NUMBER = '010-1234-5678';

describe(maskedCall.name, () => {
  let server: ModelServer;

  beforeAll(async () => {
    server = await startModelServer();
  });
  beforeEach(() => server.clear());
  afterAll(() => server.close());

  function ask(more: Partial<ModelRequest> = {}): Promise<ModelAnswer> {
    const endpoint = {
      name: 'test',
      modelId: 'm-1',
      baseUrl: server.url,
      contextWindow: 8192,
      maxOutputTokens: 2048,
      structuredOutput: 'json_schema' as const,
      timeoutMs: 2_000,
      allowPrivateNetwork: true,
    };
    return new Gateway({ clock: { sleep: async () => undefined } }).complete(endpoint, {
      task: 'test',
      messages: [{ role: 'user', content: `Whom do I call? ${NUMBER}.` }],
      maxOutputTokens: 100,
      masking: new MaskingVault(new Detector()),
      ...more,
    });
  }

  async function failure(call: Promise<ModelAnswer>): Promise<ModelCallError> {
    const error: unknown = await call.then(
      () => new Error('It succeeded'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ModelCallError)) throw error;
    return error;
  }

  it('restores what a failed call had of its answer', async () => {
    server.enqueue(answer('Call [PHONE_1] and', { finishReason: 'length' }));
    const error = await failure(ask());
    expect(error).toMatchObject({ code: 'model.truncated', partial: `Call ${NUMBER} and`, call: { attempts: 1 } });
    expect(server.requests[0]?.raw).not.toContain(NUMBER);
    // Messages are logged and stored: they hold nothing of the answer.
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/1234|PHONE/);
  });

  it('hands over all that had arrived of a stream that broke off', async () => {
    server.enqueue(answer('Call [PHONE_1] or [else', { end: 'cut', pieceLength: 40 }));
    const pieces: string[] = [];
    const error = await failure(ask({ onText: (piece) => pieces.push(piece) }));
    expect(error).toMatchObject({ code: 'model.truncated', partial: `Call ${NUMBER} or [else` });
    expect(pieces.join('')).toBe(error.partial);
  });

  it('leaves alone what is no failure of a model', async () => {
    server.enqueue(answer('Call [PHONE_1]'));
    const mine = new Error('mine');
    const call = ask({
      onText: () => {
        throw mine;
      },
    });
    await expect(call).rejects.toBe(mine);
  });
});
