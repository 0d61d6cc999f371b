import { describe, expect, it } from '@jest/globals';
import { pricesOn } from './catalogue/prices.js';
import { pricedAt } from './priced.js';
import type { ModelEndpoint, PricedPeriod } from './types.js';

const usd = (price: number) => ({ inputPerMillion: price, outputPerMillion: price });
const SCHEDULE: PricedPeriod[] = [
  { from: '2025', until: '2026-06', prices: usd(1) },
  { from: '2026-07', until: '2026-12-31', prices: usd(2) },
  { from: '2027-02', until: null, prices: usd(3) },
];

describe(pricesOn, () => {
  it.each([
    ['2024-12-31T23:59:59.999Z', undefined],
    ['2025-01-01T00:00:00Z', 1],
    ['2026-06-30T23:59:59.999Z', 1],
    ['2026-07-01T00:00:00Z', 2],
    ['2026-12-31T23:59:59.999Z', 2],
    ['2027-01-15T00:00:00Z', undefined],
    ['2027-02-01T00:00:00Z', 3],
    ['2099-01-01T00:00:00Z', 3],
  ])('%s: %s', (time, price) => {
    expect(pricesOn(SCHEDULE, new Date(time))?.inputPerMillion).toBe(price);
  });
});

describe(pricedAt, () => {
  const endpoint = (more: Partial<ModelEndpoint> = {}): ModelEndpoint => ({
    name: 'm',
    modelId: 'm-1',
    baseUrl: 'http://localhost/v1',
    contextWindow: 8192,
    maxOutputTokens: 1024,
    structuredOutput: 'prompt',
    timeoutMs: 5000,
    allowPrivateNetwork: true,
    ...more,
  });
  const before = Date.parse('2026-12-31T23:59:59Z');
  const after = Date.parse('2027-02-01T00:00:00Z');

  it('leaves an endpoint without a schedule as it is, and its prices with it', () => {
    const fixed = endpoint({ prices: usd(7) });
    expect(pricedAt(fixed, after)).toBe(fixed);
  });

  it('takes the price of the day a call begins, however long the endpoint is kept', () => {
    const kept = endpoint({ prices: SCHEDULE[1]!.prices, priceSchedule: SCHEDULE });
    expect(pricedAt(kept, before)).toBe(kept);
    expect(pricedAt(kept, Date.parse('2027-01-01T00:00:00Z')).prices).toBeNull();
    expect(pricedAt(kept, after).prices).toEqual(usd(3));
    expect(kept.prices).toEqual(usd(2));
  });

  it('is the same endpoint for the same price, by which connections and breakers are known', () => {
    const kept = endpoint({ prices: SCHEDULE[1]!.prices, priceSchedule: SCHEDULE });
    expect(pricedAt(kept, after)).toBe(pricedAt(kept, after + 1000));
  });
});
