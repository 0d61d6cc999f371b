import { beforeAll, describe, expect, it } from '@jest/globals';
import { sharedData } from '../../../test/support/shared-data.js';
import { cuadClauseTypes } from '../../contracts/clause-types.js';
import { cuadImporter } from '../importers/cuad.js';
import type { ClauseCase } from '../importers/importer.js';
import { comparePaired, percentileInterval, replicate } from '../statistics/bootstrap.js';
import { Random } from '../statistics/random.js';
import { type CuadItem, cuadScores, cuadStatistics, cuadTable, withoutParties } from './cuad.js';
import { clauseItems, type ClausePredictions } from './cuad-items.js';

const folder = sharedData('cuad');

let cases: ClauseCase[] = [];

beforeAll(async () => {
  for await (const each of cuadImporter.read([folder])) cases.push(each);
});

function score(predict: (contract: ClauseCase) => ClausePredictions): CuadItem[] {
  return cases.flatMap((contract) => clauseItems(contract, predict(contract)));
}

function oracle({ labels }: ClauseCase): ClausePredictions {
  const graded = Object.entries(labels).map(([category, spans]) => [
    category,
    spans.map(({ text }, index) => ({ text, probability: 1 / (1 + index) })),
  ]);
  return Object.fromEntries(graded);
}

/** For every question three passages of 20 to 40 words from anywhere, with any probability. */
function guesser(random: Random): (contract: ClauseCase) => ClausePredictions {
  return ({ text }) => {
    const words = text.split(/\s+/);
    const passage = (): string => {
      const from = random.below(words.length);
      return words.slice(from, from + 20 + random.below(21)).join(' ');
    };
    return Object.fromEntries(
      cuadClauseTypes.map(({ name }) => [
        name,
        Array.from({ length: 3 }, () => ({ text: passage(), probability: random.uniform() })),
      ]),
    );
  };
}

function timed<T>(what: string, run: () => T): T {
  const start = performance.now();
  const result = run();
  process.stderr.write(`${what}: ${Math.round(performance.now() - start)} ms\n`);
  return result;
}

describe('the CUAD metric on all shared contracts', () => {
  it('has 407 contracts with 11,167 gold spans', () => {
    expect(cases).toHaveLength(407);
    expect(cases.flatMap(({ labels }) => Object.values(labels).flat())).toHaveLength(11_167);
  });

  it('is exactly 1 for the gold itself: every span found at some threshold, no prediction ever false', () => {
    const items = score(oracle);
    const scores = timed('oracle, 407 contracts', () => cuadScores(items));
    expect(scores).toMatchObject({ aupr: 1, precisionAt80Recall: 1, precisionAt90Recall: 1 });
    expect(scores.curve).toHaveLength(102);
  });

  it('is 0 for a model that says nothing', () => {
    expect(cuadScores(score(() => ({})))).toEqual({
      aupr: 0,
      precisionAt80Recall: 0,
      precisionAt90Recall: 0,
      curve: [],
    });
  });

  it('is near 0 for a guesser, whose intervals and paired comparison take seconds at most', () => {
    const items = score(guesser(new Random(1)));
    const table = timed('counts of 50,061 random predictions', () => cuadTable(items));
    const start = performance.now();
    const { aupr, ...others } = timed('2,000 resamples, six metrics', () =>
      replicate(table, cuadStatistics, { seed: 1 }),
    );
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(aupr.value).toBeLessThan(0.02);
    expect(percentileInterval(aupr).high).toBeLessThan(0.03);
    expect(others.precisionAt80Recall.value).toBe(0);
    const reference = replicate(cuadTable(score(oracle)), { aupr: cuadStatistics.aupr }, { seed: 1 });
    const { difference, ratio, correlation, clusters } = comparePaired(aupr, reference.aupr);
    expect(clusters).toBe(407);
    expect(difference.high).toBeLessThan(-0.9);
    expect(ratio!.high).toBeLessThan(0.03);
    expect(correlation).toBeNull(); // the oracle never varies
    expect(cuadScores(withoutParties(items)).aupr).toBeLessThan(0.02);
  });
});
