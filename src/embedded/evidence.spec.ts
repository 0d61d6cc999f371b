import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, probabilityOf, weigh } from './evidence.js';

describe(fold.name, () => {
  it('makes typography and case equal', () => {
    expect(fold(' The\u00a0“Licensee’s”\n\tright — A ')).toBe('the "licensee\'s" right - a');
    expect(fold('「개인정보 보호법」')).toBe('"개인정보 보호법"');
  });

  it('is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(fold(fold(text))).toBe(fold(text))));
  });
});

describe(weigh.name, () => {
  it('adds the weights of the cues that match', () => {
    const cues = [
      [/a/, 1.5],
      [/b/, -0.5],
      [/c/, 4],
    ] as const;
    expect(weigh(cues, 'a b')).toBe(1);
    expect(weigh(cues, '')).toBe(0);
  });
});

describe(probabilityOf.name, () => {
  it('turns log-odds into a probability', () => {
    expect(probabilityOf(0)).toBe(0.5);
    expect(probabilityOf(Math.log(9))).toBeCloseTo(0.9, 12);
    expect(probabilityOf(-800)).toBe(0);
  });
});
