import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { documents, fixture } from '../../../test/fixtures/embedded/source.js';
import { candidateAt, trimSpan } from './context.js';
import { dateCandidates } from './dates.js';
import { partyCandidates, preamblesOf } from './parties.js';
import { titleCandidates } from './titles.js';

const words = (text: string, spans: readonly { start: number; end: number }[]): string[] =>
  spans.map(({ start, end }) => text.slice(start, end));

describe(candidateAt.name, () => {
  it('sets the candidate between its neighbours, folded', () => {
    const text = 'Dated as of June 1, 2020 (the “Effective Date”)';
    expect(candidateAt(text, { start: 12, end: 24 }, ['rank0'])).toEqual({
      start: 12,
      end: 24,
      context: 'dated as of ¶june 1, 2020¶ (the "effective date") @rank0',
    });
  });
});

describe(trimSpan.name, () => {
  it('leaves white space out, and nothing for nothing', () => {
    expect(trimSpan(' ab ', 0, 4)).toEqual({ start: 1, end: 3 });
    expect(trimSpan('   ', 0, 3)).toBeNull();
  });
});

describe(dateCandidates.name, () => {
  it.each([
    'June 21, 1999',
    '21 June 1999',
    '1st day of January, 2000',
    '18t h day of August 2014',
    'August. 16, 2012',
    '06/21/1999',
    '2024-03-01',
    '2025년 3월 1일',
    '2025. 3. 1.',
    '___ day of ________, 2004',
  ])('reads %s', (date) => {
    const text = `This contract is dated ${date} and made between the parties.`;
    expect(words(text, dateCandidates(text))).toContain(date);
  });

  it('leaves out dates in the middle of a long text unless words of dating are near', () => {
    const filler = 'The supplier delivers the goods. '.repeat(400);
    const text = `${filler}The price list of May 5, 2015 applies. ${filler}Effective as of May 6, 2015. ${filler}`;
    expect(words(text, dateCandidates(text))).toEqual(['May 6, 2015']);
  });
});

describe(titleCandidates.name, () => {
  it('finds titles in capitals without the exhibit before them', () => {
    const text =
      'EXHIBIT 10.1 CO-BRANDING AND ADVERTISING AGREEMENT THIS CO-BRANDING AND ADVERTISING AGREEMENT (the "Agreement") is made';
    expect(words(text, titleCandidates(text))[0]).toBe('CO-BRANDING AND ADVERTISING AGREEMENT');
  });

  it('finds Korean title lines', () => {
    const text = '용 역 계 약 서\n\n제1조(목적) 이 계약은 용역에 관한 사항을 정한다.';
    expect(words(text, titleCandidates(text))).toEqual(['용 역 계 약 서']);
  });

  it('has one candidate a name', () => {
    const names = words(fixture('en-services-agreement'), titleCandidates(fixture('en-services-agreement'))).map(
      (name) => name.toLowerCase(),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe(partyCandidates.name, () => {
  it('finds names and defined aliases in the preamble', () => {
    const text = fixture('en-services-agreement');
    expect(words(text, partyCandidates(text))).toEqual(
      expect.arrayContaining(['Alder Ridge Analytics, Inc.', 'Provider', 'Northgate Retail Group LLC', 'Customer']),
    );
  });

  it('finds Korean parties and what they are called', () => {
    const text = fixture('ko-service-contract');
    const found = words(text, partyCandidates(text));
    expect(found).toEqual(expect.arrayContaining(['한빛물류 주식회사', '갑', '주식회사 누리소프트', '을']));
    expect(found).not.toContain('용역');
  });

  it('finds labelled parties', () => {
    const text =
      'COOPERATION AGREEMENT Party A: Beijing Net Technology Co., Ltd. Party B: Leju Holdings Limited WHEREAS the parties agree';
    expect(words(text, partyCandidates(text))).toEqual(
      expect.arrayContaining(['Party A', 'Party B', 'Leju Holdings Limited']),
    );
  });

  it('finds those for whom somebody signs, however many', () => {
    const names = Array.from({ length: 30 }, (_, index) => `Cable ${index} Telecom A/S`);
    const signatures = names.map((name) => `For and on behalf of   ${name}\n\n   ${'-'.repeat(300)}\n\n`).join('');
    const long = `${'x '.repeat(20_000)}${signatures}`;
    expect(words(long, partyCandidates(long))).toEqual(expect.arrayContaining(names));
    const text = 'The agent acts for and on behalf of the owner. Signed on behalf of ACME (HOLDINGS) By: J. Doe';
    expect(words(text, partyCandidates(text))).toContain('ACME (HOLDINGS)');
  });

  it('takes the opening, not a "between" of the recitals', () => {
    const text =
      'Services between neighbours. AGREEMENT dated May 1, 2001 by and between Acme, Inc. and Bolt LLC. WHEREAS, trade';
    const [zone] = preamblesOf(text);
    expect(text.slice(zone?.start, zone?.end)).toBe(' Acme, Inc. and Bolt LLC. ');
  });
});

describe('candidates', () => {
  it('lie inside the text and are trimmed, whatever the text', () => {
    fc.assert(
      fc.property(documents, (text) => {
        for (const { start, end } of [...dateCandidates(text), ...titleCandidates(text), ...partyCandidates(text)]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
          expect(end).toBeGreaterThan(start);
        }
      }),
    );
  });
});
