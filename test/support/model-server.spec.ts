import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  answer,
  answerJson,
  countTokens,
  hang,
  raw,
  reset,
  simulatedReviewer,
  startModelServer,
  status,
  thoughtOnly,
  type ModelServer,
} from './model-server.js';

const CompletionSchema = z.object({
  model: z.string(),
  choices: z.array(
    z.object({
      message: z.record(z.string(), z.unknown()).default({}),
      delta: z.record(z.string(), z.string()).default({}),
      finish_reason: z.string().nullable(),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      completion_tokens_details: z.object({ reasoning_tokens: z.number() }).optional(),
    })
    .optional(),
});
type Completion = z.infer<typeof CompletionSchema>;

const ReviewSchema = z.object({ clauses: z.array(z.object({ rule: z.string(), quote: z.string() })) });
type Clause = z.infer<typeof ReviewSchema>['clauses'][number];

describe(startModelServer.name, () => {
  let server: ModelServer;

  beforeEach(async () => {
    server = await startModelServer({ models: ['a', 'b'] });
  });

  afterEach(() => server.close());

  function ask(content: string, more: Record<string, unknown> = {}, init: RequestInit = {}): Promise<Response> {
    const body = JSON.stringify({ model: 'm-1', messages: [{ role: 'user', content }], ...more });
    return fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
      body,
      ...init,
    });
  }

  async function completion(response: Response): Promise<Completion> {
    return CompletionSchema.parse(await response.json());
  }

  it('answers, counts tokens and records the request', async () => {
    server.respond(answer('Fine, thank you.'));
    const body = await completion(await ask('How are you, 친구?', { temperature: 0 }));
    expect(body.choices[0]).toMatchObject({ message: { content: 'Fine, thank you.' }, finish_reason: 'stop' });
    expect(body.model).toBe('m-1');
    expect(body.usage).toMatchObject({ prompt_tokens: 4 + 6, completion_tokens: 5 });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ outcome: 'answered', fields: { temperature: 0 } });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer key');
  });

  it('lists its models and knows no other path', async () => {
    const list: unknown = await (await fetch(`${server.url}/models`)).json();
    expect(list).toMatchObject({ data: [{ id: 'a' }, { id: 'b' }] });
    expect((await fetch(`${server.url}/embeddings`, { method: 'POST' })).status).toBe(404);
    expect(server.completions()).toHaveLength(0);
  });

  it('plays the queue first, then the rule', async () => {
    server.respond((request) => answer(`rule ${request.index}`));
    server.enqueue(status(503), answer('queued'), (request) => answer(`function ${request.index}`));
    expect((await ask('1')).status).toBe(503);
    const contents: unknown[] = [];
    for (let round = 0; round < 3; round++)
      contents.push((await completion(await ask('x'))).choices[0]?.message.content);
    expect(contents).toEqual(['queued', 'function 2', 'rule 3']);
  });

  it('streams pieces, usage when asked for, and the end mark', async () => {
    server.respond(answer('Hello there, world', { trace: 'hm', traceField: 'reasoning_content' }));
    const text = await (await ask('x', { stream: true, stream_options: { include_usage: true } })).text();
    const events = text.split('\n\n').filter((event) => event !== '');
    expect(events.at(-1)).toBe('data: [DONE]');
    const chunks = events.slice(0, -1).map((event) => CompletionSchema.parse(JSON.parse(event.slice(6))));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('Hello there, world');
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.reasoning_content ?? '').join('')).toBe('hm');
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(countTokens('Hello there, world') + 1);
    const silent = await (await ask('x', { stream: true })).text();
    expect(silent).not.toContain('usage');
  });

  it('ends a stream in every wrong way', async () => {
    server.enqueue(answer('one two three', { end: 'no_done' }), answer('one two three', { end: 'cut', endAfter: 1 }));
    const whole = await (await ask('x', { stream: true })).text();
    expect(whole).toContain('"finish_reason":"stop"');
    expect(whole).not.toContain('[DONE]');
    const cut = await (await ask('x', { stream: true })).text();
    expect(cut).toContain('one two');
    expect(cut).not.toContain('"finish_reason":"stop"');
    server.enqueue(answer('one two three', { end: 'reset', endAfter: 1 }));
    const broken = await ask('x', { stream: true });
    await expect(broken.text()).rejects.toThrow();
    expect(server.requests.at(-1)?.outcome).toBe('broken');
  });

  it('answers statuses with headers, raw bodies and wrong content types', async () => {
    server.enqueue(
      status(429, { headers: { 'retry-after': '2', 'x-should-retry': 'false' } }),
      raw('{"choices": [', { contentType: 'application/json' }),
      answer('x', { contentType: 'text/html' }),
    );
    const limited = await ask('x');
    expect([limited.status, limited.headers.get('retry-after'), limited.headers.get('x-should-retry')]).toEqual([
      429,
      '2',
      'false',
    ]);
    await expect((await ask('x')).json()).rejects.toThrow('JSON');
    expect((await ask('x')).headers.get('content-type')).toBe('text/html');
  });

  it('resets connections and hangs until the client leaves', async () => {
    server.enqueue(reset(), reset('body'), hang(), hang('headers'));
    await expect(ask('x')).rejects.toThrow();
    await expect((await ask('x')).text()).rejects.toThrow();
    await expect(ask('x', {}, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await server.until(() => server.requests[2]?.outcome === 'aborted');
    const begun = await ask('x', {}, { signal: AbortSignal.timeout(50) });
    expect(begun.status).toBe(200);
    await expect(begun.text()).rejects.toThrow();
    await server.until(() => server.requests[3]?.outcome === 'aborted');
  });

  it('thinks in every field', async () => {
    for (const traceField of ['reasoning', 'reasoning_content', 'thinking_content'] as const) {
      server.enqueue(answer('A', { trace: 'T', traceField }));
      expect((await completion(await ask('x'))).choices[0]?.message).toMatchObject({ content: 'A', [traceField]: 'T' });
    }
    server.enqueue(answer('A', { trace: 'T', traceField: 'think' }), thoughtOnly(77));
    expect((await completion(await ask('x'))).choices[0]?.message.content).toBe('<think>T</think>\nA');
    const silent = await completion(await ask('x'));
    expect(silent.choices[0]).toMatchObject({ message: { content: null }, finish_reason: 'length' });
    expect(silent.usage?.completion_tokens_details?.reasoning_tokens).toBe(77);
  });

  it('leaves usage out, or zeroes it', async () => {
    server.enqueue(answer('A', { usage: 'omit' }), answer('A', { usage: 'zero' }));
    expect((await completion(await ask('x'))).usage).toBeUndefined();
    expect((await completion(await ask('x'))).usage?.prompt_tokens).toBe(0);
  });

  it('wants its key when it has one', async () => {
    const locked = await startModelServer({ apiKey: 'right' });
    const call = (key: string): Promise<Response> =>
      fetch(`${locked.url}/models`, { headers: { authorization: `Bearer ${key}` } });
    expect([(await call('wrong')).status, (await call('right')).status]).toEqual([401, 200]);
    await locked.close();
  });
});

