import { describe, expect, it } from '@jest/globals';
import { compareResults, type ComparedResult } from './compare-results.js';

const cite = (start: number, end: number) => ({ start, end, page: 1, quote: '' });

function result(findings: [rule: string, outcome: string, ...spans: [number, number][]][]): ComparedResult {
  return {
    findings: findings.map(([rule, outcome, ...spans]) => ({
      rule,
      outcome,
      citations: spans.map(([start, end]) => cite(start, end)),
    })),
    sentences: [],
  };
}

describe(compareResults, () => {
  it('names the rules on which two reviews differ', () => {
    const { differences, rules } = compareResults(
      result([
        ['law', 'present'],
        ['cap', 'missing'],
        ['term', 'present'],
      ]),
      result([
        ['law', 'present'],
        ['cap', 'present'],
        ['audit', 'present'],
      ]),
    );
    expect(rules).toBe(4);
    expect(differences).toEqual([
      { rule: 'cap', current: 'missing', candidate: 'present' },
      { rule: 'term', current: 'present', candidate: null },
      { rule: 'audit', current: null, candidate: 'present' },
    ]);
  });

  it('counts each cited character once, however often it is cited', () => {
    const { both, either } = compareResults(
      result([
        ['a', 'present', [0, 10], [5, 20]],
        ['b', 'present', [30, 40]],
      ]),
      result([['a', 'present', [15, 35], [15, 18]]]),
    );
    expect([both, either]).toEqual([10, 40]);
  });

  it('compares summaries by what they cite', () => {
    const summary = (start: number, end: number) => ({ findings: [], sentences: [{ citations: [cite(start, end)] }] });
    expect(compareResults(summary(0, 10), summary(0, 10))).toMatchObject({ both: 10, either: 10, rules: 0 });
    expect(compareResults(summary(0, 10), summary(10, 20))).toMatchObject({ both: 0, either: 20 });
  });
});
