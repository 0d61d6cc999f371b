import { describe, expect, it } from '@jest/globals';
import { type NamedDryRun, renderDryRun } from './dry-run.js';

type Pair = NamedDryRun['documents'][number];

const side = (model: string, more: Partial<Pair['current']> = {}): Pair['current'] => ({
  analysisId: 'a',
  model,
  status: 'done',
  cost: 0.01,
  milliseconds: 1500,
  error: null,
  ...more,
});

function dryRun(documents: Pair[], more: Partial<NamedDryRun> = {}): NamedDryRun {
  return {
    id: '0195',
    task: 'review',
    model: 'solar',
    status: 'done',
    current: { done: 2, failed: 0, cost: 0.02, milliseconds: 1500 },
    candidate: { done: 1, failed: 1, cost: 0.004, milliseconds: 300 },
    agreement: 0.875,
    overlap: 0.5,
    documents,
    createdBy: 'system',
    createdAt: '2026-11-23T00:00:00.000Z',
    ...more,
  };
}

const differs: Pair = {
  documentId: 'd1',
  name: 'supply.pdf',
  current: side('exaone'),
  candidate: side('solar', { cost: 0.004, milliseconds: 300 }),
  overlap: 0.5,
  differences: [
    { rule: 'cap', current: 'missing', candidate: 'present' },
    { rule: 'audit', current: 'present', candidate: null },
  ],
};

const failed: Pair = {
  documentId: 'd2',
  name: '공급계약.docx',
  current: side('exaone'),
  candidate: side('solar', {
    status: 'failed',
    cost: null,
    milliseconds: null,
    error: { code: 'model.timeout', message: 'solar: did not\nanswer' },
  }),
  overlap: null,
  differences: [],
};

describe(renderDryRun.name, () => {
  it('shows both sides, each document, and where they differ or failed', () => {
    expect(renderDryRun(dryRun([differs, failed])).split('\n')).toEqual([
      'review by solar on 2 documents, beside exaone (dry run 0195)',
      '',
      '                  done  failed       USD  a document  median time',
      'now: exaone          2       0  0.020000    0.010000        1.5 s',
      'candidate: solar     1       1  0.004000    0.004000       300 ms',
      '',
      'Same outcome for 87.5 % of the rules. Of the words that either cites, both cite 50 %. The candidate: 0.20 times the cost, 0.20 times as long.',
      '',
      'document       differ  both cite       USD  candidate   time  candidate',
      'supply.pdf          2       50 %  0.010000   0.004000  1.5 s     300 ms',
      '공급계약.docx                  ?  0.010000          ?  1.5 s     failed',
      '',
      'document    rule   now               candidate',
      'supply.pdf  cap    missing (exaone)  present (solar)',
      'supply.pdf  audit  present (exaone)  nothing (solar)',
      '',
      'failed: 공급계약.docx: solar: did not answer [model.timeout]',
    ]);
  });

  it('says nothing of rules where there are none, and of costs that are not known', () => {
    const summary = renderDryRun(
      dryRun([{ ...differs, differences: [] }], {
        task: 'summary',
        agreement: null,
        current: { done: 1, failed: 0, cost: 0, milliseconds: 0 },
        candidate: { done: 1, failed: 0, cost: null, milliseconds: 300 },
      }),
    );
    expect(summary).toContain('Of the words that either cites, both cite 50 %.\n');
    expect(summary).not.toMatch(/rule|differ|times/);
    expect(summary).toMatch(/^candidate: solar +1 +0 +\? +\? +300 ms$/m);
  });

  it('lists no more differences than can be read', () => {
    const many = Array.from({ length: 45 }, (_, index) => ({
      rule: `r${index}`,
      current: 'missing',
      candidate: 'present',
    }));
    const text = renderDryRun(dryRun([{ ...differs, differences: many }]));
    expect(text).toContain('r39');
    expect(text).not.toContain('r40');
    expect(text).toContain('and 5 more');
  });
});
