import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correctionsIn, withCorrections, withRest } from './corrections.js';
import { pointerOf, valueAt, type Path } from './pointer.js';

const name = fc.constantFrom('rule', 'quote', 'notes', 'a/b', 'c~d');
const entry = fc.dictionary(name, fc.oneof(fc.string(), fc.integer(), fc.array(fc.string(), { maxLength: 3 })), {
  minKeys: 1,
});
const answers = fc.record({ clauses: fc.array(entry, { minLength: 1, maxLength: 6 }), title: fc.string() });

/** Every way into a value but the one to itself. */
function pathsOf(value: unknown, way: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const path = [...way, Array.isArray(value) ? Number(key) : key];
    return [path, ...pathsOf(part, path)];
  });
}

const isWithin = (path: Path, other: Path): boolean => other.every((key, index) => path[index] === key);

describe(withCorrections.name, () => {
  it('puts in what was asked for and changes nothing else, whatever else is in it', () => {
    fc.assert(
      fc.property(
        answers,
        fc.nat(),
        fc.jsonValue(),
        fc.array(fc.nat(), { maxLength: 4 }),
        (answer, at, value, more) => {
          const before = structuredClone(answer);
          const paths = pathsOf(answer);
          const asked = paths[at % paths.length]!;
          const corrections = [
            ...more.map((index) => ({ path: pointerOf(paths[index % paths.length]!), value: 'not asked for' })),
            { path: '/nowhere/7', value: 1 },
            { path: pointerOf(asked), value },
          ].filter(({ path }, index, all) => index === all.length - 1 || !pointerOf(asked).startsWith(path));
          const merged = withCorrections(answer, [asked], corrections);
          expect(valueAt(merged, asked)).toEqual(value);
          for (const path of paths.filter((each) => !isWithin(each, asked) && !isWithin(asked, each)))
            expect(valueAt(merged, path)).toEqual(valueAt(answer, path));
          expect(answer).toEqual(before);
        },
      ),
    );
  });

  it('takes of an entry that was given again only the field that was asked for', () => {
    const answer = { clauses: [{ rule: '?', quote: 'mine' }] };
    const given = [{ path: '/clauses/0', value: { rule: 'law', quote: 'another' } }];
    expect(withCorrections(answer, [['clauses', 0, 'rule']], given)).toEqual({
      clauses: [{ rule: 'law', quote: 'mine' }],
    });
  });

  it('adds a field that was missing, and no place in a list that is not there', () => {
    const answer = { clauses: [{ rule: 'law' }] };
    const given = [
      { path: '/clauses/0/quote', value: 'q' },
      { path: '/clauses/9/quote', value: 'q' },
    ];
    const asked = [
      ['clauses', 0, 'quote'],
      ['clauses', 9, 'quote'],
    ];
    expect(withCorrections(answer, asked, given)).toEqual({ clauses: [{ rule: 'law', quote: 'q' }] });
  });
});

describe(correctionsIn.name, () => {
  const asked = [['clauses', 0, 'rule']];
  const correction = { path: '/clauses/0/rule', value: 'law' };

  it.each([
    ['the form that was asked for', { corrections: [correction] }],
    ['paths as names', { corrections: { '/clauses/0/rule': 'law' } }],
    ['the list alone', [correction]],
    ['a single one', correction],
    ['an object by path', { '/clauses/0/rule': 'law' }],
    ['a pointer as fragment', [{ path: '#/clauses/0/rule', value: 'law' }]],
    ['a dotted path', { 'clauses.0.rule': 'law' }],
    ['a path as in code', { 'clauses[0].rule': 'law' }],
  ])('reads %s', (_, reply) => {
    const corrections = correctionsIn(reply, asked);
    expect(withCorrections({ clauses: [{ rule: '?' }] }, asked, corrections ?? [])).toEqual({
      clauses: [{ rule: 'law' }],
    });
  });

  it('tells an answer of another form from one without corrections', () => {
    for (const reply of [{ clauses: [] }, [], ['law'], 'law', null, undefined]) {
      expect(correctionsIn(reply, asked)).toBeNull();
    }
    expect(correctionsIn({ corrections: [] }, asked)).toEqual([]);
  });
});

describe(withRest.name, () => {
  const lists = fc.uniqueArray(fc.record({ id: fc.integer() }), { selector: ({ id }) => id, maxLength: 12 });

  it('makes the whole of an answer and what follows it, also when the model begins again', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), (items, cut, from) => {
        const kept = { clauses: items.slice(0, cut % (items.length + 1)) };
        const rest = { clauses: items.slice(Math.min(kept.clauses.length, from % (items.length + 1))), title: 't' };
        expect(withRest(kept, rest)).toEqual({ clauses: items, title: 't' });
        expect(withRest(kept, undefined)).toBe(kept);
      }),
    );
  });

  it('keeps what is there', () => {
    expect(withRest({ title: 'first', list: ['a'] }, { title: 'second', list: ['a', 'b'] })).toEqual({
      title: 'first',
      list: ['a', 'a', 'b'],
    });
    expect(withRest({ list: [1] }, { list: 'more' })).toEqual({ list: [1] });
  });
});
