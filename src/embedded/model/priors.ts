import type { GoldLabels } from './gold.js';
import type { CategoryPrior } from './ranking.js';

/** Below this many gold spans a category's lengths lean on those of all categories. */
const SHRINKAGE = 5;

/** What the labels of the training contracts say of each category beforehand. */
export function categoryPriors(contracts: readonly GoldLabels[], categories: readonly string[]): CategoryPrior[] {
  const all = moments(
    categories.flatMap((category) => lengths(contracts, category)),
    { mean: 5, spread: 1 },
  );
  return categories.map((category) => {
    const own = lengths(contracts, category);
    const holders = contracts.filter((labels) => (labels[category]?.length ?? 0) > 0).length;
    const { mean, spread } = moments(own, all);
    return {
      length: mean,
      lengthSpread: spread,
      presence: Math.log((holders + 0.5) / (contracts.length - holders + 0.5)),
      spans: (own.length + 1) / (holders + 1),
    };
  });
}

function lengths(contracts: readonly GoldLabels[], category: string): number[] {
  return contracts.flatMap((labels) =>
    (labels[category] ?? []).map(({ start, end }) => Math.log(Math.max(1, end - start))),
  );
}

function moments(values: readonly number[], prior: { mean: number; spread: number }): { mean: number; spread: number } {
  const count = values.length + SHRINKAGE;
  const mean = (values.reduce((sum, value) => sum + value, 0) + SHRINKAGE * prior.mean) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt((squares + SHRINKAGE * prior.spread ** 2) / count) };
}
