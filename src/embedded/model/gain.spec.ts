import { describe, expect, it } from '@jest/globals';
import { forEachGain, GAIN_FEATURES, type RankedCandidate } from './gain.js';
import { RANKING_FEATURES } from './ranking.js';

const ranked = (candidate: number, start: number, end: number, score: number): RankedCandidate => ({
  candidate,
  start,
  end,
  score,
  row: new Float32Array(RANKING_FEATURES.length).fill(candidate),
});

function rowsOf(candidates: readonly RankedCandidate[]): Map<number, Record<string, number>> {
  const rows = new Map<number, Record<string, number>>();
  forEachGain(candidates, ({ candidate }, row) =>
    rows.set(candidate, Object.fromEntries(GAIN_FEATURES.map((name, at) => [name, row[at]!]))),
  );
  return rows;
}

describe(forEachGain.name, () => {
  it('tells what a candidate is beside the surer ones', () => {
    const rows = rowsOf([ranked(1, 0, 50, -1), ranked(2, 0, 100, 2), ranked(3, 200, 300, 0)]);
    expect([...rows.keys()]).toEqual([2, 3, 1]);
    expect(rows.get(1)).toMatchObject({
      mean: 1,
      score: -1,
      'surest overlapped': 2,
      'share of it': 0.5,
      'holds or is held': 1,
      overlapped: 1,
      'before it': 2,
      'best score': 2,
    });
    expect(rows.get(3)).toMatchObject({ 'surest overlapped': -9, overlapped: 0, 'before it': 1 });
  });

  it('leaves out what overlaps very many surer ones', () => {
    const many = Array.from({ length: 9 }, (_, index) => ranked(index, 0, 10 + index, -index));
    expect(rowsOf(many).size).toBe(7);
  });
});
