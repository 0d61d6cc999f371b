import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { validate } from './validate.js';

const Clause = z.object({ rule: z.enum(['a', 'b']), quote: z.string().min(1), explanation: z.string() });
const Review = z.object({ clauses: z.array(Clause) });
const good = { rule: 'a', quote: 'x', explanation: 'y' };

const pathsOf = (list: readonly { path: unknown }[]): unknown[] => list.map(({ path }) => path);

describe(validate.name, () => {
  it('keeps exactly the valid items, in order, whatever the others are', () => {
    const bad = fc.oneof(
      fc.jsonValue(),
      fc.record({ rule: fc.string(), quote: fc.string() }),
      fc.constant({ ...good, quote: '' }),
    );
    const isValid = (item: unknown): boolean => Clause.safeParse(item).success;
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(good), bad), { maxLength: 12 }), (items) => {
        const result = validate(Review, { clauses: items });
        const kept = items.filter(isValid).map((item) => Clause.parse(item));
        expect(result.value).toEqual({ clauses: kept });
        expect(result.issues.length > 0).toBe(kept.length < items.length);
        expect(result.faults.length > 0).toBe(kept.length < items.length);
      }),
    );
  });

  it('names what is wrong with each field, and where', () => {
    const { issues, faults } = validate(Review, { clauses: [good, { ...good, rule: 'zzz', quote: '' }] });
    expect(pathsOf(issues)).toEqual(['/clauses/1/rule', '/clauses/1/quote']);
    expect(faults).toMatchObject([
      { path: ['clauses', 1, 'rule'], isTooSmall: false },
      { path: ['clauses', 1, 'quote'], isTooSmall: true },
    ]);
  });

  it('leaves out the smallest part, and what becomes empty by that, by its place in the answer', () => {
    const Merge = z.object({
      sentences: z.array(z.object({ text: z.string(), sources: z.array(z.int().max(9)).min(1) })),
    });
    const raw = {
      sentences: [
        { text: 'bad', sources: 'none' },
        { text: 'one', sources: [1, 99, 'x'] },
        { text: 'two', sources: [100] },
      ],
    };
    const result = validate(Merge, raw);
    expect(result.value).toEqual({ sentences: [{ text: 'one', sources: [1] }] });
    expect(pathsOf(result.issues)).toEqual([
      '/sentences/0/sources',
      '/sentences/1/sources/1',
      '/sentences/1/sources/2',
      '/sentences/2/sources/0',
      '/sentences/2/sources',
    ]);
    expect(pathsOf(result.faults)).toHaveLength(4);
  });

  it('drops a field that may be lacking rather than what holds it', () => {
    const schema = z.object({
      title: z.string(),
      note: z.string().optional(),
      weight: z.number().default(1),
      party: z.object({ name: z.string(), born: z.object({ year: z.int() }) }).optional(),
      flags: z.record(z.string(), z.boolean()),
    });
    const raw = { title: 't', note: 5, weight: 'x', party: { name: 'n', born: {} }, flags: { a: true, b: 1 } };
    expect(validate(schema, raw)).toMatchObject({
      value: { title: 't', weight: 1, flags: { a: true } },
      issues: [{ path: '/note' }, { path: '/weight' }, { path: '/party/born/year' }, { path: '/flags/b' }],
    });
  });

  it('takes the first items of a list that is too long, without asking', () => {
    const schema = z.object({ quotes: z.array(z.string()).max(2) });
    const result = validate(schema, { quotes: ['a', 'b', 'c', 'd'] });
    expect(result).toMatchObject({ value: { quotes: ['a', 'b'] }, issues: [{ path: '/quotes' }], faults: [] });
  });

  it('gives up when what is wrong can only go with everything', () => {
    expect(validate(Review, { clauses: 'none' })).toMatchObject({
      value: undefined,
      faults: [{ path: ['clauses'] }],
    });
    expect(validate(Review, null).value).toBeUndefined();
  });

  it('drops fields that nobody asked for, also where there may be none', () => {
    const result = validate(Review, { clauses: [{ ...good, severity: 'none' }], model: 'other', findings: [] });
    expect(result.value).toEqual({ clauses: [good] });
    const strict = validate(z.strictObject({ a: z.strictObject({ b: z.string() }) }), { a: { b: 'x', c: 1 }, d: 2 });
    expect(strict).toMatchObject({ value: { a: { b: 'x' } }, issues: [], faults: [] });
  });

  it('asks for the whole of what is wrong as a whole', () => {
    const schema = z.object({
      list: z
        .array(z.object({ a: z.int(), b: z.int() }).refine(({ a, b }) => a < b, 'a is not below b'))
        .refine((list) => list.length !== 1, 'one alone'),
    });
    expect(validate(schema, { list: [{ a: 2, b: 1 }] }).faults).toMatchObject([{ path: ['list'] }]);
  });
});
