import { describe, expect, it } from '@jest/globals';
import { mergeNeighbours, type Hit } from './merge.js';

function hit(index: number, probability: number, change: Partial<Hit['segment']> = {}, above = 0): Hit {
  const segment = {
    start: index * 100,
    end: index * 100 + 99,
    folded: '',
    heading: '',
    article: 1,
    isHeading: false,
    hangul: false,
    ...change,
  };
  return { segment, index, probability, above, inside: 1 };
}

describe(mergeNeighbours.name, () => {
  it('joins confident neighbours of one article, as sure as the surest', () => {
    expect(mergeNeighbours('Insurance', [hit(1, 0.6), hit(2, 0.9, {}, 4), hit(3, 0.45)])).toEqual([
      { clauseType: 'Insurance', start: 100, end: 399, probability: 0.9, evidence: 'heading' },
    ]);
  });

  it.each([
    ['a sentence between them', [hit(1, 0.9), hit(3, 0.9)]],
    ['another article', [hit(1, 0.9), hit(2, 0.9, { article: 2 })]],
    ['little confidence', [hit(1, 0.9), hit(2, 0.2)]],
    ['too long a clause', [hit(1, 0.9), hit(2, 0.9, { end: 5_000 })]],
  ])('keeps apart: %s', (_why, hits) => {
    expect(mergeNeighbours('Insurance', hits)).toHaveLength(2);
  });

  it('makes nothing of nothing', () => {
    expect(mergeNeighbours('Insurance', [])).toEqual([]);
  });
});
