import { describe, expect, it } from '@jest/globals';
import { clauseTypeByName, cuadClauseTypes } from '../../contracts/clause-types.js';
import { keywords } from '../keywords.js';
import { agreementDate, documentName, effectiveDate, parties } from './form.js';
import { clauseLexicons, koreanLexicons } from './index.js';

const forms = [documentName, parties, agreementDate, effectiveDate];
const all = [...clauseLexicons, ...koreanLexicons, ...forms];

describe('lexicons', () => {
  it.each(all.map((lexicon) => [lexicon.clauseType, lexicon] as const))(
    '%s: is in the vocabulary, its patterns keep no state',
    (name, lexicon) => {
      expect(clauseTypeByName(name)).toBeDefined();
      for (const [pattern, weight] of [...lexicon.heading, ...lexicon.body]) {
        expect(pattern.flags).toBe('');
        expect(Number.isFinite(weight)).toBe(true);
      }
    },
  );

  it('cover every CUAD type', () => {
    const covered = new Set([...clauseLexicons, ...forms].map(({ clauseType }) => clauseType));
    expect(cuadClauseTypes.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it('never call a sentence of a type without evidence', () => {
    for (const { clauseType, bias } of [...clauseLexicons, ...koreanLexicons])
      expect([clauseType, bias < -3]).toEqual([clauseType, true]);
  });

  it('see folded text: no pattern asks for a capital, a curly quote or a double space', () => {
    for (const { heading, body } of all) {
      for (const [{ source }] of [...heading, ...body])
        expect(source.replace(/\\[A-Z]/g, '')).not.toMatch(/[A-Z“”‘’]| {2}/);
    }
  });
});

describe('keywords', () => {
  it('are folded words of types of the vocabulary, all CUAD types among them', () => {
    for (const name of Object.keys(keywords))
      expect([name, clauseTypeByName(name) !== undefined]).toEqual([name, true]);
    for (const { name } of cuadClauseTypes) expect(keywords[name]?.length).toBeGreaterThan(0);
    for (const word of Object.values(keywords).flat()) expect(word).toBe(word.toLowerCase());
  });
});
