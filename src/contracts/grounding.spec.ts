import { describe, expect, it } from '@jest/globals';
import { GroundingIndex } from './grounding.js';
import type { Page } from './types.js';

const ENGLISH = `SERVICES AGREEMENT

Section 4. Term. The initial term of this Agreement (the “Term”) shall commence on the Effective Date
and continue for a period of thirty-six (36) months, unless earlier terminated in accord-
ance with Section 11.2. Either party may terminate this Agreement upon not less than 90 days’ prior
written notice — provided that no such notice may be given before January 1, 2026.

Section 5. Assignment. Licensee shall not assign this Agreement without Licensor's prior written consent.
Licensee is unable to sublicense. Licensor grants a non-exclusive license. The fee is $1,000,000.00 a year; the
fee rises by 2.5% each year. Each party’s ofﬁcers may inspect the books… of the other party.

Section 6. Liability. The Supplier shall be liable for direct damages only. Under no circumstances shall the
Supplier be liable for lost profits. The Supplier shall maintain insurance for the benefit of the Customer.`;

const KOREAN = `제1조(목적) 이 계약은 “갑”과 ‘을’ 사이의 소프트웨어 유지ㆍ관리에 관한 권리와 의무를 정함을
목적으로 한다.
제2조(계약기간) 계약기간은 2024. 3. 15.부터 1년으로 하며, 만료 30일 전까지 서면으로 통지하지 아니하
면 동일한 조건으로 자동 갱신된다.
제3조(해지) ㈜조항은 「하도급거래 공정화에 관한 법률」을 위반한 경우 계약을 해지할 수 있다. 불가항력의
경우에는 그러하지 아니하다.`;

function index(text: string, pages: readonly Page[] = []): GroundingIndex {
  return new GroundingIndex(text, pages);
}

/** What a quotation grounds to, its spans joined by ` | `; null when it does not. */
function grounded(text: string, quote: string): string | null {
  const found = index(text).ground(quote);
  return found && found.citations.map((citation) => citation.quote).join(' | ');
}

