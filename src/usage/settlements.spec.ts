import { beforeEach, describe, expect, it } from '@jest/globals';
import { settledAttempt } from '../../test/support/ledger.js';
import { Settlements } from './settlements.js';

const outcome = (id: string) => ({ id, record: settledAttempt() });

describe(Settlements.name, () => {
  let written: string[];
  let settlements: Settlements;

  beforeEach(() => {
    written = [];
    settlements = new Settlements(async (workspaceId, outcomes) => {
      if (outcomes.some(({ id }) => id.startsWith('bad'))) throw new Error(`Not ${outcomes.length}`);
      written.push(`${workspaceId}: ${outcomes.map(({ id }) => id).join(' ')}`);
    });
  });

  it('writes together what came within a moment, by workspace', async () => {
    await Promise.all([
      settlements.add('w', outcome('1')),
      settlements.add('v', outcome('2')),
      settlements.add('w', outcome('3')),
    ]);
    expect(written).toEqual(['w: 1 3', 'v: 2']);
    await settlements.add('w', outcome('4'));
    expect(written).toEqual(['w: 1 3', 'v: 2', 'w: 4']);
  });

  it('tells whose outcome could not be written, and writes those of the others', async () => {
    const all = ['1', 'bad', '3'].map((id) => settlements.add('w', outcome(id)));
    const [first, second, third] = await Promise.allSettled(all);
    expect([first?.status, third?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(second).toMatchObject({ status: 'rejected', reason: new Error('Not 1') });
    expect(written).toEqual(['w: 1', 'w: 3']);
  });

  it('writes at once when asked to, and does not wait for what nobody could write', async () => {
    const bad = expect(settlements.add('v', outcome('bad'))).rejects.toThrow('Not 1');
    const good = settlements.add('w', outcome('1'));
    const flushed = settlements.flush();
    expect(written).toEqual(['w: 1']);
    await Promise.all([flushed, bad, good]);
    await settlements.flush();
    expect(written).toEqual(['w: 1']);
  });

  it('writes no more than so many at a time', async () => {
    const all = Array.from({ length: 450 }, (_, index) => settlements.add('w', outcome(String(index))));
    expect(written.map((line) => line.split(' ').length - 1)).toEqual([200, 200]);
    await Promise.all(all);
    expect(written.map((line) => line.split(' ').length - 1)).toEqual([200, 200, 50]);
  });
});
