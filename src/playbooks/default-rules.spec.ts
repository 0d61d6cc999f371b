import { describe, expect, it } from '@jest/globals';
import { clauseTypeByName, cuadClauseTypes } from '../contracts/clause-types.js';
import { defaultPlaybook, defaultRules } from './default-rules.js';

describe(defaultRules.name, () => {
  it('reviews English contracts for each of the 41 CUAD types, once', () => {
    const types = defaultRules('en').map(({ clauseType }) => clauseType);
    expect([...types].sort()).toEqual(cuadClauseTypes.map(({ name }) => name).sort());
  });

  it('reviews Korean contracts for what Korean contracts turn on', () => {
    const types = defaultRules('ko').map(({ clauseType }) => clauseType);
    expect(new Set(types).size).toBe(types.length);
    for (const type of [
      'Liquidated Damages',
      'Damages',
      'Termination for Cause',
      'Acceptance',
      'Defect Warranty',
      'Personal Data',
      'Subcontracting',
    ]) {
      expect(types).toContain(type);
    }
  });

  it.each(['en', 'ko'] as const)('%s: takes id and question from the vocabulary', (language) => {
    for (const { id, clauseType, question } of defaultRules(language)) {
      const type = clauseTypeByName(clauseType);
      expect({ id, question }).toEqual({ id: type?.id, question: type?.question[language] });
    }
  });

  it('weighs what is there and what is not', () => {
    const rules = new Map(defaultRules('en').map((rule) => [rule.clauseType, rule]));
    expect(rules.get('Uncapped Liability')).toMatchObject({ severityPresent: 'high', severityMissing: null });
    expect(rules.get('Cap on Liability')?.severityMissing).toBe('high');
    expect(rules.get('Governing Law')).toMatchObject({ severityPresent: 'info', severityMissing: 'medium' });
  });

  it('misses in a Korean employment contract what employment law asks for, and nothing of a supply', () => {
    const missed = (kind: 'employment' | 'service'): string[] =>
      defaultRules('ko', kind).flatMap(({ clauseType, severityMissing }) =>
        severityMissing === null ? [] : [clauseType],
      );
    expect(missed('employment')).toEqual([
      'Parties',
      'Agreement Date',
      'Contract Term',
      'Workplace and Duties',
      'Working Hours',
      'Wages',
      'Leave',
      'Social Insurance',
    ]);
    expect(missed('service')).toEqual(expect.arrayContaining(['Acceptance', 'Payment', 'Liquidated Damages']));
    expect(missed('service')).not.toContain('Wages');
    const types = (kind: 'employment' | 'service'): string[] =>
      defaultRules('ko', kind).map(({ clauseType }) => clauseType);
    expect(types('employment')).toEqual(types('service'));
  });

  it('hands out rules that can be changed without changing the playbook', () => {
    const [first] = defaultRules('en');
    if (first !== undefined) first.question = 'changed';
    expect(defaultRules('en')[0]?.question).not.toBe('changed');
  });
});

describe(defaultPlaybook.name, () => {
  it('has a version for provenance', () => {
    expect(defaultPlaybook('ko')).toMatchObject({
      name: 'default',
      language: 'ko',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });
});
