import { describe, expect, it } from '@jest/globals';
import { isDistinct, type LeaderboardRow, rankRows } from './leaderboard.js';

function row(model: string, value?: number): Pick<LeaderboardRow, 'model' | 'metrics'> {
  return { model, metrics: value === undefined ? {} : { aupr: { value, low: 0, high: 1 } } };
}

describe(rankRows.name, () => {
  it('puts the best first, equal ones by name, those without the metric last, and leaves the list as it was', () => {
    const rows = [row('b', 0.3), row('none'), row('c', 0.5), row('a', 0.3)];
    expect(rankRows(rows, 'aupr').map(({ model }) => model)).toEqual(['c', 'a', 'b', 'none']);
    expect(rows[0]!.model).toBe('b');
  });
});

describe(isDistinct.name, () => {
  it.each([
    [{ value: -0.1, low: -0.2, high: -0.01 }, true],
    [{ value: 0.1, low: 0.01, high: 0.2 }, true],
    [{ value: -0.1, low: -0.2, high: 0 }, false],
    [{ value: 0, low: 0, high: 0 }, false],
  ])('%j: %p', (difference, distinct) => {
    expect(isDistinct(difference)).toBe(distinct);
  });
});
