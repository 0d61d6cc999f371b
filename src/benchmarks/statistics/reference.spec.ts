import { describe, expect, it } from '@jest/globals';
import { decideAgainstReference } from './reference.js';

describe(decideAgainstReference.name, () => {
  it.each([
    [{ value: 1, low: 0.951, high: 1.05 }, 'met'],
    [{ value: 1, low: 0.95, high: 1.05 }, 'undecided'],
    [{ value: 0.97, low: 0.9, high: 1.04 }, 'undecided'],
    [{ value: 0.9, low: 0.85, high: 0.95 }, 'undecided'],
    [{ value: 0.9, low: 0.85, high: 0.949 }, 'not_met'],
    [null, 'undecided'],
  ] as const)('%j is %s', (ratio, decision) => {
    expect(decideAgainstReference(ratio)).toBe(decision);
  });

  it('takes another bar', () => {
    expect(decideAgainstReference({ value: 1, low: 0.91, high: 1.05 }, 0.9)).toBe('met');
  });
});