describe(GroundingIndex.name, () => {
  it.each([
    ['literal', 'Licensee shall not assign this Agreement', 'Licensee shall not assign this Agreement'],
    ['line breaks', 'on the Effective Date and continue for', 'on the Effective Date\nand continue for'],
    ['hyphenation', 'terminated in accordance with Section 11.2.', 'terminated in accord-\nance with Section 11.2.'],
    ['straight quotes', '(the "Term") shall commence', '(the “Term”) shall commence'],
    ['apostrophes', "90 days' prior", '90 days’ prior'],
    ['dashes', 'written notice -- provided that no such', 'written notice — provided that no such'],
    ['hyphens', 'thirty six (36) months', 'thirty-six (36) months'],
    ['ligatures', 'Each party’s officers may inspect', 'Each party’s ofﬁcers may inspect'],
    ['ellipsis', 'the books... of the other party', 'the books… of the other party'],
    ['added quotes', '"Licensee is unable to sublicense."', 'Licensee is unable to sublicense.'],
    ['markdown', '**Section 5\\. Assignment\\.** Licensee shall not', 'Section 5. Assignment. Licensee shall not'],
    ['escaped line breaks', 'Effective Date\\nand continue', 'Effective Date\nand continue'],
    ['unknown entities', 'the &term; shall commence', null],
    ['entities', '(the &ldquo;Term&#x201d;) shall', '(the “Term”) shall'],
    ['closing punctuation', 'The fee is $1,000,000.00 a year.', 'The fee is $1,000,000.00 a year'],
    ['full-width forms', 'ｆｅｅ ｒｉｓｅｓ ｂｙ ２．５％', 'fee rises by 2.5%'],
    ['no-break spaces and soft hyphens', 'Licen\u00adsor grants\u00a0a', 'Licensor grants a'],
    ['case, at length', 'LICENSEE SHALL NOT ASSIGN THIS AGREEMENT', 'Licensee shall not assign this Agreement'],
  ])('grounds English up to typography: %s', (_name, quote, source) => {
    expect(grounded(ENGLISH, quote)).toBe(source);
  });

  it.each([
    ['line breaks within a phrase', '의무를 정함을 목적으로 한다.', '의무를 정함을\n목적으로 한다.'],
    ['line breaks within a word', '통지하지 아니하면 동일한', '통지하지 아니하\n면 동일한'],
    ['spacing of words', '계약을 해지할 수있다', '계약을 해지할 수 있다'],
    ['quotation marks', '"갑"과 "을" 사이의', '“갑”과 ‘을’ 사이의'],
    ['corner brackets', "'하도급거래 공정화에 관한 법률'을 위반", '「하도급거래 공정화에 관한 법률」을 위반'],
    ['middle dots', '소프트웨어 유지·관리에', '소프트웨어 유지ㆍ관리에'],
    ['enclosed forms', '(주)조항은', '㈜조항은'],
    ['dates', '2024.3.15.부터 1년으로', '2024. 3. 15.부터 1년으로'],
    ['decomposed Hangul', '자동 갱신된다'.normalize('NFD'), '자동 갱신된다'],
  ])('grounds Korean up to typography: %s', (_name, quote, source) => {
    expect(grounded(KOREAN, quote)).toBe(source);
  });

  it.each([
    ['a word changed', 'Licensee shall never assign this Agreement'],
    ['a word left out', 'Licensee shall not assign Agreement'],
    ['words in another order', 'Agreement this Licensee shall not assign'],
    ['a digit changed', 'a period of thirty-six (35) months'],
    ['a number cut at its end', 'upon not less than 9'],
    ['a number cut at its beginning', '000,000.00 a year'],
    ['a decimal cut', 'the fee rises by 2'],
    ['a section number cut', 'terminated in accordance with Section 11'],
    ['digits joined', 'period of thirty-six (3 6) months'],
    ['a negation left out', 'Licensee shall assign this Agreement'],
    ['a negating prefix cut', 'able to sublicense'],
    ['a hyphenated negation cut', 'exclusive license'],
    ['a negation put in', 'The Supplier shall not be liable for direct damages only'],
    ['a word of another number', 'Licensees shall not assign this Agreement'],
    ['a paraphrase', 'The Licensee may not transfer the Agreement without consent'],
    ['a short quotation in another case', 'SECTION 5'],
    ['stop words', 'of the'],
    ['a letter', 'a'],
    ['nothing', ' \n '],
  ])('does not ground %s', (_name, quote) => {
    expect(grounded(ENGLISH, quote)).toBeNull();
  });

  it.each([
    ['a negating syllable cut', '가항력의 경우에는'],
    ['a negation left out', '서면으로 통지하면 동일한 조건으로'],
    ['a particle changed', '계약을 해지할 수 없다'],
    ['a number changed', '만료 90일 전까지'],
    ['an article cut', '조항은 「하도급거래 공정화에 관한 법률」을 준수한'],
  ])('does not ground Korean with %s', (_name, quote) => {
    expect(grounded(KOREAN, quote)).toBeNull();
  });

  it('does not take a number for another because of a space', () => {
    expect(grounded('Pay for item 1. 5 days of grace apply.', 'item 1.5 days')).toBeNull();
    expect(grounded('The term is 1 0 days from now.', 'The term is 10 days')).toBeNull();
  });

  it('does not take a number for its negative, but a number behind a dash for itself', () => {
    expect(grounded('The margin is -5 percent of sales.', '5 percent of sales')).toBeNull();
    expect(grounded('The margin is 5–10 percent of sales.', '10 percent of sales')).toBe('10 percent of sales');
    expect(grounded('The margin - 5 percent of sales.', '5 percent of sales')).toBe('5 percent of sales');
  });

  it('forgives a stray space in a long quotation but never at a negation', () => {
    const text =
      'The parties shall co operate in good faith and the trans fer of the data is in valid form at all times.';
    const quote = 'The parties shall cooperate in good faith and the transfer of the data is';
    expect(grounded(text, quote)).toBe(null);
    expect(grounded(text, 'in good faith and the transfer of the data is in valid form')).not.toBeNull();
    expect(grounded(text, 'in good faith and the trans fer of the data is invalid form')).toBeNull();
  });

  describe('omissions', () => {
    it('grounds the pieces in order', () => {
      const quote =
        'Either party may terminate this Agreement [...] no such notice may be given before January 1, 2026';
      expect(grounded(ENGLISH, quote)).toBeNull();
      expect(grounded(ENGLISH, 'The initial term of this Agreement ... shall commence on the Effective Date')).toBe(
        'The initial term of this Agreement | shall commence on the Effective Date',
      );
      expect(grounded(KOREAN, '소프트웨어 유지ㆍ관리에 관한 (중략) 목적으로 한다.')).toBe(
        '소프트웨어 유지ㆍ관리에 관한 | 목적으로 한다.',
      );
    });

    it('strips an omission at either end', () => {
      expect(grounded(ENGLISH, '...the fee rises by 2.5% each year…')).toBe('the\nfee rises by 2.5% each year');
    });

    it('does not hide a negation', () => {
      expect(grounded(ENGLISH, 'Licensee shall ... assign this Agreement')).toBeNull();
      expect(
        grounded(ENGLISH, 'The Supplier shall be liable for direct damages ... liable for lost profits'),
      ).toBeNull();
    });

    it('may leave out whole sentences', () => {
      const quote = 'The Supplier shall be liable for direct damages only. … The Supplier shall maintain insurance';
      expect(grounded(ENGLISH, quote)).toBe(
        'The Supplier shall be liable for direct damages only. | The Supplier shall maintain insurance',
      );
    });

    it('does not join pieces that are far apart, out of order or meaningless', () => {
      const far = `The first clause stands here.${' Filler stands between them.'.repeat(100)} The last clause stands there.`;
      expect(grounded(far, 'The first clause stands here. ... The last clause stands there.')).toBeNull();
      expect(grounded(ENGLISH, 'shall commence on the Effective Date ... The initial term of this')).toBeNull();
      expect(grounded(ENGLISH, 'The ... Supplier ... shall ... inspect the books')).toBeNull();
    });
  });

  describe('several occurrences', () => {
    const text = 'Fees are due monthly. Taxes are extra. Fees are due monthly. Fees  are due monthly.';

    it('takes the first, or the one at or nearest to where it is expected', () => {
      const starts = [undefined, { start: 30, end: 60 }, { start: 60, end: 80 }, { start: 20, end: 26 }].map(
        (near) => index(text).ground('Fees are due monthly.', near)?.spans[0]?.start,
      );
      expect(starts).toEqual([0, 39, 61, 0]);
    });

    it('prefers whole words to a part of one', () => {
      const quote = 'the termination of this lease agreement';
      const words = `the termination of this lease agreements and ${quote}`;
      expect(index(words).ground(quote)?.spans[0]?.start).toBe(words.lastIndexOf(quote));
    });

    it('grounds a short quotation only where it is told apart', () => {
      expect(index('Net 30. ABC pays.').ground('30')?.method).toBe('exact');
      expect(index('Net 30, or 30.').ground('30')).toBeNull();
      expect(index('Net 30, or 30.').ground('30', { start: 10, end: 14 })?.spans).toEqual([{ start: 11, end: 13 }]);
      expect(index('Net 300.').ground('30')).toBeNull();
      expect(index('사과 • 배').ground('•')?.spans).toEqual([{ start: 3, end: 4 }]);
    });
  });

  it('tells how a quotation was found', () => {
    const methods = [
      'Licensee shall not assign',
      'Either party may terminate',
      'prior written notice —',
      'LICENSEE SHALL NOT ASSIGN THIS',
    ];
    expect(methods.map((quote) => index(ENGLISH).ground(quote)?.method)).toEqual([
      'exact',
      'exact',
      'normalised',
      'caseless',
    ]);
  });

  it('keeps the quotation marks of the source if the quotation has them', () => {
    expect(grounded('As used, “Affiliate” means any person.', '"Affiliate" means any')).toBe('“Affiliate” means any');
    expect(grounded('The word is “Affiliate Person”.', 'The word is "Affiliate Person"')).toBe(
      'The word is “Affiliate Person”',
    );
  });

  describe('pages', () => {
    const first = 'ACME Master Agreement\n1. Term. This Agreement continues for three years and shall\nPage 1 of 3\n';
    const second = 'ACME Master Agreement\nrenew for one year unless a party objects. 2. Law. Seoul law\nPage 2 of 3\n';
    const third = 'ACME Master Agreement\ngoverns this Agreement.\nPage 3 of 3';
    const text = first + second + third;
    const pages: Page[] = [
      { number: 1, start: 0, end: first.length, status: 'ok' },
      { number: 2, start: first.length, end: first.length + second.length, status: 'ok' },
      { number: 3, start: first.length + second.length, end: text.length, status: 'ok' },
    ];

    it('grounds over a page break, without the header and footer', () => {
      const found = index(text, pages).ground('This Agreement continues for three years and shall renew for one year');
      expect(found?.citations.map(({ page, quote }) => ({ page, quote }))).toEqual([
        { page: 1, quote: 'This Agreement continues for three years and shall' },
        { page: 2, quote: 'renew for one year' },
      ]);
    });

    it('finds headers in a text without pages where they stand alone again and again', () => {
      const header = '\n\nSource: ACME HOLDINGS CORP, 8-K, 1/23/2020\n\n';
      const flat = [
        'The Issuer engages the',
        'Servicer to service the',
        'Receivables and the',
        'Custodian to keep them.',
      ].join(header);
      const found = index(flat).ground('The Issuer engages the Servicer to service the Receivables');
      expect(found?.citations.map(({ quote }) => quote)).toEqual([
        'The Issuer engages the',
        'Servicer to service the',
        'Receivables',
      ]);
      expect(
        index(flat.replace(/Source: /g, 'Not so: ')).ground('The Issuer engages the Servicer to service'),
      ).toBeNull();
    });

    it('does not leave out words of the text', () => {
      expect(index(text, pages).ground('Term. This Agreement continues and shall renew')).toBeNull();
    });

    it('gives a citation the page of its start', () => {
      expect(index(text, pages).cite({ start: first.length - 20, end: first.length + 10 }).page).toBe(1);
      expect(index(text, pages).pageAt(text.length - 1)).toBe(3);
    });
  });

  describe('cite', () => {
    it('trims white space, keeps surrogate pairs whole and stays inside the text', () => {
      const text = '  a\u{1f600}b  ';
      expect(index(text).cite({ start: 0, end: 99 })).toEqual({ start: 2, end: 6, page: 1, quote: 'a\u{1f600}b' });
      expect(index(text).cite({ start: 4, end: 6 }).quote).toBe('\u{1f600}b');
      expect(index(text).cite({ start: 2, end: 4 }).quote).toBe('a\u{1f600}');
    });

    it('refuses a span that holds nothing', () => {
      expect(() => index('a  b').cite({ start: 1, end: 3 })).toThrow(RangeError);
    });
  });
});
