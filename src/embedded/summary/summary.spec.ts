import { describe, expect, it } from '@jest/globals';
import { sourceOf } from '../../../test/fixtures/embedded/source.js';
import { segmentsOf } from '../segments.js';
import { factsOf } from './facts.js';
import { isProse, recurringLines } from './prose.js';
import { centroidOf, cosine, termsOf, vectorise } from './vectors.js';

function isProseText(text: string): boolean {
  const [segment] = segmentsOf(sourceOf(text));
  return segment !== undefined && isProse(text, segment, new Set());
}

describe(isProse.name, () => {
  it.each([
    'Freight traffic through the harbor corridor grew by 12 percent in 2024.',
    '2024년 전체 방문자 수는 184만 명으로 전년보다 9% 증가하였다.',
    '① 본 계약의 기간은 2026년 3월 3일부터 2026년 11월 30일까지로 한다.',
    '19.1\tEither Party may terminate this Agreement, without cause, by giving two (2) years written notice.',
    '"갑"은 검수 요청을 받은 날부터 10영업일 이내에 검수를 완료하여야 함',
    'IN NO EVENT SHALL EITHER PARTY BE LIABLE TO THE OTHER FOR INDIRECT OR CONSEQUENTIAL DAMAGES OF ANY KIND.',
    '(c) Subject to Section 7: NEITHER PARTY SHALL BE LIABLE FOR SPECIAL, INCIDENTAL OR CONSEQUENTIAL DAMAGES.',
    'This Agreement will commence on the Effective Date and will           terminate on the third anniversary of the Effective Date           unless it is terminated earlier.',
    'c.       Supplier shall bear the cost of compliance with all privacy laws of the Territory.',
  ])('takes: %s', (text) => {
    expect(isProseText(text)).toBe(true);
  });

  it.each([
    '1. Summary ........................................ 2',
    '2022      5,210     91,400    90 %',
    'By: /s/ Maria Oduya, Chief Executive Officer of the Company.',
    'Source: ETON PHARMACEUTICALS, INC., 10-Q, 11/14/2019',
    'ARTICLE IX INSURANCE',
    'Beijing Baidu Netcom Science and Technology Co., Ltd.',
    'customers of Party A through the channels of Party A in the PRC.',
    '대표이사: 김 도 윤 (인)',
    '구분    2022    2023    2024',
    'Widgets of steel     400 pieces     12 crates     Free delivery in May.',
    'MASTER SERVICES AGREEMENT BETWEEN THE CITY OF SPRINGFIELD AND THE COUNTY OF SHELBYVILLE AND OTHERS',
    '까지( 개월로 하되, 2년 이내의 기간)로 한다.',
    'A complete version of this agreement has been filed separately with the Securities and Exchange Commission.',
  ])('leaves: %s', (text) => {
    expect(isProseText(text)).toBe(false);
  });
});

describe(recurringLines.name, () => {
  it('finds running headers, whatever their page number', () => {
    const text = [1, 2, 3]
      .map((page) => `Corridor Study   Page ${page}\nText of page with words ${'x'.repeat(page)}.`)
      .join('\n');
    expect([...recurringLines(text)]).toEqual(['corridor study page #']);
  });
});

describe(termsOf.name, () => {
  it('leaves stop words out, stems lightly and splits Hangul in pairs', () => {
    expect(termsOf('the ports handled 41 containers')).toEqual(['port', 'handl', '41', 'container']);
    expect(termsOf('손해배상을')).toEqual(['손해', '해배', '배상', '상을']);
  });
});

describe(vectorise.name, () => {
  it('gives unit vectors, near for alike sentences and orthogonal for others', () => {
    const [a, b, c] = vectorise(['harbor trains grew', 'harbor trains fell', 'library books']);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three vectors expected');
    expect(cosine(a, a)).toBeCloseTo(1, 12);
    expect(cosine(a, b)).toBeGreaterThan(0.3);
    expect(cosine(a, c)).toBe(0);
    expect(cosine(centroidOf([a, b, c]), a)).toBeGreaterThan(cosine(centroidOf([a, b, c]), c));
  });

  it('stands sentences without words', () => {
    expect(vectorise(['', 'the']).map(({ size }) => size)).toEqual([0, 0]);
  });
});

describe(factsOf.name, () => {
  const text =
    'This Agreement is made between Acme, Inc. and Bolt LLC. It is governed by the laws of Ohio. Nothing else matters.';
  const segments = segmentsOf(sourceOf(text));

  it('gives a sentence the worthiest clause that covers it', () => {
    const [, second] = segments;
    const at = { start: second?.start ?? 0, end: second?.end ?? 0 };
    const facts = factsOf(
      segments,
      [
        { ...at, clauseType: 'Anti-Assignment', probability: 0.9 },
        { ...at, clauseType: 'Governing Law', probability: 0.9 },
        { ...at, clauseType: 'Confidentiality', probability: 0.2 },
      ],
      () => true,
    );
    expect([...facts]).toEqual([
      [1, expect.objectContaining({ clauseType: 'Governing Law', topic: 'law', worth: expect.closeTo(0.63) })],
    ]);
  });

  it('states the end, the limit and the price of a contract where no tagger does', () => {
    const statements =
      'Either party may terminate this Agreement on thirty days notice. In no event shall Bolt be liable for lost profits. ' +
      'Acme shall pay Bolt a yearly fee of $5,000.';
    const types = [...factsOf(segmentsOf(sourceOf(statements)), [], () => true).values()].map(({ topic }) => topic);
    expect(types).toEqual(['termination', 'liability', 'money']);
  });

  it('gives the sentence that introduces the parties the highest worth', () => {
    const whole = { start: 0, end: segments[0]?.end ?? 0 };
    const facts = factsOf(
      segments,
      [{ ...whole, clauseType: 'Parties', probability: 0.9, evidence: 'model' }],
      () => true,
    );
    expect(facts.get(0)).toEqual({ clauseType: 'Parties', topic: 'parties', worth: 1, rank: 0 });
  });
});
