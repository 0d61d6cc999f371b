import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitParagraphs } from './paragraphs.js';
import { splitSentences } from './sentences.js';

/** The sentences of a text, with runs of white space shown as one space. */
function sentences(text: string): string[] {
  return splitSentences(text).map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' '));
}

describe(splitSentences.name, () => {
  it.each<[string, string[]]>([
    [
      'This Agreement is made by Acme Inc. and Beta Corp. of Delaware. It is binding.',
      ['This Agreement is made by Acme Inc. and Beta Corp. of Delaware.', 'It is binding.'],
    ],
    ['Licensee means Acme Inc. The Licensee shall pay.', ['Licensee means Acme Inc.', 'The Licensee shall pay.']],
    ['Solar Power, Inc. ("Service Provider") agrees.', ['Solar Power, Inc. ("Service Provider") agrees.']],
    [
      'See Order No. 5 under U.S. Law as of Sec. 4.1 hereof. Next.',
      ['See Order No. 5 under U.S. Law as of Sec. 4.1 hereof.', 'Next.'],
    ],
    [
      'As held in Smith v. Jones et al. (1999), J. R. Doe is bound. Mr. Kim agrees.',
      ['As held in Smith v. Jones et al. (1999), J. R. Doe is bound.', 'Mr. Kim agrees.'],
    ],
    [
      'Samsung Electronics Co., Ltd. Suwon pays 2.5 per cent. of $1,000.50 a year.',
      ['Samsung Electronics Co., Ltd. Suwon pays 2.5 per cent. of $1,000.50 a year.'],
    ],
    ['It ends as set out in Section 4. The Company pays.', ['It ends as set out in Section 4.', 'The Company pays.']],
    [
      'Pay as in Exhibit A. Customer agrees. Party B. Meanwhile, wait.',
      ['Pay as in Exhibit A.', 'Customer agrees.', 'Party B.', 'Meanwhile, wait.'],
    ],
    ['Signed on January 1, 2019. Delivered in May.', ['Signed on January 1, 2019.', 'Delivered in May.']],
    [
      '1. Definitions. "Affiliate" means a person. 1.2. "Agent" means another.',
      ['1. Definitions.', '"Affiliate" means a person.', '1.2. "Agent" means another.'],
    ],
    [
      'He said "No." (He meant it.) Is it so? Yes! Fine.',
      ['He said "No."', '(He meant it.)', 'Is it so?', 'Yes!', 'Fine.'],
    ],
    [
      'Visit www.acme.com. or Yahoo! Inc. for details... and more.',
      ['Visit www.acme.com. or Yahoo! Inc. for details... and more.'],
    ],
    [
      'Either party may (a) sell; or (b) buy. It may not (c) steal.',
      ['Either party may (a) sell; or (b) buy.', 'It may not (c) steal.'],
    ],
    [
      'as meant in Section 10. 2. Manufacture and Sale. Text follows.',
      ['as meant in Section 10.', '2. Manufacture and Sale.', 'Text follows.'],
    ],
    ['Term ........ 5', ['Term ........ 5']],
  ])('English: %s', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    [
      '갑은 을에게 대금을 지급한다. 다만, 그러하지 아니하다.',
      ['갑은 을에게 대금을 지급한다.', '다만, 그러하지 아니하다.'],
    ],
    ['계약을 해지한다.을은 반환한다.', ['계약을 해지한다.', '을은 반환한다.']],
    [
      '기간은 2024. 3. 15.부터 1년임. 연장할 수 없음. 이상 없음',
      ['기간은 2024. 3. 15.부터 1년임.', '연장할 수 없음.', '이상 없음'],
    ],
    ['① 갑은 “을”이라 한다.” 한다. ② 다음과 같다.', ['① 갑은 “을”이라 한다.”', '한다.', '② 다음과 같다.']],
    ['가. 물품의 종류', ['가. 물품의 종류']],
    ['지체상금은 2.5%로 한다. 금액은 1,000.5원이다.', ['지체상금은 2.5%로 한다.', '금액은 1,000.5원이다.']],
    ['동의합니까? 네.', ['동의합니까?', '네.']],
    ['本契約は有効とする。甲は「通知」する。乙は従う', ['本契約は有効とする。', '甲は「通知」する。', '乙は従う']],
  ])('Korean and Japanese: %s', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it('keeps a sentence together over wrapped lines and takes headings, items and paragraphs apart', () => {
    const text = `4. TERM AND TERMINATION

The initial term of this Agreement shall commence on the Effective Date and
continue for a period of five (5) years unless it is terminated as set out in
Section 4.2 below. Either party may end it:
(a) for cause, upon thirty days' notice to the other party; or
(b) for convenience.
Governing Law
This Agreement is governed by the laws of Korea, without regard to conflict of
laws
• bullet one
• bullet two`;
    expect(sentences(text)).toEqual([
      '4. TERM AND TERMINATION',
      'The initial term of this Agreement shall commence on the Effective Date and continue for a period of five (5) years unless it is terminated as set out in Section 4.2 below.',
      'Either party may end it:',
      "(a) for cause, upon thirty days' notice to the other party; or",
      '(b) for convenience.',
      'Governing Law',
      'This Agreement is governed by the laws of Korea, without regard to conflict of laws',
      '• bullet one',
      '• bullet two',
    ]);
  });

  it('does the same for Korean', () => {
    const text = `제1조(목적) 이 계약은 원사업자가 수급사업자에게 의뢰하는 소프트웨어의 유지관리에 관하여 양 당사자의
권리와 의무를 정함을 목적으로 한다.
제2조(정의) ① 용어의 정의는 다음과 같다
1. 발주자: 도급하는 자
2. 선급금: 미리 지급하는 대금
※ 별도로 정한 경우에는 그에 따름
을은 갑의 동의 없이 양도할 수 없다`;
    expect(sentences(text)).toEqual([
      '제1조(목적) 이 계약은 원사업자가 수급사업자에게 의뢰하는 소프트웨어의 유지관리에 관하여 양 당사자의 권리와 의무를 정함을 목적으로 한다.',
      '제2조(정의) ① 용어의 정의는 다음과 같다',
      '1. 발주자: 도급하는 자',
      '2. 선급금: 미리 지급하는 대금',
      '※ 별도로 정한 경우에는 그에 따름',
      '을은 갑의 동의 없이 양도할 수 없다',
    ]);
  });

  it('goes on over a page break in the middle of a sentence', () => {
    const text =
      'The Licensee shall pay all of the fees that are due under this Agreement,\n\nincluding interest. It is late.';
    expect(sentences(text)).toHaveLength(2);
  });

  it('takes the rows of a table apart', () => {
    expect(sentences('Item\tFee\tDue\nSupport\t100\tMay\nTraining   200   June')).toHaveLength(3);
  });

  it('splits a range in the offsets of the text', () => {
    const text = 'First one. Second one. Third one.';
    expect(splitSentences(text, { start: 6, end: 22 })).toEqual([
      { start: 6, end: 10 },
      { start: 11, end: 22 },
    ]);
    expect(splitSentences(text, { start: 10, end: 11 })).toEqual([]);
  });

  const piece = fc.constantFrom(
    'The',
    'party',
    'shall',
    'Inc.',
    '4.1',
    'pay.',
    '(a)',
    '“Term”',
    '한다.',
    '제3조',
    '가.',
    '\n',
    '\n\n',
    ' ',
    '  ',
    '?',
    '...',
    '•',
    '1.',
    '\t',
    '다',
    'A.',
    '①',
  );

  it.each([
    ['sentences', splitSentences],
    ['paragraphs', splitParagraphs],
  ])('%s cover the text but for white space, in order, trimmed', (_name, split) => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(40), fc.nat(60), (pieces, from, size) => {
        const text = pieces.join(' ');
        const within = { start: Math.min(from, text.length), end: Math.min(from + size * 4, text.length) };
        let last = within.start;
        for (const { start, end } of split(text, within)) {
          expect(text.slice(last, start).trim()).toBe('');
          expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(text.slice(last, within.end).trim()).toBe('');
      }),
    );
  });
});
