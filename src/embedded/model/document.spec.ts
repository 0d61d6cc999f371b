import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture, sourceOf } from '../../../test/fixtures/embedded/source.js';
import { readDocument } from './document.js';
import { featuresOf, GROUPS, KEY_BITS } from './features.js';
import { piecesOf } from './pieces.js';

describe(piecesOf.name, () => {
  it('cuts a sentence at semicolons, provisos and items', () => {
    const text =
      'The supplier shall (a) keep the books of account for three years; and (b) show them to the customer, provided that the customer asks in writing.';
    const pieces = piecesOf(text, { start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end));
    expect(pieces).toEqual([
      'The supplier shall (a) keep the books of account for three years;',
      '(b) show them to the customer,',
      'provided that the customer asks in writing.',
    ]);
  });

  it('leaves a short sentence whole', () => {
    expect(piecesOf('It ends; so be it.', { start: 0, end: 18 })).toEqual([{ start: 0, end: 18 }]);
  });
});

describe(readDocument.name, () => {
  it('has candidates of every shape', () => {
    const { candidates } = readDocument(sourceOf(fixture('en-services-agreement')));
    const shapes = new Set(candidates.map(({ shape }) => shape));
    for (const shape of ['sentence', 'piece', 'sentences', 'phrase'] as const) expect(shapes).toContain(shape);
  });

  it('has units and candidates inside the text, trimmed, whatever the text', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const source = sourceOf(text);
        const document = readDocument(source);
        for (const { start, end } of [...document.units, ...document.candidates]) {
          const words = source.text.slice(start, end);
          expect(words).not.toBe('');
          expect(words.trim()).toBe(words);
        }
        for (const [index, unit] of document.units.entries())
          if (unit.kind === 'sentence') expect(unit.sentence).toBe(index);
        for (const { firstUnit, lastUnit } of document.candidates) {
          expect(lastUnit).toBeGreaterThan(firstUnit);
          expect(document.units[lastUnit - 1]).toBeDefined();
        }
        const { keys, bounds } = featuresOf(document);
        expect(bounds).toHaveLength(document.units.length * GROUPS.length + 1);
        expect(bounds.at(-1)).toBe(keys.length);
        expect(keys.every((key) => key < 2 ** KEY_BITS)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