describe(simulatedReviewer.name, () => {
  const rules = Array.from({ length: 200 }, (_, index) => `rule-${index}`);
  const truth = rules.map((rule) => ({ rule, quote: `The clause about ${rule} applies to both parties.` }));
  const document = truth.map(({ quote }) => quote).join('\n');
  const prompt = `⟦document⟧\n${document}\n⟦/document⟧\n${rules.map((rule) => `- ${rule}: Is it there?`).join('\n')}`;
  const schema = { type: 'json_schema', json_schema: { schema: { properties: { clauses: {} } } } };

  async function review(options: Parameters<typeof simulatedReviewer>[0], times = 1): Promise<Clause[][]> {
    const server = await startModelServer({ respond: simulatedReviewer({ truth, ...options }) });
    const results: Clause[][] = [];
    for (let time = 0; time < times; time++) {
      const body = JSON.stringify({
        model: 'm',
        response_format: schema,
        messages: [{ role: 'user', content: prompt }],
      });
      const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body });
      const completion = CompletionSchema.parse(await response.json());
      const content = String(completion.choices[0]?.message.content);
      results.push(ReviewSchema.parse(JSON.parse(content)).clauses);
    }
    await server.close();
    return results;
  }

  it('reports all that is true when it is perfect', async () => {
    const [clauses] = await review({});
    expect(clauses).toHaveLength(200);
    expect(clauses?.every(({ quote }) => document.includes(quote))).toBe(true);
  });

  it('hits and invents with the probabilities it was given', async () => {
    const [clauses = []] = await review({ hit: 0.7, invent: 0.25, seed: 11 });
    const real = clauses.filter(({ quote }) => document.includes(quote)).length;
    expect(real / 200).toBeGreaterThan(0.6);
    expect(real / 200).toBeLessThan(0.8);
    expect((clauses.length - real) / 200).toBeGreaterThan(0.15);
    expect((clauses.length - real) / 200).toBeLessThan(0.35);
  });

  it('repeats itself unless it varies', async () => {
    const [first, second] = await review({ hit: 0.5 }, 2);
    expect(second).toEqual(first);
    const [third, fourth] = await review({ hit: 0.5, vary: true }, 2);
    expect(fourth).not.toEqual(third);
  });

  it('answers nothing like a review when it is not asked for one', async () => {
    const server = await startModelServer({ respond: answerJson({ text: 'x' }) });
    server.enqueue(simulatedReviewer());
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] });
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body });
    expect(CompletionSchema.parse(await response.json()).choices[0]?.message.content).toBe('{"text":"OK"}');
    await server.close();
  });
});
