import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AppError } from '../../common/errors/app-error.js';
import type { Completer, ModelAnswer, ModelEndpoint, ModelRequest } from '../types.js';
import type { ItemOutcome } from './batch.entity.js';
import type { GatheredRequest } from './batch-gatherer.js';
import { BatchedCompleter, type BatchJournal, PendingAnswer } from './batched-completer.js';

const endpoint: ModelEndpoint = {
  name: 'm',
  modelId: 'm-1',
  baseUrl: 'http://127.0.0.1:9/v1',
  contextWindow: 10_000,
  maxOutputTokens: 1000,
  structuredOutput: 'json_schema',
  timeoutMs: 1000,
  allowPrivateNetwork: true,
};
const schema = { name: 'answer', schema: z.object({ word: z.string() }) };
const usage = { promptTokens: 10, completionTokens: 2, reasoningTokens: 0, cachedTokens: 0 };
const spent: ModelAnswer = {
  text: '{"word":"asked"}',
  parsed: { word: 'asked' },
  issues: [],
  finishReason: 'stop',
  usage,
  cost: 4,
  modelSnapshot: 'm-1',
  requestId: 'o',
  attempts: 2,
  milliseconds: 5,
};

function request(content: string): ModelRequest {
  return { task: 'test', messages: [{ role: 'user', content }], schema, maxOutputTokens: 100 };
}

function raw(text: string): ItemOutcome {
  const answer = {
    text,
    trace: '',
    finishReason: 'stop',
    refused: false,
    complete: true,
    usage,
    model: 'm-9',
    id: 'c',
  };
  return { kind: 'raw', raw: answer as never, usage, requestId: 'r', cost: 1 };
}

/** A journal in memory, and a gateway that answers once it is told what. */
function table() {
  const gathered: GatheredRequest[] = [];
  const outcomes = new Map<string, { state: 'answered' | 'returned' | 'final'; outcome: ItemOutcome }>();
  const asked: ModelRequest[] = [];
  const refusal: { error?: AppError } = {};
  const ordinary: Completer = {
    complete: async (_, each) => {
      asked.push(each);
      if (refusal.error) throw refusal.error;
      return spent;
    },
  };
  const open = (): BatchedCompleter => {
    const journal: BatchJournal = {
      known: gathered.map(({ key }) => ({ id: key, key, state: 'waiting', outcome: null, ...outcomes.get(key) })),
      conclude: async (id, outcome) => void outcomes.set(id, { state: 'final', outcome }),
      add: async (requests) => void gathered.push(...requests),
    };
    return new BatchedCompleter(journal, ordinary);
  };
  return { open, gathered, outcomes, asked, refusal };
}

async function tryAll(completer: BatchedCompleter, contents: string[]): Promise<unknown[]> {
  return Promise.all(
    contents.map(async (content) => {
      try {
        return (await completer.complete(endpoint, request(content))).parsed;
      } catch (error) {
        if (error instanceof PendingAnswer) return 'pending';
        return error instanceof AppError ? error.code : error;
      }
    }),
  );
}

describe(BatchedCompleter.name, () => {
  it('gathers what is not known, once, and answers it when the work is done again', async () => {
    const { open, gathered, outcomes, asked } = table();
    const first = open();
    expect(await tryAll(first, ['a', 'b', 'a'])).toEqual(['pending', 'pending', 'pending']);
    await first.flush();
    // The same words twice are two requests.
    expect([first.pending, new Set(gathered.map(({ key }) => key)).size]).toEqual([3, 3]);

    const again = open();
    expect(await tryAll(again, ['a', 'b', 'a'])).toEqual(['pending', 'pending', 'pending']);
    await again.flush();
    expect(gathered.length).toBe(3);

    gathered.forEach(({ key }, index) => outcomes.set(key, { state: 'answered', outcome: raw(`{"word":"${index}"}`) }));
    const last = open();
    expect(await tryAll(last, ['a', 'b', 'a'])).toEqual([{ word: '0' }, { word: '1' }, { word: '2' }]);
    expect([last.pending, last.answered, asked.length]).toEqual([0, 3, 0]);
  });

  it('asks in the ordinary way for what a batch left open or answered in the wrong form, once', async () => {
    const { open, gathered, outcomes, asked } = table();
    const first = open();
    await tryAll(first, ['left', 'wrong']);
    await first.flush();
    const error = { code: 'batch.expired', message: 'late' } as const;
    outcomes.set(gathered[0]!.key, { state: 'returned', outcome: { kind: 'error', error } });
    outcomes.set(gathered[1]!.key, { state: 'answered', outcome: raw('no JSON') });

    const answers = await Promise.all(['left', 'wrong'].map((each) => open().complete(endpoint, request(each))));
    expect(answers.map(({ parsed, cost, attempts }) => [parsed, cost, attempts])).toEqual([
      [{ word: 'asked' }, 4, 2],
      // What the batch answered was paid for, too.
      [{ word: 'asked' }, 5, 3],
    ]);
    expect(answers[1]!.usage).toMatchObject({ promptTokens: 20, completionTokens: 4 });
    expect(await tryAll(open(), ['left', 'wrong'])).toEqual([{ word: 'asked' }, { word: 'asked' }]);
    expect(asked.length).toBe(2);
  });

  it('fails for good where that failed too, or where nothing more shall be asked', async () => {
    const { open, gathered, outcomes, asked, refusal } = table();
    const first = open();
    await tryAll(first, ['left', 'cancelled']);
    await first.flush();
    const error = (code: 'batch.expired' | 'batch.cancelled'): ItemOutcome => ({
      kind: 'error',
      error: { code, message: 'no' },
    });
    outcomes.set(gathered[0]!.key, { state: 'returned', outcome: error('batch.expired') });
    outcomes.set(gathered[1]!.key, { state: 'final', outcome: error('batch.cancelled') });
    refusal.error = new AppError('model.failed', 'down');
    for (let pass = 0; pass < 2; pass += 1) {
      expect(await tryAll(open(), ['left', 'cancelled'])).toEqual(['model.failed', 'batch.cancelled']);
    }
    expect(asked.length).toBe(1);
  });
});
