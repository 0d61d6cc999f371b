import { describe, expect, it } from '@jest/globals';
import { AdaptiveLimit, type Place } from './adaptive-limit.js';

const settings = { start: 8, least: 1, most: 12, backOff: 0.5 };
const enter = (limit: AdaptiveLimit, places: number): Promise<Place[]> =>
  Promise.all(Array.from({ length: places }, () => limit.enter({})));

describe(AdaptiveLimit.name, () => {
  it('halves once for all that was under way when it became too much', async () => {
    const limit = new AdaptiveLimit(settings);
    const places = await enter(limit, 8);
    for (const place of places) place.leave('overloaded');
    expect(limit.limit).toBe(4);
    const later = await enter(limit, 4);
    later[0]!.leave('overloaded');
    expect(limit.limit).toBe(2);
  });

  it('never goes below the least, and rises again by one a round', async () => {
    const limit = new AdaptiveLimit(settings);
    for (let cut = 0; cut < 6; cut++) for (const place of await enter(limit, 1)) place.leave('overloaded');
    expect(limit.limit).toBe(1);
    const limits: number[] = [];
    for (let round = 0; round < 40; round++) {
      for (const place of await enter(limit, limit.limit)) place.leave('fine');
      limits.push(limit.limit);
    }
    expect(limits.slice(0, 2)).toEqual([2, 2]);
    expect(Math.max(...limits)).toBe(12);
    expect(limits).toEqual([...limits].sort((a, b) => a - b));
  });

  it('learns nothing from calls that do not fill it, nor from what tells nothing', async () => {
    const limit = new AdaptiveLimit(settings);
    for (let call = 0; call < 100; call++) (await limit.enter({})).leave('fine');
    for (const place of await enter(limit, 8)) place.leave('unknown');
    expect([limit.limit, limit.idle]).toEqual([8, true]);
  });
});
