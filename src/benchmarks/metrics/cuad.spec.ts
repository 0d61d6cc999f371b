import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bootstrap } from '../statistics/bootstrap.js';
import {
  cuadCategoryReport,
  type CuadItem,
  cuadScores,
  cuadStatistics,
  cuadTable,
  cuadThresholds,
  withoutParties,
} from './cuad.js';

type Predicted = readonly (readonly [text: string, probability: number])[];

function item(gold: readonly string[], predictions: Predicted, category = 'Insurance', caseId = 'a'): CuadItem {
  return { caseId, category, gold, predictions: predictions.map(([text, probability]) => ({ text, probability })) };
}

/**
 * The published description of the metric once more, slowly and word for word. It shares no code with `cuad.ts`.
 */
function literalScores(items: readonly CuadItem[]): { aupr: number; at80: number; at90: number } {
  const thresholds: number[] = [];
  for (let percent = 99; percent >= 1; percent--) thresholds.push(percent / 100);
  thresholds.push(0.001, 0);
  const precisions = [1];
  const recalls = [0];
  for (const threshold of thresholds) {
    const { tp, fp, fn } = literalCounts(items, threshold);
    precisions.push(tp + fp > 0 ? tp / (tp + fp) : Number.NaN);
    recalls.push(tp + fn > 0 ? tp / (tp + fn) : Number.NaN);
  }
  const processed = precisions.toReversed();
  for (let index = 1; index < processed.length; index++) {
    const [before, own] = [processed[index - 1]!, processed[index]!];
    processed[index] = own > before ? own : before;
  }
  processed.reverse();
  let aupr = 0;
  for (let index = 1; index < recalls.length; index++) {
    aupr += ((recalls[index]! - recalls[index - 1]!) * (processed[index]! + processed[index - 1]!)) / 2;
  }
  const at = (recall: number): number => {
    for (let index = 0; index < recalls.length; index++) if (recalls[index]! >= recall) return processed[index]!;
    return 0;
  };
  return { aupr: Number.isNaN(aupr) ? 0 : aupr, at80: at(0.8), at90: at(0.9) };
}

/** True positives, false positives and false negatives of the predictions above a threshold. */
function literalCounts(items: readonly CuadItem[], threshold: number): { tp: number; fp: number; fn: number } {
  let [tp, fp, fn] = [0, 0, 0];
  for (const item of items) {
    const probabilities: Record<string, number> = {};
    for (const { text, probability } of item.predictions) if (text !== '') probabilities[text] = probability;
    const predictions = Object.keys(probabilities).filter((text) => probabilities[text]! > threshold);
    if (item.gold.length === 0) {
      fp += predictions.length;
      continue;
    }
    const same = (prediction: string, gold: string): boolean =>
      literalJaccard(gold, prediction) >= 0.5 || (item.category === 'Parties' && prediction.indexOf(gold) >= 0);
    for (const gold of item.gold) {
      if (predictions.some((prediction) => same(prediction, gold))) tp += 1;
      else fn += 1;
    }
    for (const prediction of predictions) if (!item.gold.some((gold) => same(prediction, gold))) fp += 1;
  }
  return { tp, fp, fn };
}

function literalJaccard(a: string, b: string): number {
  const words = (text: string): string[] => {
    let cut = text;
    for (const mark of ['.', ',', ';', ':']) cut = cut.split(mark).join('');
    return cut.toLowerCase().split('/').join(' ').split(' ');
  };
  const [left, right] = [words(a), words(b)];
  const union = [...new Set([...left, ...right])];
  return union.filter((word) => left.includes(word) && right.includes(word)).length / union.length;
}

/** Few words, so that matches, equal texts and threshold ties are common. */
const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', 'D', 'd.', 'e/f', '', ',', 'Acme'), { maxLength: 4 })
  .map((words) => words.join(' '));
