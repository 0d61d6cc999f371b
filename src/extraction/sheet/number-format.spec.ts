import { describe, expect, it } from '@jest/globals';
import { displayed } from './number-format.js';

describe(displayed, () => {
  it.each([
    [45000, 'yyyy"년" m"월" d"일"', '2023년 3월 15일'],
    [45000, '[$-412]yyyy"년" m"월" d"일" dddd', '2023년 3월 15일 수요일'],
    [45000.75, '[$-ko-KR]AM/PM h:mm', '오후 6:00'],
    [45000.5, 'yyyy-mm-dd hh:mm', '2023-03-15 12:00'],
    [1.5, '[h]:mm:ss', '36:00:00'],
    [-12.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', '($12.50)'],
    [1234, '_-[$₩-412]* #,##0_-;-[$₩-412]* #,##0_-;_-[$₩-412]* "-"_-;_-@_-', '₩1,234'],
    [0.1234, '0.0%', '12.3%'],
    [12345, '0.00E+00', '1.23E+04'],
    [1.5, '# ?/?', '1 1/2'],
    [1012345678, '000-0000-0000', '010-1234-5678'],
    [5, ';;;', ''],
    [123, '[DBNum4][$-412]General', '일백이십삼'],
    [10_050_000, '"일금 "[DBNum4][$-412]#,##0"원정"', '일금 일천오만원정'],
    [123, '[DBNum1][$-412]General', '一百二十三'],
    [0, '[DBNum4]General', '영'],
    [0.1 + 0.2, 'General', '0.3'],
    [1234567890123, 'General', '1234567890123'],
    [1e21, 'General', '1E+21'],
    [7, 'broken [ "format', '7'],
    [7, `0${'"x"'.repeat(100)}`, '7'],
    ['text', '0', 'text'],
    ['text', '"<"@">"', '<text>'],
  ])('shows %p in the format %p', (value, format, shown) => {
    expect(displayed(value, format)).toBe(shown);
  });

  it('shows dates that count from 1904, but not elapsed times', () => {
    expect(displayed(43538, 'yyyy-mm-dd', true)).toBe('2023-03-15');
    expect(displayed(1, '[h]:mm', true)).toBe('24:00');
    expect(displayed(1, '0', true)).toBe('1');
  });
});
