import { describe, expect, it } from '@jest/globals';
import { generateDocument } from '../../../test/support/personal-data.js';
import { Detector } from './detect.js';
import { foldForms } from './fold.js';
import { MaskingVault } from './vault.js';

/** Half of them Korean, half English. */
const DOCUMENTS = Array.from({ length: 2000 }, (_, index) => generateDocument(1, index));

const detector = new Detector();
const labelsOf = (text: string): string[] => detector.find(text).map(({ label }) => label);
const partsOf = (text: string): string[] => detector.find(text).map(({ start, end }) => text.slice(start, end));

describe('2,000 documents with known personal data', () => {
  it('are masked with a recall of 99 % and a precision of 97 %, of each kind 97 %', () => {
    const kinds = new Map<string, { known: number; found: number }>();
    let [claimed, wrong] = [0, 0];
    for (const { text, known } of DOCUMENTS) {
      const matches = detector.find(text);
      claimed += matches.length;
      wrong += matches.filter(
        (match) => !known.some(({ start, end }) => start < match.end && match.start < end),
      ).length;
      for (const { label, start, end } of known) {
        const kind = kinds.get(label) ?? { known: 0, found: 0 };
        kinds.set(label, kind);
        kind.known += 1;
        // Found is what leaves no letter and no digit.
        const left = [...text].some(
          (character, at) =>
            at >= start &&
            at < end &&
            /[\p{L}\p{N}]/u.test(character) &&
            !matches.some((match) => match.start <= at && at < match.end),
        );
        if (!left) kind.found += 1;
      }
    }
    const all = [...kinds.values()];
    const sum = (field: 'known' | 'found') => all.reduce((total, kind) => total + kind[field], 0);
    expect(sum('known')).toBeGreaterThan(8000);
    expect(sum('found') / sum('known')).toBeGreaterThanOrEqual(0.99);
    expect(1 - wrong / claimed).toBeGreaterThanOrEqual(0.97);
    for (const [label, { known, found }] of kinds) expect([label, found / known >= 0.97]).toEqual([label, true]);
  });

  it('are themselves again when they are restored, and what was found is not in what is sent', () => {
    for (const { text } of DOCUMENTS) {
      const vault = new MaskingVault(detector);
      const masked = vault.mask(text);
      expect(vault.restore(masked)).toBe(text);
      for (const found of partsOf(text)) expect(masked).not.toContain(found);
    }
  });
});

