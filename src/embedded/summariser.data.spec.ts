import { describe, expect, it } from '@jest/globals';
import { unseenContracts } from '../../test/fixtures/embedded/cuad.js';
import { sourceOf } from '../../test/fixtures/embedded/source.js';
import { EmbeddedTagger } from './embedded-tagger.js';
import { LexiconTagger } from './lexicon-tagger.js';
import { shippedTagger } from './model/shipped.js';
import { summarise } from './summariser.js';

const tagger = new EmbeddedTagger(new LexiconTagger(), shippedTagger);
const summaries = unseenContracts(30).map(({ text, labels }) => {
  const source = sourceOf(text);
  const spans = summarise(source, { style: 'executive', clauses: tagger.tag(source) }).map(({ span }) => span);
  return { text, labels, spans };
});

/** Of the contracts with a labelled clause of the category, the share whose summary quotes so many of them. */
function shareQuoted(category: string, least = 1): number {
  const quoted = summaries.flatMap(({ labels, spans }) => {
    const gold = labels[category] ?? [];
    if (gold.length === 0) return [];
    const most = Math.max(
      0,
      ...spans.map(
        ({ start, end }) => new Set(gold.filter((g) => g.start < end && g.end > start).map((g) => g.text)).size,
      ),
    );
    return [most >= least ? 1 : 0];
  });
  expect(quoted.length).toBeGreaterThan(5);
  return quoted.reduce<number>((sum, each) => sum + each, 0) / quoted.length;
}

describe(summarise.name, () => {
  it.each([
    ['Parties', 2, 0.6],
    ['Expiration Date', 1, 0.75],
    ['Governing Law', 1, 0.85],
    ['Cap on Liability', 1, 0.6],
  ])("quotes %s of CUAD's contracts", (category, least, share) => {
    expect(shareQuoted(category, least)).toBeGreaterThanOrEqual(share);
  });

  it('quotes no signatures, contents or notes of filings', () => {
    for (const { text, spans } of summaries)
      for (const { start, end } of spans)
        expect(text.slice(start, end)).not.toMatch(/\/s\/|\.{5}|\bIN WITNESS WHEREOF\b|Source: [A-Z]/);
  });
});
