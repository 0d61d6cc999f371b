import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ImportedCase, Json } from './importer.js';
import { canonicalJson, suiteHash } from './suite-hash.js';

const one: ImportedCase = { key: '1', text: 'a', labels: { b: [1], a: null }, metadata: {} };
const two: ImportedCase = { key: '2', text: '조항', labels: [], metadata: { file: 'x' } };

describe(canonicalJson.name, () => {
  it('orders keys by code units at every depth and writes no white space', () => {
    expect(canonicalJson({ b: [{ z: 1, a: '조' }], a: { é: true, Z: null }, 10: 1, 9: 2 })).toBe(
      '{"10":1,"9":2,"a":{"Z":null,"é":true},"b":[{"a":"조","z":1}]}',
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonicalJson(json))).toEqual(json);
      }),
    );
  });

  it('does not depend on the order in which keys were set', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (list) => {
        const reversed = Object.fromEntries(list.toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(Object.fromEntries(list)));
      }),
    );
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(RangeError);
  });
});

describe(suiteHash.name, () => {
  it('is SHA-256 over one line of canonical JSON a case', async () => {
    const lines =
      '{"key":"1","labels":{"a":null,"b":[1]},"metadata":{},"text":"a"}\n' +
      '{"key":"2","labels":[],"metadata":{"file":"x"},"text":"조항"}\n';
    expect(await suiteHash([one, two])).toBe(createHash('sha256').update(lines).digest('hex'));
  });

  it('changes with the order, any field and any boundary between cases', async () => {
    const variants = [
      [one, two],
      [two, one],
      [one],
      [{ ...one, text: 'b' }, two],
      [{ ...one, labels: { b: [1], a: 0 } }, two],
      [{ ...one, metadata: { file: 'x' } }, two],
    ];
    const hashes = await Promise.all(variants.map((cases) => suiteHash(cases)));
    expect(new Set(hashes).size).toBe(variants.length);
  });
});
