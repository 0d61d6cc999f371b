import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture, sourceOf } from '../../test/fixtures/embedded/source.js';
import { keyFacts, type KeyFacts } from './key-facts.js';
import { LexiconTagger } from './lexicon-tagger.js';

const tagger = new LexiconTagger();
const card = (text: string): KeyFacts => keyFacts(sourceOf(text), tagger);

function values(facts: KeyFacts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => {
      if (fact === null || typeof fact === 'string') return [name, fact];
      return [name, Array.isArray(fact) ? fact.map(({ value }) => value as unknown) : (fact.value as unknown)];
    }),
  );
}

describe(keyFacts.name, () => {
  it('reads an English services agreement', () => {
    expect(values(card(fixture('en-services-agreement')))).toMatchObject({
      title: 'MASTER SERVICES AGREEMENT',
      parties: [
        { name: 'Alder Ridge Analytics, Inc.', role: 'Provider', alias: 'Provider' },
        { name: 'Northgate Retail Group LLC', role: 'Customer', alias: 'Customer' },
      ],
      agreementDate: '2024-03-03',
      effectiveDate: '2024-03-03',
      term: 'P3Y',
      noticePeriod: 'P90D',
      terminationNotice: 'P60D',
      governingLaw: 'New York',
      liabilityCap: { amount: null, basis: 'fees' },
    });
  });

  it('reads a Korean service contract', () => {
    expect(values(card(fixture('ko-service-contract')))).toEqual({
      tagger: tagger.version,
      title: '소프트웨어 개발 용역 계약서',
      parties: [
        { name: '한빛물류 주식회사', role: null, alias: '갑' },
        { name: '주식회사 누리소프트', role: null, alias: '을' },
      ],
      agreementDate: '2025-02-17',
      effectiveDate: '2025-03-01',
      expirationDate: '2025-11-30',
      term: null,
      renewal: { automatic: true, period: 'P1Y' },
      noticePeriod: 'P30D',
      terminationNotice: 'P30D',
      governingLaw: '대한민국',
      contractValue: { amount: 320_000_000, currency: 'KRW' },
      liabilityCap: { amount: null, basis: 'contract_value', period: null },
      paymentTerms: 'P30D',
    });
  });

  it('guesses nothing where a form is blank', () => {
    const blank = [
      '용역 계약서',
      '○○○(이하 "갑"이라 한다)와 ○○○(이하 "을"이라 한다)는 다음과 같이 계약을 체결한다.',
      '제1조(계약기간) 계약기간은 20  년   월   일부터 20  년   월   일까지로 한다.',
      '제2조(계약금액) 계약금액은 금             원정으로 한다.',
      '20    년    월    일',
    ].join('\n');
    expect(values(card(blank))).toMatchObject({
      parties: [],
      agreementDate: null,
      effectiveDate: null,
      expirationDate: null,
      term: null,
      contractValue: null,
    });
  });

  it('finds nothing in nothing', () => {
    expect(values(card(''))).toMatchObject({ title: null, parties: [], governingLaw: null });
  });

  it('cites the words of any text, the same each time', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const source = sourceOf(text);
        const facts = keyFacts(source, tagger);
        for (const fact of Object.values(facts).flat()) {
          if (fact === null || typeof fact === 'string') continue;
          expect(fact.citations.length).toBeGreaterThan(0);
          for (const { start, end, quote } of fact.citations) expect(source.text.slice(start, end)).toBe(quote);
        }
        expect(keyFacts(source, tagger)).toEqual(facts);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['spaces', `${' '.repeat(100_000)}30`],
    ['brackets and quotes', '("'.repeat(50_000)],
    ['numbers', '30 '.repeat(40_000)],
    ['number words', 'one hundred '.repeat(10_000)],
    ['names', 'Acme, Inc. and '.repeat(8_000)],
    ['Hangul', '주식회사 가나(이하 '.repeat(8_000)],
    ['laws', 'This Agreement governed by the laws '.repeat(3_000)],
  ])('stays linear on %s', (_what, text) => {
    const began = process.cpuUsage().user;
    card(text);
    expect((process.cpuUsage().user - began) / 1e6).toBeLessThan(10);
  });
});
