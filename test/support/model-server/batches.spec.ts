import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { requestLine, uploadForm } from '../../../src/models/batch/batch-file.js';
import { answer, type ModelServer, startModelServer } from '../model-server.js';
import { BatchDesk } from './batches.js';

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({ respond: answer('Yes') });
});
afterAll(() => server.close());
beforeEach(() => server.batches.clear());

async function send(method: string, path: string, init: RequestInit = {}) {
  const response = await fetch(server.url + path, { method, ...init });
  const text = await response.text();
  return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text.split('\n')[0]!) : null };
}

async function upload(content: string): Promise<string> {
  const { contentType, body } = uploadForm('in.jsonl', content);
  const { json } = await send('POST', '/files', { body, headers: { 'content-type': contentType } });
  return String(json.id);
}

function create(fields: object) {
  const usual = { endpoint: '/v1/chat/completions', completion_window: '24h' };
  return send('POST', '/batches', { body: JSON.stringify({ ...usual, ...fields }) });
}

const line = (id: string, model = 'm') =>
  requestLine(id, JSON.stringify({ model, messages: [{ role: 'user', content: 'Well?' }] }));

describe(BatchDesk.name, () => {
  it('answers each request of a file, with a count of tokens', async () => {
    const { json: made } = await create({ input_file_id: await upload(line('a') + line('b')), metadata: { x: 'y' } });
    expect(made).toMatchObject({ status: 'validating', metadata: { x: 'y' }, request_counts: { total: 2 } });
    const { json: done } = await send('GET', `/batches/${made.id}`);
    expect(done).toMatchObject({ status: 'completed', error_file_id: null, request_counts: { completed: 2 } });
    const { text } = await send('GET', `/files/${done.output_file_id}/content`);
    const lines = text
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each));
    expect(lines.map(({ custom_id: id, response }) => [id, response.body.choices[0].message.content])).toEqual([
      ['a', 'Yes'],
      ['b', 'Yes'],
    ]);
    const counted = lines.map(({ response }) => response.body.usage.prompt_tokens as number);
    expect(server.batches.reported.prompt).toBe(counted[0]! + counted[1]!);
  });

  it.each([
    ['two requests of one id', line('a') + line('a')],
    ['two models', line('a') + line('b', 'other')],
    ['another endpoint', line('a').replace('/v1/chat/completions', '/v1/embeddings')],
    ['no JSON', 'not JSON\n'],
    ['nothing', '\n'],
  ])('fails a file of %s', async (_, content) => {
    const { json } = await create({ input_file_id: await upload(content) });
    const { json: done } = await send('GET', `/batches/${json.id}`);
    expect(done).toMatchObject({ status: 'failed', output_file_id: null, errors: { data: [expect.anything()] } });
  });

  it.each([
    ['a field that it does not know', { input_file_id: 'file-1', priority: 'high' }],
    ['a file that is not there', { input_file_id: 'file-9' }],
    ['another window', { input_file_id: 'file-1', completion_window: '1h' }],
  ])('refuses %s', async (_, fields) => {
    await upload(line('a'));
    expect((await create(fields)).status).toBe(400);
    expect(server.batches.batches.size).toBe(0);
  });

  it('lists page by page, and forgets what is removed', async () => {
    const ids = [await upload(line('a')), await upload(line('b')), await upload(line('c'))];
    expect((await send('DELETE', `/files/${ids[1]}`)).json).toMatchObject({ deleted: true });
    const first = (await send('GET', '/files?purpose=batch&limit=1')).json;
    const second = (await send('GET', `/files?purpose=batch&limit=1&after=${first.data[0].id}`)).json;
    expect([first.has_more, second.has_more, second.data[0].id]).toEqual([true, false, ids[2]]);
    expect((await send('GET', `/files/${ids[1]}/content`)).status).toBe(404);
  });
});
