import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findParties } from './parties.js';

const parties = (text: string) =>
  findParties(text, { start: 0, end: text.length }).map(({ name, alias, role }) => [name, alias, role]);

describe(findParties.name, () => {
  it('reads names, aliases and roles of an English preamble', () => {
    expect(
      parties(
        'This Agreement is made as of June 1, 2020 by and between XYZ Corp., a Delaware corporation (the "Supplier"), and Acme Retail Group LLC, a limited liability company with offices at 1 Main Street ("Acme").',
      ),
    ).toEqual([
      ['XYZ Corp.', 'Supplier', 'Supplier'],
      ['Acme Retail Group LLC', 'Acme', null],
    ]);
  });

  it('reads curly quotes, people and "hereinafter"', () => {
    expect(
      parties(
        'between Jane Q. Doe, an individual residing in Ohio (hereinafter “Consultant”) and Alder Ridge Analytics, Inc. (together with its affiliates, “Alder”), hereinafter called the parties',
      )[0],
    ).toEqual(['Jane Q. Doe', 'Consultant', 'Consultant']);
    expect(
      parties(
        'by and between Oak Ltd., hereinafter referred to as "Seller", and Elm GmbH, hereinafter referred to as "Buyer".',
      ),
    ).toEqual([
      ['Oak Ltd.', 'Seller', 'Seller'],
      ['Elm GmbH', 'Buyer', 'Buyer'],
    ]);
  });

  it('takes no date, agreement or collective for a party', () => {
    expect(
      parties(
        'This Agreement (the "Agreement") is dated May 1, 2020 (the "Effective Date"). The parties (collectively, the "Parties") agree.',
      ),
    ).toEqual([]);
  });

  it('reads a Korean preamble', () => {
    expect(
      parties(
        '주식회사 온새물류(이하 “갑”이라 한다)와 주식회사 다솔코드웍스(이하 “을”이라 한다)는 다음과 같이 계약을 체결한다.',
      ),
    ).toEqual([
      ['주식회사 온새물류', '갑', null],
      ['주식회사 다솔코드웍스', '을', null],
    ]);
    expect(parties('가나전자 주식회사(이하 "원사업자")와 ㈜다라(이하 \'수급사업자\'라 함)')).toEqual([
      ['가나전자 주식회사', '원사업자', '원사업자'],
      ['㈜다라', '수급사업자', '수급사업자'],
    ]);
  });

  it('reads Korean labels and no blanks', () => {
    expect(parties('"갑" 상호: 한빛물류 주식회사\n주소: 서울\n"을" 상호: 주식회사 누리소프트\n')).toEqual([
      ['한빛물류 주식회사', '갑', null],
      ['주식회사 누리소프트', '을', null],
    ]);
    expect(
      parties('○○○ (이하 ‘대행사’라 한다)와 ○○○ (이하 ‘고객사’라 한다)는 아래의 시스템(이하 ‘시스템’이라 한다)을'),
    ).toEqual([]);
  });

  it('gives the words of the text', () => {
    const words = fc.constantFrom(
      'between ',
      'Oak Ltd. ',
      '(the "Seller")',
      ' and ',
      '("Elm")',
      '주식회사 가나(이하 "갑"이라 한다)와 ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        for (const { name, nameSpan, alias, aliasSpan } of findParties(text, { start: 0, end: text.length })) {
          expect(text.slice(nameSpan.start, nameSpan.end).replace(/\s+/g, ' ').trim()).toBe(name);
          if (aliasSpan !== null)
            expect(text.slice(aliasSpan.start, aliasSpan.end).replace(/\s+/g, ' ').trim()).toBe(alias);
        }
      }),
    );
  });
});
