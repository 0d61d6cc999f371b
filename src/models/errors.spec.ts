import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reportOf, safeReason } from './errors.js';
import type { ModelRequest } from './types.js';

const endpoint = { apiKey: 'abcdef-key-998877' };

function request(content: string): ModelRequest {
  return { task: 't', messages: [{ role: 'user', content }], maxOutputTokens: 1 };
}

describe(safeReason.name, () => {
  const prompt = request('This Agreement is made between\nAcme Corporation and Beta Limited on 1 May 2024.');

  it('keeps what is the provider’s own', () => {
    const reason = 'maximum context length is 8192 tokens';
    expect(safeReason(reason, endpoint, prompt)).toBe(reason);
  });

  it('blanks keys, ours and what looks like one', () => {
    expect(safeReason('bad key abcdef-key-998877!', endpoint, prompt)).toBe('bad key [key]!');
    expect(safeReason('bad key sk-proj-****abcd', endpoint, prompt)).toBe('bad key [key]');
    expect(safeReason('header Bearer xyz was refused', endpoint, prompt)).toBe('header [key] was refused');
  });

  it('says nothing when the words repeat the prompt, line breaks or not', () => {
    expect(safeReason('Invalid: "made between Acme Corporation"', endpoint, prompt)).toBeUndefined();
    expect(safeReason('Got "top secret"', endpoint, request('top secret'))).toBeUndefined();
  });

  it('never lets sixteen characters of a prompt out', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 16, maxLength: 60 }),
        fc.string({ maxLength: 100 }),
        fc.nat(100),
        (secret, words, at) => {
          const reason = words.slice(0, at) + secret + words.slice(at);
          const shown = safeReason(reason, endpoint, request(`x ${secret} y`)) ?? '';
          const plain = secret.replace(/\s+/g, ' ');
          const pieces = Array.from({ length: Math.max(0, plain.length - 15) }, (_, start) =>
            plain.slice(start, start + 16),
          );
          expect(pieces.some((piece) => shown.includes(piece))).toBe(false);
        },
      ),
    );
  });
});

describe(reportOf.name, () => {
  const headers = new Headers({ 'x-request-id': 'req-1' });

  it('reads the usual forms of an error', () => {
    const read = (body: unknown): unknown =>
      reportOf(body, { status: 400, headers }, endpoint, request('p'.repeat(30)));
    expect(read({ error: { message: 'no', code: 'bad', type: 'x' } })).toMatchObject({
      status: 400,
      requestId: 'req-1',
      providerCode: 'bad',
      reason: 'no',
    });
    expect(read({ message: 'no', type: 'bad' })).toMatchObject({ providerCode: 'bad', reason: 'no' });
    expect(read({ detail: 'no' })).toMatchObject({ reason: 'no' });
    expect(read('no')).toMatchObject({ reason: 'no' });
    expect(read({ error: 'no' })).toMatchObject({ reason: 'no' });
    expect(read(undefined)).toMatchObject({ reason: undefined, providerCode: undefined });
  });

  it('takes no code that is a sentence, or the key', () => {
    const body = { error: { code: 'a whole sentence', type: endpoint.apiKey } };
    expect(reportOf(body, { status: 400 }, endpoint, request('x')).providerCode).toBeUndefined();
  });
});
