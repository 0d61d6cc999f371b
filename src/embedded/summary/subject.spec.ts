import { describe, expect, it } from '@jest/globals';
import { KOREAN_STATEMENTS } from './plain-statements.ko.js';
import { PLAIN_STATEMENTS } from './plain-statements.js';
import { subjectOf } from './subject.js';

describe(subjectOf.name, () => {
  const courts = subjectOf([
    'any dispute arising from the agreement is submitted to the competent courts of ohio.',
    'the laws of the state of ohio apply to it.',
  ]);

  it("raises the words of its subject's plain statements above others", () => {
    expect(courts('disputes')).toBeGreaterThan(courts('cookies'));
    expect(courts('govern')).toBeGreaterThan(courts('refunded'));
    const cookies = subjectOf(['our partners place cookies and web beacons in your browser.']);
    expect(cookies('cookies')).toBeGreaterThan(cookies('disputes'));
  });

  it('says next to nothing of what is on none of the subjects', () => {
    const news = subjectOf(['freight traffic through the harbor grew by 12 percent.', 'the junction is congested.']);
    for (const word of ['freight', 'cookies', 'disputes', 'harpsichord'])
      expect(Math.abs(news(word))).toBeLessThan(0.3);
    expect(Math.abs(subjectOf([])('cookies'))).toBeLessThan(0.3);
  });

  it('does so for Korean', () => {
    const words = subjectOf(['회사는 결제일에 이용요금을 자동으로 결제합니다.']);
    expect(words('환불')).toBeGreaterThan(words('파기'));
    expect(words('요금')).toBeGreaterThan(words('쿠키'));
  });

  it('says next to nothing of a language that the passage is not in', () => {
    expect(courts('회원')).toBeCloseTo(courts('약관'), 1);
  });
});

describe('plain statements', () => {
  it.each([
    ['PLAIN_STATEMENTS', PLAIN_STATEMENTS, /^[a-z0-9]+(?: [a-z0-9]+){3,}$/],
    ['KOREAN_STATEMENTS', KOREAN_STATEMENTS, /^[가-힣0-9]+(?: [가-힣0-9]+)+다$/],
  ])('%s are folded, each once', (_name, statements, form) => {
    expect(new Set(statements).size).toBe(statements.length);
    expect(statements.filter((statement) => !form.test(statement))).toEqual([]);
  });
});
