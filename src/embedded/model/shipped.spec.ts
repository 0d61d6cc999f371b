import { statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { cuadClauseTypes } from '../../contracts/clause-types.js';
import { loadShippedTagger, shippedModelFile } from './shipped.js';

const MOST_BYTES = 6e6;

describe('the shipped model', () => {
  it('is small and knows the categories of CUAD', () => {
    expect(statSync(shippedModelFile).size).toBeLessThan(MOST_BYTES);
    expect(loadShippedTagger().model.categories.toSorted()).toEqual(cuadClauseTypes.map(({ name }) => name).toSorted());
  });
});