const probabilities = fc.oneof(
  fc.constantFrom(0, 0.001, 0.005, 0.01, 0.29, 0.5, 0.57, 0.58, 0.99, 0.995, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const items = fc.array(
  fc.record({
    caseId: fc.constantFrom('x', 'y', 'z'),
    category: fc.constantFrom('Parties', 'Insurance', 'License Grant'),
    gold: fc.array(
      texts.filter((text) => text !== ''),
      { maxLength: 3 },
    ),
    predictions: fc.array(fc.record({ text: texts, probability: probabilities }), { maxLength: 5 }),
  }),
  { maxLength: 8 },
);

describe(cuadScores.name, () => {
  it('has the thresholds 0.99 to 0.01, 0.001 and 0', () => {
    expect(cuadThresholds).toHaveLength(101);
    expect([0, 1, 49, 98, 99, 100].map((index) => cuadThresholds[index])).toEqual([0.99, 0.98, 0.5, 0.01, 0.001, 0]);
  });

  it('agrees with a literal reading of the description', () => {
    fc.assert(
      fc.property(items, (list) => {
        const [fast, literal] = [cuadScores(list), literalScores(list)];
        expect(fast.aupr).toBeCloseTo(literal.aupr, 12);
        expect(fast.precisionAt80Recall).toBeCloseTo(literal.at80, 12);
        expect(fast.precisionAt90Recall).toBeCloseTo(literal.at90, 12);
      }),
      { numRuns: 1500 },
    );
  });

  it('agrees with it on precision, recall and F1 above 0.5', () => {
    fc.assert(
      fc.property(items, (list) => {
        const one = list.map((each) => ({ ...each, category: 'Insurance' }));
        const { tp, fp, fn } = literalCounts(one, 0.5);
        const own = cuadCategoryReport(one)[0] ?? { precision: 0, recall: 0, f1: 0 };
        const [precision, recall] = [tp / Math.max(1, tp + fp), tp / Math.max(1, tp + fn)];
        expect(own.precision).toBeCloseTo(precision, 12);
        expect(own.recall).toBeCloseTo(recall, 12);
        expect(own.f1).toBeCloseTo(tp === 0 ? 0 : (2 * precision * recall) / (precision + recall), 12);
      }),
      { numRuns: 300 },
    );
  });

  it('by hand: one of two found at 0.9, a false alarm at 0.8, the other found at 0.3', () => {
    const scores = cuadScores([
      item(['policy of insurance'], [['a policy of insurance', 0.9]]),
      item(['workers compensation'], [['workers compensation', 0.3]], 'Insurance', 'b'),
      item([], [['no such thing', 0.8]], 'Insurance', 'c'),
    ]);
    // (0, 1), at 0.89 (1/2, 1), at 0.79 (1/2, 1/2), which becomes the later 2/3, and at 0.29 (1, 2/3)
    expect(scores.aupr).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 12);
    expect(scores.precisionAt80Recall).toBeCloseTo(2 / 3, 12);
    expect(scores.precisionAt90Recall).toBeCloseTo(2 / 3, 12);
    expect(scores.curve[0]).toEqual({ threshold: 1, recall: 0, precision: 1 });
    expect(scores.curve.find((point) => point.threshold === 0.5)).toEqual({
      threshold: 0.5,
      recall: 0.5,
      precision: 2 / 3,
    });
  });

  it('does not extend the curve to recall 1', () => {
    const scores = cuadScores([item(['a', 'b', 'c', 'd'], [['a', 1]])]);
    expect(scores).toMatchObject({ aupr: 0.25, precisionAt80Recall: 0, precisionAt90Recall: 0 });
  });

  it('keeps what is strictly above a threshold', () => {
    const at = (probability: number) =>
      cuadScores([item(['a'], [['a', probability]])]).curve.filter((point) => point.recall === 1).length;
    expect(at(0.991)).toBe(101);
    expect(at(0.99)).toBe(100);
    expect(at(0.01)).toBe(2);
    expect(at(0.001)).toBe(1);
    expect(at(0)).toBe(0);
  });

  it('counts a gold span once however many predictions match it, and such predictions never as false', () => {
    expect(
      cuadScores([
        item(
          ['a b'],
          [
            ['a b', 1],
            ['a b.', 1],
            ['A b c', 1],
          ],
        ),
      ]).curve.at(-1),
    ).toMatchObject({ recall: 1, precision: 1 });
  });

  it('lets one prediction find several gold spans', () => {
    expect(cuadScores([item(['a b c', 'a b d'], [['a b', 1]])]).curve.at(-1)).toMatchObject({
      recall: 1,
      precision: 1,
    });
  });

  it('drops empty texts and gives equal ones the last probability', () => {
    const last = (first: number, second: number) =>
      cuadScores([
        item(
          ['a'],
          [
            ['a', first],
            ['', 1],
            ['a', second],
          ],
        ),
      ]).curve.find((point) => point.threshold === 0.5)?.recall;
    expect([last(0.9, 0.2), last(0.2, 0.9)]).toEqual([0, 1]);
    expect(cuadScores([item([], [['', 1]]), item(['a'], [['a', 1]])]).aupr).toBe(1);
  });

  it('takes a gold name inside a prediction only for Parties', () => {
    const long: Predicted = [['this agreement is made by Acme Inc. of Delaware', 1]];
    expect(cuadScores([item(['Acme Inc.'], long, 'Parties')]).aupr).toBe(1);
    expect(cuadScores([item(['Acme Inc.'], long, 'Insurance')]).aupr).toBe(0);
  });

  it('is 0 without predictions, without gold, and without anything', () => {
    for (const list of [[item(['a'], [])], [item([], [['a', 1]])], [item(['a'], [['a', 0]])], []]) {
      expect(cuadScores(list)).toEqual({ aupr: 0, precisionAt80Recall: 0, precisionAt90Recall: 0, curve: [] });
    }
  });
});

describe(cuadTable.name, () => {
  it('has a row of counts for each contract, and gives intervals', () => {
    const list = [item(['a'], [['a', 1]], 'X', 'one'), item(['b'], [['c', 1]], 'X', 'two'), item([], [], 'Y', 'one')];
    const table = cuadTable(list);
    expect(table.keys).toEqual(['one', 'two']);
    const { aupr, f1 } = bootstrap(table, cuadStatistics, { seed: 1, resamples: 200 });
    expect(aupr.value).toBe(cuadScores(list).aupr);
    expect(aupr).toMatchObject({ low: 0, high: 1 });
    expect(f1.value).toBe(0.5);
  });
});

describe(cuadCategoryReport.name, () => {
  it('scores every category on its own', () => {
    const report = cuadCategoryReport([
      item(['a', 'b'], [['a', 0.6]], 'X', 'one'),
      item([], [['z', 0.6]], 'X', 'two'),
      item(['Acme'], [['Acme', 1]], 'Parties', 'one'),
    ]);
    expect(report).toEqual([
      // undefined above 0.6, precision there is the later 1/2: (0, 1), (0, 1/2), (1/2, 1/2)
      { category: 'X', gold: 2, contracts: 1, aupr: 0.5 * 0.5, precision: 0.5, recall: 0.5, f1: 0.5 },
      { category: 'Parties', gold: 1, contracts: 1, aupr: 1, precision: 1, recall: 1, f1: 1 },
    ]);
  });
});

describe(withoutParties.name, () => {
  it('leaves the other categories', () => {
    expect(withoutParties([item([], [], 'Parties'), item([], [], 'Insurance')])).toEqual([item([], [], 'Insurance')]);
  });
});
