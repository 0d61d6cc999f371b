import { describe, expect, it } from '@jest/globals';
import {
  formatCost,
  formatCount,
  formatDifference,
  formatDuration,
  formatInterval,
  formatNumber,
  singleLine,
} from './format.js';

describe('formats', () => {
  it('show a value with its interval', () => {
    expect(formatInterval({ value: 0.314, low: 0.2651, high: 0.349 })).toBe('0.31 [0.27, 0.35]');
    expect(formatInterval({ value: 1, low: 0, high: 1 }, 3)).toBe('1.000 [0.000, 1.000]');
  });

  it('show the sign of a difference, and none of zero', () => {
    expect(formatDifference({ value: 0.05, low: -0.012, high: 0.11 })).toBe('+0.05 [-0.01, +0.11]');
    expect(formatDifference({ value: -0.001, low: -0.2, high: 0.001 })).toBe('0.00 [-0.20, 0.00]');
    expect(formatNumber(-0.0001)).toBe('0.00');
  });

  it.each([
    [0, '0 ms'],
    [849.6, '850 ms'],
    [4200, '4.2 s'],
    [59_960, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [3_599_700, '1 h 0 min'],
    [7_500_000, '2 h 5 min'],
  ])('show %p ms as %p', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('show counts and costs', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0, 0.000123, 0.5, 12.345].map(formatCost)).toEqual(['$0', '$0.00012', '$0.50', '$12.35']);
  });

  it('leave nothing in a name that a terminal would obey', () => {
    expect(singleLine('a\u001b[31mred\u0007\nb\u202ec')).toBe('a [31mred b c');
    expect(singleLine('솔라 프로')).toBe('솔라 프로');
  });
});
