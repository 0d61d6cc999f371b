import { describe, expect, it } from '@jest/globals';
import { linesOf, readLine, requestLine, uploadForm } from './batch-file.js';

async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function all(text: string, length: number, most = 1000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(pieces(text, length), most)) lines.push(line);
  return lines;
}

describe(requestLine.name, () => {
  it('is one line of JSON, whatever the request holds', () => {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'a "b"\nㄱ\u2028' }] });
    const line = requestLine('id-1', body);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      custom_id: 'id-1',
      method: 'POST',
      url: '/v1/chat/completions',
      body: JSON.parse(body),
    });
  });
});

describe(uploadForm.name, () => {
  it('puts the file into a form that ends as it begins', () => {
    const { contentType, body } = uploadForm('a.jsonl', '{"a":1}\n');
    const boundary = contentType.split('boundary=')[1]!;
    expect(body.split(`--${boundary}`).map((part) => part.trim())).toEqual([
      '',
      'Content-Disposition: form-data; name="purpose"\r\n\r\nbatch',
      'Content-Disposition: form-data; name="file"; filename="a.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n{"a":1}',
      '--',
    ]);
    expect(uploadForm('a.jsonl', '').contentType).not.toBe(contentType);
  });
});

describe(readLine.name, () => {
  it('reads answers and errors', () => {
    const answered = { custom_id: 'a', response: { status_code: 200, request_id: 'r', body: { x: 1 } }, error: null };
    expect(readLine(JSON.stringify(answered))).toEqual({
      id: 'a',
      status: 200,
      requestId: 'r',
      body: { x: 1 },
      error: null,
    });
    const failed = { custom_id: 'b', response: null, error: { code: 'batch_expired', message: 'late' } };
    expect(readLine(JSON.stringify(failed))).toMatchObject({
      id: 'b',
      status: null,
      error: { code: 'batch_expired', message: 'late' },
    });
  });

  it.each(['', 'null', '[]', '{"custom_id": 7}', '{"custom_id": "a"', '<html>'])('takes %j for no line', (line) => {
    expect(readLine(line)).toBeNull();
  });
});

describe(linesOf.name, () => {
  it.each([1, 2, 3, 7, 100])('puts lines together from pieces of %i bytes', async (length) => {
    expect(await all('{"a":"가나다"}\n\n  \n{"b":"é"}\r\nlast', length)).toEqual([
      '{"a":"가나다"}',
      '{"b":"é"}\r',
      'last',
    ]);
  });

  it('gives up on a line that has no end', async () => {
    await expect(all('x'.repeat(100), 10, 50)).rejects.toThrow(RangeError);
  });
});
