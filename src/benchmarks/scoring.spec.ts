import { describe, expect, it } from '@jest/globals';
import { auprReplicates, compareAupr, itemsOf, precisionRecallCurve, type ScoredOutput, scoreRun } from './scoring.js';

const SEED = 7;

/** A contract with one gold span a category. */
function output(key: string, gold: string[], predicted: Record<string, number> | null): ScoredOutput {
  const labels = gold.map((category) => [category, [{ text: `${category} of ${key}`, start: 0, end: 1 }]]);
  const predictions =
    predicted &&
    Object.entries(predicted).map(([category, probability]) => [
      category,
      [{ text: ` ${category}\n of ${key} `, probability }],
    ]);
  return {
    key,
    labels: Object.fromEntries(labels) as ScoredOutput['labels'],
    predictions: predictions && (Object.fromEntries(predictions) as ScoredOutput['predictions']),
  };
}

const found = [
  output('a', ['Governing Law', 'Insurance'], { 'Governing Law': 0.9, Insurance: 0.8 }),
  output('b', ['Governing Law'], { 'Governing Law': 0.7, Insurance: 0.6 }),
];

describe(itemsOf.name, () => {
  it('asks the 41 questions of every contract, and one more for each label beyond them', () => {
    expect(itemsOf([output('a', [], {})])).toHaveLength(41);
    expect(itemsOf([output('a', ['Pets'], {})])).toHaveLength(42);
  });

  it('takes an answer that failed for one that found nothing', () => {
    const items = itemsOf([output('a', ['Insurance'], null)]);
    expect(items).toEqual(itemsOf([output('a', ['Insurance'], {})]));
    expect(items.find(({ category }) => category === 'Insurance')).toMatchObject({
      gold: ['Insurance of a'],
      predictions: [],
    });
  });
});

describe(scoreRun.name, () => {
  it('is what counting by hand says', () => {
    // 4 predictions, 3 of them right; 3 gold spans, all found.
    const { precision, recall, f1 } = scoreRun(itemsOf(found), SEED);
    expect(precision!.value).toBeCloseTo(3 / 4);
    expect(recall!.value).toBe(1);
    expect(f1!.value).toBeCloseTo(6 / 7);
  });

  it('gives every metric bounds around its value, and the same ones again for the same outputs and seed', () => {
    const scores = scoreRun(itemsOf(found), SEED);
    for (const { value, low, high } of Object.values(scores)) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    const stored = JSON.parse(JSON.stringify(found)) as ScoredOutput[];
    expect(scoreRun(itemsOf(stored), SEED)).toEqual(scores);
    expect(Object.keys(scores)).toEqual([
      'aupr',
      'auprWithoutParties',
      'precisionAt80Recall',
      'precisionAt90Recall',
      'precision',
      'recall',
      'f1',
    ]);
  });

  it('scores a model that failed on a contract below one that did not, and one that always failed zero', () => {
    const whole = scoreRun(itemsOf(found), SEED);
    const partly = scoreRun(itemsOf([found[0]!, { ...found[1]!, predictions: null }]), SEED);
    expect(partly.recall!.value).toBeCloseTo(2 / 3);
    expect(partly.aupr!.value).toBeLessThan(whole.aupr!.value);
    const never = scoreRun(itemsOf(found.map((each) => ({ ...each, predictions: null }))), SEED);
    for (const { value, low, high } of Object.values(never)) expect([value, low, high]).toEqual([0, 0, 0]);
  });

  it('has no score for no answers, and none without Parties for Parties alone', () => {
    expect(scoreRun([], SEED)).toEqual({});
    const parties = itemsOf([output('a', ['Parties'], { Parties: 0.9 })]).filter(
      ({ category }) => category === 'Parties',
    );
    expect(Object.keys(scoreRun(parties, SEED))).not.toContain('auprWithoutParties');
  });

  it('keeps the contract the unit when answers are repeated: the same intervals, not narrower ones', () => {
    expect(scoreRun(itemsOf([...found, ...found]), SEED)).toEqual(scoreRun(itemsOf(found), SEED));
  });
});

describe(compareAupr.name, () => {
  const reference = auprReplicates(itemsOf(found), SEED);

  it('finds a model equal to itself', () => {
    const { difference, clusters } = compareAupr(itemsOf(found), reference);
    expect(difference).toEqual({ value: 0, low: 0, high: 0 });
    expect(clusters).toBe(2);
  });

  it('is the difference of the two scores', () => {
    const worse = itemsOf(found.map((each) => ({ ...each, predictions: null })));
    expect(compareAupr(worse, reference).difference.value).toBe(-scoreRun(itemsOf(found), SEED).aupr!.value);
  });

  it('does not compare on different contracts', () => {
    expect(() => compareAupr(itemsOf([found[0]!]), reference)).toThrow(RangeError);
  });
});

describe(precisionRecallCurve.name, () => {
  it('rises in recall from (0, 1) and never in precision', () => {
    const curve = precisionRecallCurve(itemsOf(found));
    expect(curve[0]).toMatchObject({ recall: 0, precision: 1 });
    expect(curve.at(-1)!.recall).toBe(1);
    for (let index = 1; index < curve.length; index += 1) {
      expect(curve[index]!.recall).toBeGreaterThanOrEqual(curve[index - 1]!.recall);
      expect(curve[index]!.precision).toBeLessThanOrEqual(curve[index - 1]!.precision);
    }
  });
});
