import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarDate, findDates, parseDate } from './dates.js';

describe(parseDate.name, () => {
  it.each([
    ['20 day of November, 1995', '1995-11-20'],
    ['this 21st day of June 1999', '1999-06-21'],
    ['March 3, 2026', '2026-03-03'],
    ['Sept. 1st, 2004', '2004-09-01'],
    ['3 March 2026', '2026-03-03'],
    ['3/3/2026', '2026-03-03'],
    ['4/3/2026', '2026-04-03'],
    ['13/2/2026', '2026-02-13'],
    ['3.3.2026', '2026-03-03'],
    ['25.12.2026', '2026-12-25'],
    ['2026년 3월 3일', '2026-03-03'],
    ['2026년  3월  3일', '2026-03-03'],
    ['2026. 3. 3.', '2026-03-03'],
    ['2026-03-03', '2026-03-03'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is %s', (expression, iso) => {
    expect(parseDate(expression)).toBe(iso);
  });

  it.each([
    '',
    'June 1999',
    '____ day of June, 2004',
    '2026년  월  일',
    'February 30, 2020',
    '2023-02-29',
    '3.4.2026',
    'Section 3.3.2026.1',
    '12',
  ])('%j is no date', (expression) => {
    expect(parseDate(expression)).toBeNull();
  });
});

describe(findDates.name, () => {
  const day = fc
    .record({
      year: fc.integer({ min: 1900, max: 2099 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
    })
    .map(({ year, month, day: date }) => ({ year, month, day: date, iso: calendarDate(year, month, date) }))
    .filter(({ iso }) => iso !== null);

  it('reads every day back from each way of writing it', () => {
    fc.assert(
      fc.property(day, ({ year, month, day: date, iso }) => {
        const name = new Date(Date.UTC(2000, month - 1)).toLocaleString('en-US', { month: 'long', timeZone: 'UTC' });
        for (const written of [
          `${name} ${date}, ${year}`,
          `the ${date}th day of ${name}, ${year}`,
          `${date} ${name} ${year}`,
          `${year}년 ${month}월 ${date}일`,
          `${year}. ${month}. ${date}.`,
          `${month}/${date}/${year}`,
        ])
          expect([written, parseDate(written)]).toEqual([written, iso]);
      }),
    );
  });

  it('gives ranges of the text in order, disjoint', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('March 3, 2026', '2026. 3. 3.', '3/3/2026', '1일'), fc.string())),
        (parts) => {
          const text = parts.join(' ');
          let end = 0;
          for (const date of findDates(text)) {
            expect(date.start).toBeGreaterThanOrEqual(end);
            expect(parseDate(text.slice(date.start, date.end))).toBe(date.iso);
            ({ end } = date);
          }
        },
      ),
    );
  });

  it('stays linear', () => {
    expect(findDates('March 3, 2026 '.repeat(20_000))).toHaveLength(20_000);
    expect(findDates('2026. '.repeat(20_000))).toEqual([]);
  });
});
