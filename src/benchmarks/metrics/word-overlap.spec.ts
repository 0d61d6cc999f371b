import { describe, expect, it } from '@jest/globals';
import { jaccard, matchesGold, wordSet } from './word-overlap.js';

function similarity(a: string, b: string): number {
  return jaccard(wordSet(a), wordSet(b));
}

function matches(prediction: string, gold: string, substringCounts = false): boolean {
  const of = (text: string) => ({ text, words: wordSet(text) });
  return matchesGold(of(prediction), of(gold), substringCounts);
}

describe(wordSet.name, () => {
  it('deletes only . , ; : and keeps every other mark', () => {
    expect([...wordSet(`U.S. (the "State"); a: b, c-d! e? it's`)]).toEqual([
      'us',
      '(the',
      '"state")',
      'a',
      'b',
      'c-d!',
      'e?',
      "it's",
    ]);
  });

  it('takes / for a space and holds the empty word between two spaces', () => {
    expect([...wordSet('and/or')]).toEqual(['and', 'or']);
    expect([...wordSet('a / b')]).toEqual(['a', '', 'b']);
    expect([...wordSet('.')]).toEqual(['']);
  });

  it('splits at spaces only', () => {
    expect([...wordSet('a\nb\tc')]).toEqual(['a\nb\tc']);
  });
});

describe(jaccard.name, () => {
  it('compares sets, whatever the order and the number of times', () => {
    expect(similarity('the cat the cat', 'Cat the')).toBe(1);
    expect(similarity('a b c', 'b c d')).toBe(0.5);
    expect(similarity('a b', 'c')).toBe(0);
  });
});

describe(matchesGold.name, () => {
  it('needs half of the union', () => {
    expect(matches('a b c', 'b c d')).toBe(true);
    expect(matches('a b c', 'c d e')).toBe(false);
    expect(matches('a b c d e f g', 'a b c')).toBe(false);
  });

  it('of names also takes a prediction around the gold string, but case counts', () => {
    const around = 'by and between Acme Inc. ("Acme"), a Delaware corporation';
    expect(matches(around, 'Acme Inc.')).toBe(false);
    expect(matches(around, 'Acme Inc.', true)).toBe(true);
    expect(matches(around, 'ACME INC.', true)).toBe(false);
    expect(matches('Acme', 'Acme Incorporated of Delaware', true)).toBe(false);
  });
});
