import { describe, expect, it } from '@jest/globals';
import { columnSums, emptyTable, meanOf, meanTable, weightedSums } from './clusters.js';

describe('cluster tables', () => {
  it('have a row for each distinct key, in order', () => {
    const { table, rowOf } = emptyTable(['b', 'a', 'b', 'A'], 3);
    expect(table.keys).toEqual(['A', 'a', 'b']);
    expect(table.values).toHaveLength(9);
    expect([...rowOf]).toEqual([
      ['A', 0],
      ['a', 3],
      ['b', 6],
    ]);
  });

  it('give the mean over items, so that a large cluster weighs more', () => {
    const table = meanTable([
      { cluster: 'x', value: 1 },
      { cluster: 'y', value: 0 },
      { cluster: 'x', value: 1 },
      { cluster: 'x', value: 0 },
    ]);
    expect(meanOf(columnSums(table))).toBe(0.5);
  });

  it('count each unit as often as its weight says', () => {
    const table = meanTable([
      { cluster: 'x', value: 5 },
      { cluster: 'y', value: 7 },
      { cluster: 'z', value: 11 },
    ]);
    const sums = weightedSums(table, Uint32Array.of(2, 0, 1), new Float64Array(2));
    expect([...sums]).toEqual([21, 3]);
  });
});
