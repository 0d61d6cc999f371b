import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cuadImporter } from '../../benchmarks/importers/cuad.js';
import { cuadScores, type CuadItem } from '../../benchmarks/metrics/cuad.js';
import { clauseItems } from '../../benchmarks/metrics/cuad-items.js';
import { assetsDir } from '../../config/paths.js';
import { cuadClauseTypes } from '../../contracts/clause-types.js';
import { LexiconTagger } from '../lexicon-tagger.js';
import type { ClauseTagger } from '../tagger.js';
import { plainSource } from './prepare.js';
import { loadShippedTagger } from './shipped.js';

const categories = cuadClauseTypes.map(({ name }) => name);

async function aupr(tagger: ClauseTagger): Promise<number> {
  const items: CuadItem[] = [];
  for await (const contract of cuadImporter.read([join(assetsDir, 'suites/cuad-sample')])) {
    const spans = tagger.tag(plainSource(contract.text));
    const predictions = Object.fromEntries(
      categories.map((category) => [
        category,
        spans
          .filter(({ clauseType }) => clauseType === category)
          .map(({ start, end, probability }) => ({ text: contract.text.slice(start, end), probability })),
      ]),
    );
    items.push(...clauseItems(contract, predictions));
  }
  return cuadScores(items).aupr;
}

describe('the shipped model', () => {
  it('is better than the lexicon on contracts that neither was fitted on', async () => {
    const trained = await aupr(loadShippedTagger());
    expect(trained).toBeGreaterThan(0.64);
    expect(trained).toBeGreaterThan((await aupr(new LexiconTagger())) + 0.02);
  });
});
