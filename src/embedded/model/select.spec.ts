import { describe, expect, it } from '@jest/globals';
import { calibrationError } from './evaluate.js';
import { selectSpans } from './select.js';

const span = (start: number, end: number, probability: number, own = probability) => ({ start, end, probability, own });

describe(selectSpans.name, () => {
  it('keeps the surest of those that overlap, and all that do not', () => {
    const chosen = selectSpans([span(0, 10, 0.04), span(5, 20, 0.9), span(30, 40, 0.02)], 0.01);
    expect(chosen).toEqual([span(5, 20, 0.9), span(30, 40, 0.02)]);
  });

  it('leaves out what is not probable enough', () => {
    expect(selectSpans([span(0, 10, 0.009)], 0.01)).toEqual([]);
  });

  it('keeps one that may be right where a surer one is wrong, not one that most likely repeats it', () => {
    expect(selectSpans([span(0, 10, 0.5), span(0, 20, 0.2, 0.4)], 0.01)).toHaveLength(2);
    expect(selectSpans([span(0, 10, 0.8), span(0, 20, 0.06, 0.7)], 0.01)).toHaveLength(1);
  });

  it('has every range once', () => {
    expect(selectSpans([span(0, 10, 0.4), span(0, 10, 0.4)], 0.01)).toHaveLength(1);
  });
});

describe(calibrationError.name, () => {
  it('is the mean distance of probability and frequency', () => {
    expect(calibrationError([])).toBe(0);
    expect(
      calibrationError([
        [0.75, true],
        [0.75, true],
        [0.75, true],
        [0.75, false],
      ]),
    ).toBe(0);
    expect(
      calibrationError([
        [0.95, false],
        [0.95, false],
      ]),
    ).toBeCloseTo(0.95);
  });
});
