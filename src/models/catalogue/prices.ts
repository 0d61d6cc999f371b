import type { PricedPeriod, Prices } from '../types.js';
import { dayOf, firstDay, lastDay } from './dates.js';

/** The price that is valid on a day (UTC); null when none is known. */
export function priceAt<P extends Pick<PricedPeriod, 'from' | 'until'>>(
  { prices }: { prices: readonly P[] },
  now: Date,
): P | null {
  const day = dayOf(now);
  return (
    prices.findLast(({ from, until }) => firstDay(from) <= day && (until === null || day <= lastDay(until))) ?? null
  );
}

/** What of a schedule is valid on a day (UTC); null when nothing is known of it. */
export function pricesOn(schedule: readonly PricedPeriod[], now: Date): Prices | null {
  return priceAt({ prices: schedule }, now)?.prices ?? null;
}
