import { describe, expect, it } from '@jest/globals';
import { type GoldContract, goldContracts } from '../../test/fixtures/korean-gold/gold.js';
import { addCounts, countSpans, scoreOf, type SpanCounts } from '../../test/support/span-scores.js';
import { LexiconTagger } from './lexicon-tagger.js';

/** Fields of the form, which the labels leave to the key facts. */
const FIELDS = new Set(['Document Name', 'Parties', 'Agreement Date', 'Effective Date', 'Expiration Date']);

function countsOf({ source, scope, labels }: GoldContract): Map<string, SpanCounts> {
  const spans = new LexiconTagger()
    .tag(source)
    .filter(({ clauseType, probability }) => probability >= 0.5 && !FIELDS.has(clauseType))
    .filter(({ start, end }) => start >= scope.start && end <= scope.end);
  const types = new Set([...spans.map(({ clauseType }) => clauseType), ...Object.keys(labels)]);
  return new Map(
    [...types]
      .filter((type) => !FIELDS.has(type))
      .sort()
      .map((type) => [
        type,
        countSpans(
          labels[type] ?? [],
          spans.filter(({ clauseType }) => clauseType === type),
        ),
      ]),
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`.padStart(8);
}

/** Prints precision, recall and F1 of each type and of all; gives back the pooled score. */
function report(split: 'tune' | 'report') {
  const byType = new Map<string, SpanCounts[]>();
  for (const contract of goldContracts(split))
    for (const [type, counts] of countsOf(contract)) byType.set(type, [...(byType.get(type) ?? []), counts]);
  const rows = [...byType].map(([type, counts]) => [type, addCounts(counts)] as const);
  const pooled = addCounts(rows.map(([, counts]) => counts));
  const lines = [...rows, ['all types', pooled] as const].map(([type, counts]) => {
    const { precision, recall, f1, truePositives, falsePositives, falseNegatives } = scoreOf(counts);
    const places = [truePositives, falsePositives, falseNegatives].map((count) => String(count).padStart(3)).join(' ');
    return `${type.padEnd(36)} ${percent(precision)} ${percent(recall)} ${percent(f1)}  ${places}`;
  });
  process.stdout.write(`\nKorean forms, ${split}: precision, recall, F1; found, wrong, missed\n${lines.join('\n')}\n`);
  return scoreOf(pooled);
}

// Spans count as found from a Jaccard overlap of 0.5 of their characters on.
describe('Korean clause types on government forms', () => {
  it('are found on the forms that the cues were written with', () => {
    expect(report('tune').f1).toBeGreaterThanOrEqual(0.85);
  });

  it('are found on forms that no cue was written with', () => {
    expect(report('report').f1).toBeGreaterThanOrEqual(0.72);
  });
});
