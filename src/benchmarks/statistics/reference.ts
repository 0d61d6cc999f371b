import type { Interval } from './bootstrap.js';

/** The share of the reference's performance that has to be reached. */
export const REFERENCE_BAR = 0.95;

/** `undecided` is an answer: the data allow both, and a difference that is not significant shows nothing. */
export type ReferenceDecision = 'met' | 'not_met' | 'undecided';

/**
 * Whether a model reaches the bar, from the paired interval of its ratio to the reference run in the same harness on
 * the same units (`comparePaired`): met only if the whole interval lies above the bar, not met only if below it.
 *
 * @param ratio null (no ratio can be formed) is undecided
 */
export function decideAgainstReference(ratio: Interval | null, bar = REFERENCE_BAR): ReferenceDecision {
  if (ratio === null) return 'undecided';
  if (ratio.low > bar) return 'met';
  return ratio.high < bar ? 'not_met' : 'undecided';
}
