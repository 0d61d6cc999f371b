import { describe, expect, it } from '@jest/globals';
import { clauseTypeByName, clauseTypes, cuadClauseTypes } from './clause-types.js';

describe('clauseTypes', () => {
  it('begins with the 41 CUAD categories', () => {
    expect(cuadClauseTypes).toHaveLength(41);
    expect(clauseTypes.slice(0, 41)).toEqual(cuadClauseTypes);
    expect(clauseTypes.filter(({ cuad }) => cuad)).toEqual(cuadClauseTypes);
  });

  it('has unique names and unique kebab-case ids', () => {
    expect(new Set(clauseTypes.map(({ id }) => id)).size).toBe(clauseTypes.length);
    expect(new Set(clauseTypes.map(({ name }) => name)).size).toBe(clauseTypes.length);
    for (const { id } of clauseTypes) expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });

  it.each(clauseTypes.map((type) => [type.name, type] as const))(
    '%s speaks both languages',
    (_name, { label, question }) => {
      expect(label.en).toMatch(/^[A-Za-z][\x20-\x7e]+$/);
      expect(question.en).toMatch(/^[A-Z][\x20-\x7e]+\?$/);
      expect(label.ko).toMatch(/[가-힣]/);
      expect(question.ko).toMatch(/[가-힣].*(?:까)\?/);
    },
  );
});

describe(clauseTypeByName.name, () => {
  it('finds by the exact name only', () => {
    expect(clauseTypeByName('Rofr/Rofo/Rofn')?.id).toBe('rofr-rofo-rofn');
    expect(clauseTypeByName('Confidentiality')?.label.ko).toBe('비밀유지');
    expect(clauseTypeByName('governing law')).toBeUndefined();
  });
});
