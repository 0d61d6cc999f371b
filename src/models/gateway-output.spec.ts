import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { endpointOf, gatewayUnderTest } from '../../test/support/gateway-under-test.js';
import {
  answer,
  answerJson,
  raw,
  startModelServer,
  status,
  thoughtOnly,
  type ModelServer,
} from '../../test/support/model-server.js';
import type { AttemptRecord } from './attempts.js';
import { ModelCallError } from './errors.js';
import { Gateway } from './gateway.js';
import type { ModelAnswer, ModelEndpoint, ModelRequest } from './types.js';

const schema = {
  name: 'items',
  schema: z.object({ items: z.array(z.object({ id: z.int(), quote: z.string().min(1) })) }),
};

describe(`${Gateway.name}: what an answer holds`, () => {
  let server: ModelServer;
  let attempts: AttemptRecord[];
  let gateway: Gateway;

  beforeAll(async () => {
    server = await startModelServer();
  });

  beforeEach(() => {
    server.clear();
    server.respond(answer('OK'));
    ({ gateway, attempts } = gatewayUnderTest());
  });

  afterAll(() => server.close());

  function ask(more: Partial<ModelRequest> = {}, entry: Partial<ModelEndpoint> = {}): Promise<ModelAnswer> {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'List the items.' },
    ];
    return gateway.complete(endpointOf(server, entry), { task: 'test', messages, maxOutputTokens: 100, ...more });
  }

  async function failure(call: Promise<ModelAnswer>): Promise<ModelCallError> {
    const error: unknown = await call.then(
      () => new Error('It succeeded'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ModelCallError)) throw error;
    return error;
  }

  describe('trace', () => {
    it.each(['reasoning', 'reasoning_content', 'thinking_content', 'think'] as const)(
      'is read from %s',
      async (traceField) => {
        server.respond(answer('The answer.', { trace: 'Hmm, let me see.', traceField }));
        expect(await ask()).toMatchObject({ text: 'The answer.', reasoning: 'Hmm, let me see.' });
        const pieces: string[] = [];
        const streamed = await ask({ onText: (piece) => pieces.push(piece) });
        expect(streamed).toMatchObject({ text: 'The answer.', reasoning: 'Hmm, let me see.' });
        expect(pieces.join('')).toBe('The answer.');
      },
    );

    it('is asked for explicitly, in the words of each dialect', async () => {
      const reserve = { reserveTokens: 500 };
      await ask({}, { reasoning: { field: 'reasoning_effort', effort: 'low', ...reserve } });
      await ask({}, { reasoning: { field: 'enable_thinking', effort: 'none', ...reserve } });
      await ask(
        {},
        { reasoning: { field: 'thinking', effort: 'on', ...reserve }, outputLimitField: 'max_completion_tokens' },
      );
      expect(server.requests.map((request) => request.fields)).toMatchObject([
        { reasoning_effort: 'low', max_tokens: 600 },
        { chat_template_kwargs: { enable_thinking: false }, max_tokens: 100 },
        { chat_template_kwargs: { thinking: true }, max_completion_tokens: 600 },
      ]);
    });

    it('sends no schema to a server that cannot reason with one', async () => {
      server.respond(answerJson({ items: [] }));
      const reasoning = { field: 'reasoning_effort' as const, effort: 'low', reserveTokens: 0, excludesSchema: true };
      await ask({ schema }, { reasoning });
      await ask({ schema }, { reasoning: { ...reasoning, effort: 'none' } });
      expect(server.requests.map((request) => request.fields.response_format !== undefined)).toEqual([false, true]);
      expect(server.requests[0]?.body?.messages[0]?.content).toContain('JSON Schema');
    });
  });

  describe('an empty answer', () => {
    it('is asked for once more with more room and less effort', async () => {
      server.enqueue(thoughtOnly(600));
      const reasoning = { field: 'reasoning_effort' as const, effort: 'high', lowerEffort: 'low', reserveTokens: 500 };
      const result = await ask({}, { reasoning });
      expect(result).toMatchObject({ text: 'OK', attempts: 2 });
      expect(server.requests.map(({ fields }) => [fields.max_tokens, fields.reasoning_effort])).toEqual([
        [600, 'high'],
        [1200, 'low'],
      ]);
      expect(result.usage.completionTokens).toBe(600 + 1);
      expect(result.usage.reasoningTokens).toBe(600);
      expect(attempts.map(({ outcome, kind }) => [outcome, kind])).toEqual([
        ['model.empty', 'first'],
        ['ok', 'roomier'],
      ]);
    });

    it('is model.empty the second time, with what was spent', async () => {
      server.respond(thoughtOnly(100));
      const error = await failure(ask());
      expect(error).toMatchObject({ code: 'model.empty', call: { attempts: 2, usage: { completionTokens: 200 } } });
      expect(error.message).toContain('100 output tokens');
    });

    it('is not asked for again when there is no more room', async () => {
      server.respond(thoughtOnly(100));
      expect(await failure(ask({}, { maxOutputTokens: 100 }))).toMatchObject({ call: { attempts: 1 } });
    });
  });

  describe('usage', () => {
    it.each(['omit', 'zero'] as const)('is an error when it is missing (%s), never zero', async (usage) => {
      server.respond(answer('OK', { usage }));
      const error = await failure(ask());
      expect(error).toMatchObject({ code: 'model.no_usage', call: { attempts: 1, usage: { estimated: true } } });
      expect(attempts[0]?.usage?.promptTokens).toBeGreaterThan(5);
      expect(attempts[0]?.cost).toBeGreaterThan(0);
    });

    it('is estimated, and marked so, where the entry allows it', async () => {
      server.respond(answer('OK', { usage: 'omit' }));
      const { usage } = await ask({}, { missingUsage: 'estimate' });
      expect(usage.estimated).toBe(true);
      expect(usage.completionTokens).toBeGreaterThan(0);
    });

    it('is counted for streams', async () => {
      server.respond(answer('one two three'));
      const { usage } = await ask({ onText: () => undefined });
      expect(usage).toMatchObject({ completionTokens: 3, reasoningTokens: 0 });
      expect(server.requests[0]?.fields).toMatchObject({ stream: true, stream_options: { include_usage: true } });
      server.respond(answer('one two three', { usage: 'omit' }));
      expect((await failure(ask({ onText: () => undefined }))).code).toBe('model.no_usage');
    });

    it('of failed attempts is part of the whole', async () => {
      server.enqueue(status(500), answerJson({ wrong: 1 }, { usage: { promptTokens: 10, completionTokens: 5 } }));
      server.respond(answerJson({ items: [] }, { usage: { promptTokens: 20, completionTokens: 7 } }));
      expect(await ask({ schema })).toMatchObject({ attempts: 3, usage: { promptTokens: 30, completionTokens: 12 } });
    });
  });

  describe('streaming', () => {
    it('tries again only while nothing was streamed', async () => {
      server.enqueue(status(503), answer('Never seen', { end: 'reset', endAfter: 0 }));
      const pieces: string[] = [];
      expect(await ask({ onText: (piece) => pieces.push(piece) })).toMatchObject({ text: 'OK', attempts: 3 });
      expect(pieces.join('')).toBe('OK');
    });

    it.each([
      ['cut', 'model.truncated'],
      ['reset', 'model.failed'],
      ['hang', 'model.timeout'],
    ] as const)('does not try again after text (%s)', async (end, code) => {
      server.enqueue(answer('One two three four', { end, endAfter: 2 }));
      const pieces: string[] = [];
      const error = await failure(ask({ onText: (piece) => pieces.push(piece) }, { timeoutMs: 150 }));
      expect(error).toMatchObject({ code, call: { attempts: 1, usage: { estimated: true } } });
      expect(pieces.join('')).toBe('One two three ');
      expect(attempts[0]?.usage?.completionTokens).toBeGreaterThan(0);
      expect(JSON.stringify(error)).not.toContain('One two');
    });

    it('accepts a stream without [DONE], and a server that does not stream', async () => {
      server.enqueue(answer('Fine.', { end: 'no_done' }));
      expect((await ask({ onText: () => undefined })).text).toBe('Fine.');
      const whole = {
        choices: [{ message: { content: 'Whole.' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 2 },
      };
      server.enqueue(raw(JSON.stringify(whole)), answer('Fine.', { contentType: 'application/octet-stream' }));
      const pieces: string[] = [];
      expect((await ask({ onText: (piece) => pieces.push(piece) })).text).toBe('Whole.');
      expect(pieces).toEqual(['Whole.']);
      expect((await ask({ onText: () => undefined })).text).toBe('Fine.');
    });

    it('reads an error that comes within the stream', async () => {
      server.enqueue(
        raw('data: {"error": {"message": "busy", "code": 503}}\n\n', { contentType: 'text/event-stream' }),
      );
      expect((await ask({ onText: () => undefined })).attempts).toBe(2);
      server.enqueue(
        raw('data: {"choices": [{"delta": {"content": "On"}}]}\n\ndata: {"error": {"message": "busy"}}\n\n', {
          contentType: 'text/event-stream',
        }),
      );
      const error = await failure(ask({ onText: () => undefined }));
      expect(error).toMatchObject({ code: 'model.failed', partial: 'On', call: { attempts: 1 } });
      expect(error.message).toContain('busy');
      server.enqueue(raw('data: {"choices": [\n\n', { contentType: 'text/event-stream' }));
      expect((await ask({ onText: () => undefined })).attempts).toBe(2);
    });

    it('hands back what onText throws, closes the stream and records what was spent', async () => {
      server.enqueue(answer('One two three', { pieceDelayMs: 20 }));
      const call = ask({
        onText: () => {
          throw new Error('mine');
        },
      });
      await expect(call).rejects.toThrow('mine');
      await server.until(() => server.requests[0]?.outcome === 'aborted');
      expect(attempts).toMatchObject([{ outcome: 'cancelled', usage: { estimated: true } }]);
    });

    it('stops in the middle when it is cancelled', async () => {
      const controller = new AbortController();
      server.enqueue(answer('One two three four five six', { pieceDelayMs: 20 }));
      const call = ask({ signal: controller.signal, onText: () => controller.abort(new Error('enough')) });
      await expect(call).rejects.toThrow('enough');
      await server.until(() => server.requests[0]?.outcome === 'aborted');
      expect(attempts[0]?.outcome).toBe('cancelled');
    });
  });

  describe('structure', () => {
    const good = [
      { id: 1, quote: 'a' },
      { id: 2, quote: 'b' },
    ];

    it('is asked for as the server understands it', async () => {
      server.respond(answerJson({ items: good }));
      for (const structuredOutput of ['json_schema', 'json_object', 'prompt'] as const) {
        expect((await ask({ schema }, { structuredOutput })).parsed).toEqual({ items: good });
      }
      const [strict, object, prompt] = server.requests;
      expect(strict?.fields.response_format).toMatchObject({
        type: 'json_schema',
        json_schema: {
          name: 'items',
          strict: true,
          schema: { type: 'object', required: ['items'], additionalProperties: false },
        },
      });
      expect(strict?.body?.messages[0]?.content).toBe('Be brief.');
      expect(object?.fields.response_format).toEqual({ type: 'json_object' });
      expect(object?.body?.messages[0]?.content).toContain('"quote"');
      expect(prompt?.fields.response_format).toBeUndefined();
      expect(prompt?.body?.messages[0]?.content).toContain('"quote"');
    });

    it('is asked for again once, with what was wrong', async () => {
      server.enqueue(answer('I would rather not say.'));
      server.respond(answerJson({ items: good }));
      expect(await ask({ schema })).toMatchObject({ parsed: { items: good }, attempts: 2, issues: [] });
      const messages = server.requests[1]?.body?.messages ?? [];
      expect(messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'user']);
      expect(messages[3]?.content).toContain('There is no JSON');
      expect(attempts.map(({ outcome, kind }) => [outcome, kind])).toEqual([
        ['model.invalid_output', 'first'],
        ['ok', 'repair'],
      ]);
    });

    it('is model.invalid_output the second time', async () => {
      server.respond(answer('No.'));
      expect(await failure(ask({ schema }))).toMatchObject({ code: 'model.invalid_output', call: { attempts: 2 } });
    });

    it('keeps the good items when the bad ones stay bad', async () => {
      server.respond(answerJson({ items: [...good, { id: 'x', quote: '' }] }));
      const result = await ask({ schema });
      expect(result).toMatchObject({ parsed: { items: good }, attempts: 2 });
      expect(result.issues.map((issue) => issue.path)).toEqual(['/items/2/id', '/items/2/quote']);
    });

    it('keeps the better answer when the repair is worse, or fails', async () => {
      server.enqueue(answerJson({ items: [...good, { id: 3 }] }), answer('Sorry.'));
      expect((await ask({ schema })).parsed).toEqual({ items: good });
      server.enqueue(answerJson({ items: [...good, { id: 3 }] }), answerJson({ items: [good[0]] }));
      expect((await ask({ schema })).parsed).toEqual({ items: good });
      server.enqueue(answerJson({ items: [...good, { id: 3 }] }), status(400));
      expect((await ask({ schema })).parsed).toEqual({ items: good });
    });

    it('keeps what is complete of an answer that reached the limit when the rest cannot be had', async () => {
      server.enqueue(answer(JSON.stringify({ items: good }).slice(0, -6), { finishReason: 'length' }));
      const result = await ask({ schema });
      expect(result).toMatchObject({ parsed: { items: [good[0]] }, finishReason: 'length', attempts: 2 });
    });

    it('is model.truncated when nothing of it can be kept', async () => {
      server.enqueue(answer('Let me think about', { finishReason: 'length' }));
      expect((await failure(ask({ schema }))).code).toBe('model.truncated');
      server.enqueue(answer('The contract says', { finishReason: 'length' }));
      const plain = await failure(ask());
      expect(plain).toMatchObject({ code: 'model.truncated', partial: 'The contract says' });
      expect(JSON.stringify(plain)).not.toContain('contract says');
    });

    it('is not asked for again when the wrong one was streamed', async () => {
      server.enqueue(answer('No.'));
      const error = await failure(ask({ schema, onText: () => undefined }));
      expect(error).toMatchObject({ code: 'model.invalid_output', call: { attempts: 1 } });
    });
  });
});
