import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { betaQuantile, incompleteBeta, logGamma, normalQuantile } from './distributions.js';

describe(normalQuantile.name, () => {
  it.each([
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9995, 3.290526731491926],
    [0.025, -1.959963984540054],
    [1e-9, -5.997807015007687],
  ])('of %p is %p', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 12);
  });

  it('refuses 0 and 1', () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});

describe(logGamma.name, () => {
  it('is the logarithm of the factorial', () => {
    let factorial = 0;
    for (let n = 1; n <= 170; n++) {
      expect(logGamma(n) / Math.max(1, factorial)).toBeCloseTo(factorial / Math.max(1, factorial), 12);
      factorial += Math.log(n);
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12);
  });
});

describe(incompleteBeta.name, () => {
  /** For whole a and b: the chance of at least a successes in a + b - 1 trials. */
  function binomialTail(x: number, a: number, b: number): number {
    const trials = a + b - 1;
    let sum = 0;
    for (let k = a; k <= trials; k++) {
      let term = 1;
      for (let factor = 1; factor <= k; factor++) term *= (trials - k + factor) / factor;
      sum += term * x ** k * (1 - x) ** (trials - k);
    }
    return sum;
  }

  it('is the tail of the binomial distribution for whole parameters', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, x) => {
        expect(incompleteBeta(x, a, b)).toBeCloseTo(binomialTail(x, a, b), 10);
      }),
    );
  });

  it('has the arcsine law as a special case', () => {
    expect(incompleteBeta(0.25, 0.5, 0.5)).toBeCloseTo(1 / 3, 12);
  });

  it('is inverted by the quantile', () => {
    const size = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, probability) => {
        expect(incompleteBeta(betaQuantile(probability, a, b), a, b)).toBeCloseTo(probability, 9);
      }),
      { numRuns: 50 },
    );
  });
});
