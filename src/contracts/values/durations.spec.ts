import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findDurations, parseDuration } from './durations.js';

describe(parseDuration.name, () => {
  it.each([
    ['thirty (30) days', 'P30D'],
    ['one year', 'P1Y'],
    ['a period of five (5) years from', 'P5Y'],
    ['36 months', 'P36M'],
    ['one hundred eighty (180) days', 'P180D'],
    ['thirty-six (36) months', 'P36M'],
    ['two weeks', 'P2W'],
    ['ten (10) business days', 'P10D'],
    ["sixty (60) days' written notice", 'P60D'],
    ['24 hours', 'PT24H'],
    ['12개월', 'P12M'],
    ['30일 전까지', 'P30D'],
    ['1년간 자동 연장', 'P1Y'],
    ['3년으로 한다', 'P3Y'],
    ['10영업일 이내', 'P10D'],
    ['1년 6개월', 'P1Y6M'],
  ])('%s is %s', (expression, iso) => {
    expect(parseDuration(expression)).toBe(iso);
  });

  it.each(['', 'days', 'thirty (60) days', '2026년 3월 3일', '3월 3일부터', '제3년', '$30 days', '0 days', '1월 31일'])(
    '%j is none',
    (expression) => {
      expect(parseDuration(expression)).toBeNull();
    },
  );

  it('says which days count', () => {
    expect(findDurations('within ten (10) business days')[0]?.businessDays).toBe(true);
    expect(findDurations('within ten (10) calendar days')[0]?.businessDays).toBe(false);
    expect(findDurations('10영업일 이내')[0]?.businessDays).toBe(true);
  });

  it('reads every number of each unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (value) => {
        expect(parseDuration(`within ${value} days of`)).toBe(`P${value}D`);
        expect(parseDuration(`${value}개월 이내`)).toBe(`P${value}M`);
        expect(parseDuration(`(${value}) days`)).toBeNull();
      }),
    );
  });

  it('gives ranges of the text in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('one (1) year', '30일 이내', 'two weeks'), fc.string())),
        (parts) => {
          const text = parts.join(' ');
          const starts = findDurations(text).map(({ start, end }) => {
            expect(text.slice(start, end).trim()).not.toBe('');
            return start;
          });
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        },
      ),
    );
  });
});
