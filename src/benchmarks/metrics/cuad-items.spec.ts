import { describe, expect, it } from '@jest/globals';
import { cuadClauseTypes } from '../../contracts/clause-types.js';
import { cuadTable } from './cuad.js';
import { clauseItems } from './cuad-items.js';

const labels = { Insurance: [{ text: 'liability insurance', start: 3, end: 22 }] };

describe(clauseItems.name, () => {
  it('asks the 41 categories, and what else is labelled or predicted', () => {
    const items = clauseItems({ key: 'contract', labels: { ...labels, Escrow: [] } }, { Mood: [] });
    const categories = items.map(({ category }) => category);
    expect(categories).toEqual([...cuadClauseTypes.map(({ name }) => name), 'Escrow', 'Mood']);
    expect(new Set(items.map(({ caseId }) => caseId))).toEqual(new Set(['contract']));
  });

  it('folds the white space of predictions', () => {
    const predictions = { Insurance: [{ text: ' liability\n  insurance', probability: 0.7 }] };
    const items = clauseItems({ key: 'contract', labels }, predictions);
    expect(items.find(({ category }) => category === 'Insurance')).toEqual({
      caseId: 'contract',
      category: 'Insurance',
      gold: ['liability insurance'],
      predictions: [{ text: 'liability insurance', probability: 0.7 }],
    });
  });

  it('keeps a contract in the count in which nothing is labelled or found', () => {
    expect(cuadTable(clauseItems({ key: 'empty', labels: {} }, {})).keys).toEqual(['empty']);
  });
});
