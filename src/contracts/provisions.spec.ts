import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseProvisions } from './provisions.js';
import { assertProvisions } from './provisions/invariants.js';
import type { Provision } from './types.js';

/** The tree as indented lines `id "heading"`. */
function outline(text: string): string[] {
  const lines: string[] = [];
  const walk = (provision: Provision, depth: number): void => {
    const heading = provision.heading === null ? '' : ` "${provision.heading}"`;
    lines.push(`${'  '.repeat(depth)}${provision.id}${heading}`);
    for (const child of provision.children) walk(child, depth + 1);
  };
  const provisions = parseProvisions(text);
  assertProvisions(text, provisions);
  for (const provision of provisions) walk(provision, 0);
  return lines;
}

function find(provisions: readonly Provision[], id: string): Provision | undefined {
  for (const provision of provisions) {
    const found = provision.id === id ? provision : find(provision.children, id);
    if (found) return found;
  }
  return undefined;
}

const ARTICLES = `SUPPLY AGREEMENT

TABLE OF CONTENTS
ARTICLE I DEFINITIONS .......... 1
Section 1.1 Terms .......... 1
ARTICLE II SUPPLY .......... 2
Section 2.1 Orders .......... 2
Section 2.2 Delivery .......... 3

This Agreement is made between Acme, Inc. and Beta, Ltd.

RECITALS
A. Acme makes widgets.
B. Beta needs widgets.

ARTICLE I
DEFINITIONS

Section 1.1 Terms. As used here:
(a) "Affiliate" means a person as set out in
Section 2.2 of this Agreement; and
(b) "Agent" means: (i) a broker; and (ii) a dealer, under Article II.

ARTICLE II
SUPPLY

Section 2.1 Orders. Beta shall order as stated in Section 1.1(a) and Exhibit A.
Section 2.2 Delivery. Acme shall deliver.

IN WITNESS WHEREOF, the parties have signed.
By: ____________

EXHIBIT A
PRICES
1. Widgets. Ten dollars.
2. Gadgets. Five dollars.`;

const NUMBERS = `1. TERM
1.1 Initial Term. The term is one (1) year.
1.2 Renewal. It renews:
1.2.1 once; or
1.2.2 twice.
2. FEES. Customer shall pay
as set out in Section 1.1 and
3.5 percent interest.
(a) First;
(b) second:
(i) one;
(ii) two; and
(c) third.
3. LAW. Korean law governs (see Section 2.9).
4. LISTS. These are:
(g) not the first;
1. apples
2. pears
5. NOTICES. In writing.`;

const KOREAN = `소프트웨어 유지관리 계약서

목 차
제1조(목적) ··············· 1
제2조(정의) ··············· 1
제3조(대금) ··············· 2
제4조(해지) ··············· 2

제1장 총칙
제1조(목적) 이 계약은 제3조의2에 따른 권리를 정한다.
제2조 (정의) ① 용어의 정의는 다음과 같다.
 1. “갑”이란 발주자를 말한다.
 2. “을”이란 다음 각 목의 자를 말한다.
  가. 수급사업자
  나. 제3조에 따른 승계인
② 제1항에서 정하지 아니한 용어는
제3조 제1항에 따른다.
제2장 대금
제3조【대금의 지급】 대금은 매월 지급한다.
제3조의2(지연이자) 1) 연 6%로 한다.
 2) 제2조에 따른다.
제4조 해지
갑은 해지할 수 있다.
부칙
제1조(시행일) 이 계약은 체결일부터 시행한다.
[별지 1] 산출내역서
1. 인건비
2. 경비`;

