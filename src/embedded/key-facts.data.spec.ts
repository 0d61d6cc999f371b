import { describe, expect, it } from '@jest/globals';
import { type LabelledContract, unseenContracts } from '../../test/fixtures/embedded/cuad.js';
import { sourceOf } from '../../test/fixtures/embedded/source.js';
import { findDates } from '../contracts/values/dates.js';
import { fold } from './evidence.js';
import { keyFacts, type KeyFacts } from './key-facts.js';
import { LexiconTagger } from './lexicon-tagger.js';

interface Case {
  contract: LabelledContract;
  card: KeyFacts;
}

/** A fact of the contracts that have a usable gold value: how many, how many the card gives right, how many wrong. */
interface Score {
  gold: number;
  right: number;
  wrong: number;
}

const tagger = new LexiconTagger();
const cases: Case[] = unseenContracts(1_000).map((contract) => ({
  contract,
  card: keyFacts(sourceOf(contract.text), tagger),
}));

function goldTexts({ labels }: LabelledContract, category: string): string[] {
  return (labels[category] ?? []).map(({ text }) => text);
}

function scoreDates(category: string, read: (card: KeyFacts) => string | undefined): Score {
  const score = { gold: 0, right: 0, wrong: 0 };
  for (const { contract, card } of cases) {
    const dates = goldTexts(contract, category).flatMap((text) => findDates(text).map(({ iso }) => iso));
    if (dates.length === 0) continue;
    const value = read(card);
    score.gold += 1;
    if (value !== undefined) score[dates.includes(value) ? 'right' : 'wrong'] += 1;
  }
  return score;
}

function scoreGoverningLaw(): Score {
  const score = { gold: 0, right: 0, wrong: 0 };
  for (const { contract, card } of cases) {
    const texts = goldTexts(contract, 'Governing Law');
    if (texts.length === 0) continue;
    const { value } = card.governingLaw ?? {};
    score.gold += 1;
    if (value !== undefined) score[texts.some((text) => fold(text).includes(fold(value))) ? 'right' : 'wrong'] += 1;
  }
  return score;
}

const bare = (name: string): string =>
  fold(name)
    .replace(/[^\p{L}\d ]/gu, '')
    .replace(/^the /, '')
    .trim();

/** Names and aliases of the gold; sentences that call both together "Parties" are not the card's business. */
function scoreParties(): Score {
  const score = { gold: 0, right: 0, wrong: 0 };
  for (const { contract, card } of cases) {
    const gold = goldTexts(contract, 'Parties')
      .filter((text) => !/\bpart(?:y|ies)\b/i.test(text))
      .map(bare);
    const given = card.parties
      .flatMap(({ value: { name, alias } }) => [name, ...(alias === null ? [] : [alias])])
      .map(bare);
    const matches = (a: string, b: string): boolean =>
      a === b || (Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a)));
    score.gold += gold.length;
    score.right += gold.filter((name) => given.some((other) => matches(name, other))).length;
    score.wrong += given.filter((name) => !gold.some((other) => matches(name, other))).length;
  }
  return score;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

// No weight of the tagger was fitted on these contracts, but the readers' misses on them were read: development figures.
describe('key facts of CUAD contracts', () => {
  const scores = {
    'Agreement Date': scoreDates('Agreement Date', (card) => card.agreementDate?.value),
    'Effective Date': scoreDates('Effective Date', (card) => card.effectiveDate?.value),
    'Governing Law': scoreGoverningLaw(),
    Parties: scoreParties(),
  };

  it('prints its figures', () => {
    const rows = Object.entries(scores).map(([fact, { gold, right, wrong }]) => {
      const recall = `${(100 * share(right, gold)).toFixed(1)} %`.padStart(8);
      return `${fact.padEnd(16)} ${recall}  of ${gold} gold values, ${wrong} other values given`;
    });
    process.stdout.write(
      `\nKey facts, ${cases.length} contracts: gold values that the card gives\n${rows.join('\n')}\n`,
    );
    expect(cases.length).toBeGreaterThan(50);
  });

  it.each([
    ['Agreement Date', 0.82],
    ['Effective Date', 0.7],
    ['Governing Law', 0.92],
    ['Parties', 0.7],
  ] as const)('%s: gives at least %d of the gold values', (fact, floor) => {
    const { gold, right } = scores[fact];
    expect(share(right, gold)).toBeGreaterThanOrEqual(floor);
  });

  it('cites the words of the contract', () => {
    for (const { contract, card } of cases) {
      const text = contract.text.normalize('NFC');
      for (const fact of Object.values(card).flat()) {
        if (fact === null || typeof fact === 'string') continue;
        expect(fact.citations.length).toBeGreaterThan(0);
        for (const { start, end, quote } of fact.citations) expect(text.slice(start, end)).toBe(quote);
      }
    }
  });
});
