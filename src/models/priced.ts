import { pricesOn } from './catalogue/prices.js';
import type { ModelEndpoint } from './types.js';

/** An endpoint is known by its identity, so that there is one for each price it ever had. */
const priced = new WeakMap<ModelEndpoint, ModelEndpoint>();

/** The endpoint with the prices that are valid when a call begins: all its attempts cost what the call began with. */
export function pricedAt(endpoint: ModelEndpoint, now: number): ModelEndpoint {
  if (!endpoint.priceSchedule) return endpoint;
  const latest = priced.get(endpoint) ?? endpoint;
  const prices = pricesOn(endpoint.priceSchedule, new Date(now));
  if (prices === (latest.prices ?? null)) return latest;
  const other = prices === (endpoint.prices ?? null) ? endpoint : { ...endpoint, prices };
  priced.set(endpoint, other);
  return other;
}