describe(Detector, () => {
  it.each([
    ['홍길동 (900101-1234568)', ['resident_number']],
    ['900101 - 1234568', ['resident_number']],
    ['９００１０１－１２３４５６８', ['resident_number']],
    ['9001011234568', ['resident_number']],
    ['900101-\n1234568', ['resident_number']],
    // No check digit since October 2020.
    ['201105-3000000', ['resident_number']],
    // The check digit is wrong: only the words tell.
    ['900101-1234560', []],
    ['주민등록번호 900101-1234560', ['resident_number']],
    // There is no 13th month.
    ['주민등록번호 901301-1234568', []],
    ['사업자등록번호 124-81-00998', ['business_number']],
    ['전화 02)123-4567', ['phone']],
    ['(02) 2123-4567', ['phone']],
    ['+82-10-1234-5678', ['phone']],
    ['+82 (0)10 1234 5678', ['phone']],
    ['Tel. +1 (212) 555-0100', ['phone']],
    ['4111 1111 1111 1111', ['card']],
    ['4111 1111 1111 1112', []],
    ['국민은행 123456-78-123456', ['bank_account']],
    ['123456-78-123456 (국민은행)', ['bank_account']],
    ['123456-78-123456', []],
    ['IBAN DE89 3704 0044 0532 0130 00', ['bank_account']],
    ['kim@acme.co.kr에게', ['email']],
    ['kim @ acme.co.kr', ['email']],
    ['서울특별시 강남구 테헤란로 152, 강남파이낸스센터 12층 (역삼동)에 본점을 둔', ['address']],
    ['경기도 화성시 동탄면 중리 123-4번지', ['address']],
    ['350 Fifth Avenue, Suite 3300, New York, NY 10118', ['address']],
    ['Section 12.3 Road Map', []],
    ['제10조 제3항으로 5일 이내', []],
    ['2024-01-15부터 2025-01-14까지 금 1,234,567,890원', []],
    ['$1,234,567,890.12', []],
    ['https://acme.co.kr/2024/0101', []],
  ])('%s', (text, labels) => {
    expect(labelsOf(text)).toEqual(labels);
  });

  it('tells where one number ends and the next begins', () => {
    expect(partsOf('010-1234-5678\n010-9876-5432, 02-345-6789/031-234-5678')).toEqual([
      '010-1234-5678',
      '010-9876-5432',
      '02-345-6789',
      '031-234-5678',
    ]);
  });

  it('finds configured names and patterns, and leaves what it shall leave', () => {
    const own = new Detector({
      except: ['phone'],
      names: ['Hong Gildong', '김민수'],
      patterns: [{ name: 'employee', pattern: String.raw`EMP-\d{4}` }],
    });
    const text = '김민수는 HONG\nGILDONG (EMP-0042, 010-1234-5678) and Hong Gildongsson';
    expect(own.find(text).map(({ label, start, end }) => [label, text.slice(start, end)])).toEqual([
      ['name', '김민수'],
      ['name', 'HONG\nGILDONG'],
      ['employee', 'EMP-0042'],
    ]);
  });

  it('refuses patterns that it cannot match in linear time', () => {
    for (const pattern of ['(a)\\1', '(?=a)', '(']) {
      expect(() => new Detector({ patterns: [{ name: 'x', pattern }] })).toThrow(
        expect.objectContaining({ code: 'masking.invalid_pattern' }),
      );
    }
  });

  it('folds one code unit into one', () => {
    const text = DOCUMENTS.map((document) => document.text).join('');
    expect(foldForms(text)).toHaveLength(text.length);
  });
});

describe(MaskingVault, () => {
  const vaultOf = (text: string) => {
    const vault = new MaskingVault(detector);
    return { vault, masked: vault.mask(text) };
  };

  it('gives the same thing the same placeholder and each spelling its own', () => {
    const { vault, masked } = vaultOf('010-1234-5678, ０１０－１２３４－５６７８, 010-1234-5678, 010-9999-8888');
    expect(masked).toBe('[PHONE_1], [PHONE_1b], [PHONE_1], [PHONE_2]');
    expect(vault.mask('again 010-9999-8888')).toBe('again [PHONE_2]');
    expect(vault.report).toEqual({ phone: { entities: 2, places: 5 } });
  });

  it('keeps text that looks like a placeholder apart from its own', () => {
    const text = 'Call [PHONE_1] or 010-1234-5678 or [[phone_1]].';
    const { vault, masked } = vaultOf(text);
    expect(vault.restore(masked)).toBe(text);
    expect(masked).not.toContain('010');
  });

  it('restores what models make of placeholders, and leaves what it does not know', () => {
    const { vault } = vaultOf('010-1234-5678');
    expect(vault.restore('[[PHONE_1]] [ phone_1 ] [Phone 1] [PHONE_1c] [PHONE_7] [EMAIL_1]')).toBe(
      '010-1234-5678 010-1234-5678 010-1234-5678 010-1234-5678 [PHONE_7] [EMAIL_1]',
    );
    expect(vault.restoreValue({ a: ['[PHONE_1]', 1, null], b: { c: 'x [PHONE_1]' } })).toEqual({
      a: ['010-1234-5678', 1, null],
      b: { c: 'x 010-1234-5678' },
    });
  });

  it('restores a stream cut anywhere as it restores the whole', () => {
    const { vault } = vaultOf('010-1234-5678 kim@acme.co.kr');
    const answer = 'a [b] [PHONE_1][EMAIL_1] [[PHONE_1]] [unfinished [ [EMAIL_1';
    for (let size = 1; size <= answer.length; size += 1) {
      const restorer = vault.restorer();
      let out = '';
      for (let at = 0; at < answer.length; at += size) out += restorer.push(answer.slice(at, at + size));
      expect(out + restorer.end()).toBe(vault.restore(answer));
    }
  });
});
