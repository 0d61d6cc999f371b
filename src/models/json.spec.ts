import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJson } from './json.js';

function complete(value: unknown): unknown {
  return { value, truncated: false };
}

describe(findJson.name, () => {
  it('reads what JSON.parse reads', () => {
    const containers = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(containers, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(findJson(text)).toEqual(complete(JSON.parse(text)));
      }),
    );
  });

  it.each([
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['Here you are:\n\n{"a": 1}\n\nAnything else?', { a: 1 }],
    ['{"a": [1, 2, ], }', { a: [1, 2] }],
    ['{"a": True, "b": None}', { a: true, b: null }],
    ['{"a": "line\nbreak"}', { a: 'line\nbreak' }],
    ['{"a": "C:\\path \\(x)"}', { a: 'C:\\path \\(x)' }],
    ['{"a": "\\\\x \\u00e9 \\uZZ"}', { a: '\\x é \\uZZ' }],
    ['{"a": 1, // the first\n "b": 2}', { a: 1, b: 2 }],
    ['For example {"a": 0}. The answer: {"a": 1, "b": [2]}', { a: 1, b: [2] }],
    ['See [sic] and {x}: {"a": 1}', { a: 1 }],
    ['[{"a": 1}]', [{ a: 1 }]],
    ['{"a": [{"b": 1], "c": 2}', { a: [{ b: 1 }], c: 2 }],
    ['{"a": {"b": [1, 2}, "c": 3}', { a: { b: [1, 2] }, c: 3 }],
    ['{"a": "the "Supplier" and others", "b": "x"}', { a: 'the "Supplier" and others', b: 'x' }],
    ['{"a": "x" "b": "y"}', { a: 'x', b: 'y' }],
    ['{"계약": "제1조"}', { 계약: '제1조' }],
  ])('finds it in %j', (text, value) => {
    expect(findJson(text)).toEqual(complete(value));
  });

  it.each(['', 'No.', '{', '{"a"', '[', 'a } b', '{broken: yes}'])('keeps nothing of %j', (text) => {
    const found = findJson(text);
    expect(found === null || (found.truncated && Object.keys(found.value ?? {}).length === 0)).toBe(true);
  });

  it('keeps the complete items of whatever was cut off', () => {
    const value = { items: Array.from({ length: 5 }, (_, id) => ({ id, quote: `q "${id}"` })), rest: 1 };
    const text = JSON.stringify(value);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 1 }), (length) => {
        const found = findJson(text.slice(0, length));
        const items = (found?.value ?? {}) as { items?: unknown[] };
        expect(found?.truncated).toBe(true);
        expect(value.items.slice(0, items.items?.length ?? 0)).toEqual(items.items ?? []);
        // Every item whose closing brace is there is kept.
        const closed = value.items.filter((item) => {
          const end = text.indexOf(JSON.stringify(item)) + JSON.stringify(item).length;
          return end <= length;
        });
        expect(items.items?.length ?? 0).toBe(closed.length);
      }),
    );
  });

  it('closes what lacks nothing but brackets, of a writer who came to an end', () => {
    const text = '{"items": [{"id": 1, "quotes": ["a", "b"';
    expect(findJson(text, { isWhole: true })).toEqual(complete({ items: [{ id: 1, quotes: ['a', 'b'] }] }));
    expect(findJson(text)).toEqual({ value: { items: [] }, truncated: true });
    expect(findJson('{"items": [{"id": 1}, ', { isWhole: true })?.truncated).toBe(true);
  });

  it('does not take an unfinished number for a number', () => {
    expect(findJson('{"a": [1, 23')).toEqual({ value: { a: [1] }, truncated: true });
  });

  it('survives deep nesting', () => {
    expect(findJson('['.repeat(100_000))).toBeNull();
  });

  it('is never worse than linear in practice on a hostile text', () => {
    const started = performance.now();
    findJson('{"a": '.repeat(50_000));
    findJson('[1 '.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