describe(parseProvisions.name, () => {
  it('reads articles, sections, items, recitals and exhibits, and no table of contents', () => {
    expect(outline(ARTICLES)).toEqual([
      'recitals "RECITALS"',
      '  recitals.A',
      '  recitals.B',
      'art-1 "DEFINITIONS"',
      '  sec-1.1 "Terms"',
      '    sec-1.1.a',
      '    sec-1.1.b',
      '      sec-1.1.b.i',
      '      sec-1.1.b.ii',
      'art-2 "SUPPLY"',
      '  sec-2.1 "Orders"',
      '  sec-2.2 "Delivery"',
      'exhibit-a "PRICES"',
      '  exhibit-a.sec-1 "Widgets"',
      '  exhibit-a.sec-2 "Gadgets"',
    ]);
  });

  it('gives each provision its number as printed and its range up to the next', () => {
    const provisions = parseProvisions(ARTICLES);
    const text = ({ start, end }: Provision): string => ARTICLES.slice(start, end);
    const item = find(provisions, 'sec-1.1.b.ii');
    expect(item && text(item)).toBe('(ii) a dealer, under Article II.');
    expect(find(provisions, 'art-1')?.number).toBe('I');
    expect(find(provisions, 'sec-2.2')).toMatchObject({ number: '2.2', heading: 'Delivery' });
    expect(text(find(provisions, 'sec-2.2') as Provision)).toBe('Section 2.2 Delivery. Acme shall deliver.');
  });

  it('reads decimal numbers and tells references, amounts and lists from provisions', () => {
    expect(outline(NUMBERS)).toEqual([
      'sec-1 "TERM"',
      '  sec-1.1 "Initial Term"',
      '  sec-1.2 "Renewal"',
      '    sec-1.2.1',
      '    sec-1.2.2',
      'sec-2 "FEES"',
      '  sec-2.a',
      '  sec-2.b',
      '    sec-2.b.i',
      '    sec-2.b.ii',
      '  sec-2.c',
      'sec-3 "LAW"',
      'sec-4 "LISTS"',
      '  sec-4.1',
      '  sec-4.2',
      'sec-5 "NOTICES"',
    ]);
  });

  it('reads Korean chapters, articles, paragraphs, items, supplements and annexes', () => {
    expect(outline(KOREAN)).toEqual([
      '제1장 "총칙"',
      '  제1조 "목적"',
      '  제2조 "정의"',
      '    제2조.①',
      '      제2조.①.1',
      '      제2조.①.2',
      '        제2조.①.2.가',
      '        제2조.①.2.나',
      '    제2조.②',
      '제2장 "대금"',
      '  제3조 "대금의 지급"',
      '  제3조의2 "지연이자"',
      '    제3조의2.1',
      '    제3조의2.2',
      '  제4조 "해지"',
      '부칙',
      '  부칙.제1조 "시행일"',
      '별지-1 "산출내역서"',
      '  별지-1.sec-1',
      '  별지-1.sec-2',
    ]);
  });

  it('reads a text without line breaks', () => {
    const text =
      'This agreement is made as follows: 1. Definitions 1.1. "Agent" means a broker. 1.2. "Fee" means the sum in Section 2.1. ' +
      '2. Payment. 2.1. Amount. Customer pays $5.50 within 10 days, as in Article 7: (a) by wire; or (b) by check. 3. Term. One year.';
    expect(outline(text)).toEqual([
      'sec-1 "Definitions"',
      '  sec-1.1',
      '  sec-1.2',
      'sec-2 "Payment"',
      '  sec-2.1 "Amount"',
      '    sec-2.1.a',
      '    sec-2.1.b',
      'sec-3 "Term"',
    ]);
    expect(
      outline(
        '제1조(목적) 이 계약의 목적이다. 제2조(기간) ① 1년으로 한다. ② 제1조에 따라 연장한다. 제3조(해지) 해지한다.',
      ),
    ).toEqual(['제1조 "목적"', '제2조 "기간"', '  제2조.①', '  제2조.②', '제3조 "해지"']);
  });

  it('reads headings where nothing is numbered', () => {
    const text = `CONSULTING LETTER

SERVICES
The consultant shall provide the services that the client asks for.

PAYMENT OF FEES
The client pays the consultant one hundred dollars for each hour of work.

GOVERNING LAW
The laws of the State of New York govern this letter in all respects.

Acme, Inc.
By: ______`;
    expect(outline(text)).toEqual([
      'services "SERVICES"',
      'payment-of-fees "PAYMENT OF FEES"',
      'governing-law "GOVERNING LAW"',
    ]);
  });

  it('tells the letter (i) from the numeral (i)', () => {
    const letters = 'abcdefghijk'.split('').map((letter) => `(${letter}) item ${letter};`);
    expect(outline(`1. Items.\n${letters.join('\n')}`).slice(-3)).toEqual(['  sec-1.i', '  sec-1.j', '  sec-1.k']);
    const nested = `${letters.slice(0, 8).join('\n')}\n(i) first;\n(ii) second.`;
    expect(outline(`1. Items.\n${nested}`).slice(-3)).toEqual(['  sec-1.h', '    sec-1.h.i', '    sec-1.h.ii']);
  });

  it('drops a table of contents that has no heading and no leaders', () => {
    const parts = ['Term', 'Fees', 'Law', 'Notices', 'Liability'];
    const contents = parts.map((part, i) => `${i + 1}. ${part} ${i + 2}`).join('\n');
    const body = parts
      .map((part, i) => `${i + 1}. ${part}\nThe parties agree on this at some length, as parties do, and on more.`)
      .join('\n');
    expect(outline(`${contents}\n\n${body}`)).toEqual(parts.map((part, i) => `sec-${i + 1} "${part}"`));
  });

  it('begins again with an attached document', () => {
    const text = `제1조(목적) 목적이다.\n제2조(기간) 1년이다.\n제3조(해지) 해지한다.\n비밀유지계약서\n제1조(목적) 비밀이다.\n제2조(기간) 2년이다.`;
    expect(outline(text)).toEqual([
      '제1조 "목적"',
      '제2조 "기간"',
      '제3조 "해지"',
      '비밀유지계약서 "비밀유지계약서"',
      '  비밀유지계약서.제1조 "목적"',
      '  비밀유지계약서.제2조 "기간"',
    ]);
  });

  it.each(['', '   \n ', 'Just a sentence.', 'Dear Sir, see Section 4.1 of the lease.', '제3조에 따라 통지합니다.'])(
    'finds nothing in %j',
    (text) => {
      expect(parseProvisions(text)).toEqual([]);
    },
  );

  const piece = fc.constantFrom(
    'ARTICLE I', 'ARTICLE II', 'Section 1.1', 'Section 2', '1.', '2.', '3.', '1.1', '1.2', '2.1.1', '(a)', '(b)', '(i)', '(ii)', '(A)', 'a)', 'A.', 'B.', 'I.',
    'Term.', 'DEFINITIONS', 'the parties shall pay;', 'means, and', 'EXHIBIT A', 'Schedule 1', 'IN WITNESS WHEREOF', 'TABLE OF CONTENTS', '.... 5', 'RECITALS',
    '제1장', '제1조(목적)', '제2조(정의)', '제2조의2', '①', '②', '가.', '나.', '한다.', '부칙', '별표 1', '비밀유지계약서', '목 차', '이 계약을 증명하기 위하여',
  ); // prettier-ignore

  it('keeps its promises on any arrangement of numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.constantFrom(' ', '\n', '\n\n', '  ')), { maxLength: 60 }), (pieces) => {
        const text = pieces.map(([words, gap]) => words + gap).join('');
        const provisions = parseProvisions(text);
        assertProvisions(text, provisions);
        expect(parseProvisions(text)).toEqual(provisions);
      }),
      { numRuns: 500 },
    );
  });
});
