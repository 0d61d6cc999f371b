import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture, sourceOf } from '../../test/fixtures/embedded/source.js';
import { clauseTypeByName } from '../contracts/clause-types.js';
import { KeywordTagger } from './keyword-tagger.js';
import { LexiconTagger } from './lexicon-tagger.js';
import { compareSpans, MINIMUM_PROBABILITY, type ClauseTagger } from './tagger.js';

const taggers: [string, ClauseTagger][] = [
  [LexiconTagger.name, new LexiconTagger()],
  [KeywordTagger.name, new KeywordTagger()],
];

/** The surest span of each type, as text. */
function surest(text: string): Map<string, string> {
  const source = sourceOf(text);
  const best = new Map<string, { probability: number; words: string }>();
  for (const { clauseType, start, end, probability } of new LexiconTagger().tag(source)) {
    if (probability > (best.get(clauseType)?.probability ?? 0.5))
      best.set(clauseType, { probability, words: source.text.slice(start, end) });
  }
  return new Map([...best].map(([type, { words }]) => [type, words]));
}

describe.each(taggers)('%s', (_name, tagger) => {
  it('keeps the promises of a tagger on any text', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const source = sourceOf(text);
        const spans = tagger.tag(source);
        expect(tagger.tag(source)).toEqual(spans);
        expect([...spans].sort(compareSpans)).toEqual(spans);
        const seen = new Set<string>();
        for (const { clauseType, start, end, probability } of spans) {
          const words = source.text.slice(start, end);
          expect(words).not.toBe('');
          expect(words.trim()).toBe(words);
          expect(end).toBeLessThanOrEqual(source.text.length);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(probability).toBeGreaterThanOrEqual(MINIMUM_PROBABILITY);
          expect(probability).toBeLessThanOrEqual(1);
          expect(clauseTypeByName(clauseType)).toBeDefined();
          const key = `${clauseType} ${start} ${end}`;
          expect(seen.has(key)).toBe(false);
          seen.add(key);
        }
      }),
    );
  });

  it('finds nothing in nothing', () => {
    expect(tagger.tag(sourceOf(''))).toEqual([]);
  });

  it.each([
    ['words without an end', 'AGREEMENT AND '.repeat(7_000)],
    ['one word', 'A'.repeat(100_000)],
    ['open brackets and quotes', '("'.repeat(50_000)],
    ['digits', '1.'.repeat(50_000)],
    ['months', 'June '.repeat(20_000)],
    ['shall not', 'shall not assign '.repeat(6_000)],
    ['Hangul', '계약 해지 손해배상 제3자 '.repeat(6_000)],
  ])('stays linear on %s', (_what, text) => {
    // A pattern with a nested repetition would not end here within hours.
    expect(() => tagger.tag(sourceOf(text))).not.toThrow();
  });
});

describe(LexiconTagger.name, () => {
  it('reads an English services agreement', () => {
    const found = surest(fixture('en-services-agreement'));
    expect(found.get('Document Name')).toBe('MASTER SERVICES AGREEMENT');
    expect(found.get('Agreement Date')).toBe('March 3, 2024');
    expect(found.get('Effective Date')).toBe('March 3, 2024');
    expect(found.get('Governing Law')).toContain('laws of the State of New York');
    expect(found.get('Expiration Date')).toContain('initial term of three (3) years');
    expect(found.get('Notice Period to Terminate Renewal')).toContain('ninety (90) days prior to the expiration');
    expect(found.get('Termination for Convenience')).toContain('without cause upon sixty (60) days');
    expect(found.get('Cap on Liability')).toContain('shall not exceed the fees paid');
    expect(found.get('License Grant')).toContain('hereby grants to Customer');
    expect(found.get('IP Ownership Assignment')).toContain('hereby assigns to Customer');
    expect(found.get('Minimum Commitment')).toContain('not less than $240,000');
    expect(found.get('Anti-Assignment')).toContain('Neither party may assign');
    expect(found.get('Confidentiality')).toContain('confidential information');
    expect(found.has('Source Code Escrow')).toBe(false);
    expect(found.has('Non-Compete')).toBe(false);
    expect(found.has('Liquidated Damages')).toBe(false);
  });

  it('reads a Korean service contract', () => {
    const found = surest(fixture('ko-service-contract'));
    expect(found.get('Document Name')).toBe('소프트웨어 개발 용역 계약서');
    expect(found.get('Agreement Date')).toBe('2025년 2월 17일');
    expect(found.get('Contract Term')).toContain('2025년 11월 30일까지로 한다');
    expect(found.get('Renewal Term')).toContain('1년간 자동 연장');
    expect(found.get('Liquidated Damages')).toContain('지체상금');
    expect(found.get('Warranty Duration')).toContain('1년으로 한다');
    expect(found.get('IP Ownership Assignment')).toContain('"갑"에게 귀속된다');
    expect(found.get('Cap on Liability')).toContain('계약금액을 초과하지 아니한다');
    expect(found.get('Termination for Convenience')).toContain('언제든지 본 계약을 해지할 수 있으며');
    expect(found.get('Subcontracting')).toContain('재위탁할 수 없다');
    expect(found.get('Dispute Resolution')).toContain('서울중앙지방법원');
    expect(found.get('Governing Law')).toContain('대한민국 법률');
    expect(found.has('Non-Compete')).toBe(false);
    expect(found.has('Wages')).toBe(false);
    expect(found.has('Contract Amendment')).toBe(false);
  });

  it('names the parties of both, each once', () => {
    const parties = (text: string): string[] => {
      const source = sourceOf(text);
      const spans = new LexiconTagger()
        .tag(source)
        .filter(({ clauseType, probability }) => clauseType === 'Parties' && probability >= 0.5);
      return spans.map(({ start, end }) => source.text.slice(start, end));
    };
    expect(parties(fixture('ko-service-contract'))).toEqual(['한빛물류 주식회사', '갑', '주식회사 누리소프트', '을']);
    expect(parties(fixture('en-services-agreement'))).toEqual([
      'Alder Ridge Analytics, Inc.',
      'Provider',
      'Northgate Retail Group LLC',
      'Customer',
    ]);
  });

  it('says what a span rests on', () => {
    const spans = new LexiconTagger()
      .tag(sourceOf(fixture('ko-service-contract')))
      .filter(({ probability }) => probability >= 0.5);
    expect(spans.find(({ clauseType }) => clauseType === 'Document Name')?.evidence).toBe('form');
    expect(spans.find(({ clauseType }) => clauseType === 'Force Majeure')?.evidence).toBe('heading');
    expect(spans.find(({ clauseType }) => clauseType === 'Cap on Liability')?.evidence).toBe('phrase');
  });

  it('finds few clauses in a report', () => {
    const spans = new LexiconTagger().tag(sourceOf(fixture('en-report')));
    expect(spans.filter(({ probability }) => probability >= 0.5).length).toBeLessThanOrEqual(2);
  });
});
