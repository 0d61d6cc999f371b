import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { cuadFile } from '../../test/fixtures/embedded/cuad.js';
import { cuadClauseTypes } from './clause-types.js';

describe('cuadClauseTypes', () => {
  it("are the data set's categories in its order", () => {
    const rows = readFileSync(cuadFile('category_descriptions.csv'), 'utf8').split('\n');
    const names = rows.flatMap((row) => /^Category: ([^,]+?)\s*,/.exec(row)?.[1] ?? []);
    expect(cuadClauseTypes.map(({ name }) => name)).toEqual(names);
  });
});
