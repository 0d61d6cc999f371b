import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture, sourceOf, type FixtureName } from '../../test/fixtures/embedded/source.js';
import type { SummaryStyle } from '../analyses/analyst.js';
import { splitSentences } from '../contracts/sentences.js';
import { LexiconTagger } from './lexicon-tagger.js';
import { summarise, type SummariseOptions } from './summariser.js';

const styles: SummaryStyle[] = ['executive', 'bullets', 'sections'];

function summary(name: FixtureName, options: SummariseOptions): string[] {
  const source = sourceOf(fixture(name));
  const clauses = new LexiconTagger().tag(source);
  return summarise(source, { clauses, ...options }).map(({ span }) => source.text.slice(span.start, span.end));
}

describe(summarise.name, () => {
  it('takes whole sentences of the source, without a title in front, each once, within the budget, always the same', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...styles),
        fc.integer({ min: 0, max: 8 }),
        (text, style, maxSentences) => {
          const source = sourceOf(text);
          const options = { style, maxSentences, clauses: new LexiconTagger().tag(source) };
          const chosen = summarise(source, options);
          const ends = new Map(splitSentences(source.text).map(({ start, end }) => [end, start]));
          const taken = chosen.map(({ span }) => `${span.start} ${span.end}`);
          expect(summarise(source, options)).toEqual(chosen);
          expect(taken.length).toBeLessThanOrEqual(maxSentences);
          expect(new Set(taken).size).toBe(taken.length);
          for (const { span } of chosen) {
            const title = source.text.slice(ends.get(span.end), span.start);
            expect(ends.has(span.end)).toBe(true);
            expect(title).toMatch(/^(?:|.*[A-Z]{4}\s+|.*\s{2})$/s);
          }
        },
      ),
    );
  });

  it.each(styles)('%s: never quotes headers, contents, tables or signatures', (style) => {
    const names: FixtureName[] = ['en-report', 'ko-report', 'en-services-agreement', 'ko-service-contract'];
    const sentences = names.flatMap((name) => summary(name, { style, maxSentences: 50 }));
    expect(sentences.length).toBeGreaterThan(40);
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(
        /Page \d|\.{5}|\/s\/|Corridor Study|이용 실태 보고서 {3}|방문자 {3}|Trains {3}|91,400|\(인\)|목 차|- \d -/,
      );
    }
  });

  it("gives a report's message", () => {
    const sentences = summary('en-report', { style: 'executive', maxSentences: 4 });
    expect(sentences.join(' ')).toContain('grew by 12 percent');
    expect(sentences.join(' ')).toContain('We recommend');
    expect(sentences.join(' ')).not.toContain('For example');
  });

  it("gives a Korean report's message", () => {
    const sentences = summary('ko-report', { style: 'bullets', maxSentences: 4 }).join(' ');
    expect(sentences).toContain('종합하면');
    expect(sentences).toContain('9% 증가하였다');
  });

  it("begins a contract's summary with the parties", () => {
    expect(summary('en-services-agreement', { style: 'executive' })[0]).toContain(
      'by and between Alder Ridge Analytics',
    );
    expect(summary('ko-service-contract', { style: 'executive' })[0]).toContain('다음과 같이 계약을 체결한다');
  });

  it("tells a contract's period, price and end, and not the list that a sentence leads in", () => {
    const clause = (heading: string, words: string): string => `제${heading}\n\n${words}\n\n`;
    const source = sourceOf(
      clause('1조(계약기간)', '① 본 계약의 기간은 2026년 3월 3일부터 2026년 11월 30일까지로 한다.') +
        '② 계약은 만료 30일 전까지 서면으로 갱신 거절의 뜻을 통지하지 아니하면 같은 조건으로 1년간 자동 갱신된다.\n\n' +
        clause('2조(계약금액 및 지급)', '① 갑은 을에게 계약금액을 다음 표에 따라 지급한다.') +
        '② 갑은 세금계산서를 받은 날부터 30일 이내에 계약금액 금 480,000,000원을 현금으로 지급한다.\n\n' +
        clause('3조(해지)', '갑은 30일 전에 서면으로 통지하여 본 계약을 언제든지 해지할 수 있다.') +
        clause('4조(기타)', '본 계약의 통지는 서면으로 하며 상대방에게 도달한 때에 효력이 생긴다.'),
    );
    const clauses = new LexiconTagger().tag(source);
    const texts = summarise(source, { style: 'executive', maxSentences: 3, clauses })
      .map(({ span }) => source.text.slice(span.start, span.end))
      .join(' ');
    expect(texts).toContain('2026년 3월 3일부터');
    expect(texts).toContain('480,000,000원');
    expect(texts).toContain('해지할 수 있다');
    expect(texts).not.toContain('다음 표');
  });

  it('answers each question about a contract before it answers one twice, from the contract and not what is attached', () => {
    const sentences = [
      'This Supply Agreement is made as of May 1, 2024 by and between Acme, Inc., a Delaware corporation ("Acme"), and Bolt LLC, an Ohio company ("Bolt").',
      '1. Supply',
      'Bolt hereby engages Acme to supply widgets of steel to the depots of Bolt in Ohio.',
      '2. Price',
      'Bolt shall pay Acme $12 for each widget within thirty days of delivery.',
      'Bolt shall pay Acme a deposit of $5,000 before the first delivery of widgets.',
      'Bolt shall pay Acme $200 for each delivery outside of Ohio.',
      '3. Term and Termination',
      'The term of this Agreement commences on May 1, 2024 and expires on April 30, 2027.',
      'Either party may terminate this Agreement for convenience by sixty days written notice.',
      '4. Liability',
      'IN NO EVENT SHALL THE LIABILITY OF EITHER PARTY EXCEED THE AMOUNTS PAID IN THE LAST TWELVE MONTHS.',
      '5. Law',
      'This Agreement is governed by the laws of the State of Ohio.',
      'EXHIBIT A',
      'Bolt shall pay Carrier $900 for each truck that Carrier sends to the depots of Acme.',
      'This Agreement with Carrier is governed by the laws of the State of Texas.',
    ];
    const source = sourceOf(sentences.join('\n\n'));
    const clauses = new LexiconTagger().tag(source);
    const texts = summarise(source, { style: 'executive', maxSentences: 7, clauses }).map(({ span }) =>
      source.text.slice(span.start, span.end),
    );
    expect(texts[0]).toContain('by and between');
    expect(texts[1]).toContain('engages Acme');
    const all = texts.join(' ');
    for (const words of ['expires on', '$', 'for convenience', 'NO EVENT', 'Ohio.']) expect(all).toContain(words);
    expect(all).not.toContain('Carrier');
    expect(texts.filter((text) => text.includes('$'))).toHaveLength(1);
  });

  it('does not quote what only the sentence before explains', () => {
    const source = sourceOf(
      'This Agreement is made between Acme, Inc. and Bolt LLC.\n\nBolt may terminate this Agreement at any time by notice to Acme. ' +
        'Such party may terminate this Agreement at once in that event.\n\nThe parties shall keep the terms of this Agreement secret.',
    );
    const texts = summarise(source, { style: 'executive', maxSentences: 2, clauses: new LexiconTagger().tag(source) });
    expect(texts.map(({ span }) => source.text.slice(span.start, span.end)).join(' ')).not.toContain('Such party');
  });

  it('covers the sections of a report and names them', () => {
    const source = sourceOf(fixture('en-report'));
    const sections = summarise(source, { style: 'sections', maxSentences: 8 }).map(({ section }) => section ?? '');
    for (const heading of ['Summary', 'Traffic', 'Costs', 'Recommendations']) {
      expect(sections.some((section) => section.includes(heading))).toBe(true);
    }
  });

  it('keeps the order of the text by sections', () => {
    const source = sourceOf(fixture('ko-service-contract'));
    const starts = summarise(source, { style: 'sections', clauses: new LexiconTagger().tag(source) }).map(
      ({ span }) => span.start,
    );
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it('does not say the same twice', () => {
    const line = 'The annual audit of the northern depot found no deviation from the plan. ';
    const other = 'Deliveries to the southern depot were delayed by heavy snow in January. ';
    const source = sourceOf(`${line}${line}${line}${other}`);
    const texts = summarise(source, { style: 'bullets', maxSentences: 2 }).map(({ span }) =>
      source.text.slice(span.start, span.end),
    );
    expect(new Set(texts).size).toBe(2);
  });

  it('is empty for a text without prose', () => {
    expect(summarise(sourceOf('1. Summary ........ 2\n2. Traffic ........ 3'), { style: 'executive' })).toEqual([]);
  });
});
