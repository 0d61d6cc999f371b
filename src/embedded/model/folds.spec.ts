import { describe, expect, it } from '@jest/globals';
import { filerOf, foldsOf } from './folds.js';

const words = (from: number): string => Array.from({ length: 1200 }, (_, index) => `word${from + index}`).join(' ');

describe(filerOf.name, () => {
  it.each([
    ['ARMSTRONGFLOORING,INC_01_07_2019-EX-10.2.txt', 'armstrongflooring'],
    ['ArmstrongFlooringInc_20190107_8-K.txt', 'armstrongflooring'],
    ['Cerus Corporation - FIRST AMEND TO SUPPLY AGREEMENT.txt', 'cerus'],
    ['lease.txt', 'lease'],
  ])('reads %s', (file, filer) => expect(filerOf(file)).toBe(filer));
});

describe(foldsOf.name, () => {
  const contracts = Array.from({ length: 20 }, (_, index) => ({
    file: `Company${index}_1.txt`,
    text: words(index * 5000),
  }));

  it('keeps filers and near-duplicates together, in folds of like size', () => {
    const data = [
      ...contracts,
      { file: 'COMPANY3, INC._2.txt', text: words(900_000) },
      { file: 'Other_1.txt', text: `${words(4 * 5000)} and an end of its own` },
    ];
    const folds = foldsOf(data, 5, 1);
    expect(folds[20]).toBe(folds[3]);
    expect(folds[21]).toBe(folds[4]);
    const sizes = [0, 1, 2, 3, 4].map((fold) => folds.filter((own) => own === fold).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(foldsOf(data, 5, 1)).toEqual(folds);
    expect(foldsOf(data, 5, 2)).not.toEqual(folds);
  });

  it('divides contracts that all come from one template', () => {
    const data = contracts.map(({ file }, index) => ({ file, text: `${words(0)} ${index}` }));
    expect(new Set(foldsOf(data, 5, 1)).size).toBe(5);
  });
});
