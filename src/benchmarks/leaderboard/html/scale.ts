import type { LeaderboardReport } from '../leaderboard.js';

/** From a quantity to a coordinate, to a hundredth of a pixel. */
export interface Scale {
  (value: number): number;
  domain: readonly [number, number];
}

export function scale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [from, to] = domain;
  const [start, end] = range;
  const place = (value: number): number =>
    Math.round((start + ((value - from) / (to - from)) * (end - start)) * 100) / 100;
  return Object.assign(place, { domain });
}

/** Steps of 0.1 for a short axis, of 0.2 for a long one. */
export function ticks([from, to]: readonly [number, number]): number[] {
  const step = to - from > 0.6 ? 2 : 1;
  const count = Math.floor(Math.round((to - from) * 10) / step);
  return Array.from({ length: count + 1 }, (_, index) => (Math.round(from * 10) + index * step) / 10);
}

/** The value of the ordering metric that the bar asks for, or null without a reference. */
export function decisionBar({ reference, rows, metric }: LeaderboardReport): number | null {
  const value = rows.find((row) => row.model === reference?.model)?.metrics[metric]?.value;
  return reference === undefined || value === undefined ? null : reference.bar * value;
}
