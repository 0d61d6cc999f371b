import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clauseOf } from './clause.js';

function clause(sentence: string): string {
  const { start, end } = clauseOf(sentence, { start: 0, end: sentence.length });
  return sentence.slice(start, end);
}

describe(clauseOf.name, () => {
  it.each([
    ['a number', '15 4 we may close your account without notice.', 'we may close your account without notice.'],
    ['a connective', 'in addition, you must pay the taxes.', 'you must pay the taxes.'],
    ['several', '3) however please note that you must pay the taxes.', 'you must pay the taxes.'],
    [
      'a reason',
      'because there is no common standard our services do not respond to such signals.',
      'our services do not respond to such signals.',
    ],
    [
      'a concession with a comma',
      'although we may try to tell you, you should read these terms often.',
      'you should read these terms often.',
    ],
    [
      'the use of the site',
      'by using the site you agree that we may set cookies.',
      'you agree that we may set cookies.',
    ],
    [
      'an act of agreeing',
      'by uploading your photos you grant us a license to show them.',
      'you grant us a license to show them.',
    ],
    [
      'a reservation of law',
      'except as required by applicable law, we do not give your data to anyone.',
      'we do not give your data to anyone.',
    ],
    [
      'examples at the end',
      'we collect information about the device that you use including its model and its settings.',
      'we collect information about the device that you use',
    ],
    [
      'the conflict of laws',
      'this agreement is subject to the laws of germany, without regard to conflicts of laws.',
      'this agreement is subject to the laws of germany',
    ],
  ])('leaves out %s', (_name, sentence, quoted) => {
    expect(clause(sentence)).toBe(quoted);
  });

  it.each([
    ['a condition', 'if you break these rules we may stop you from using our game.'],
    ['an exception', 'unless you consent we do not share your personal data with anyone.'],
    ['an exception by contract', 'except as provided in your order we do not refund what you have paid.'],
    ['a time', 'while using the service you may see advertisements of other companies.'],
    ['a number that counts', '30 days after you close your account we delete your data.'],
    ['a purpose', 'to delete your account you must write to us by mail.'],
    [
      'examples that end in a condition',
      'we may share your personal data with third parties including advertisers only if you consent.',
    ],
    [
      'examples before the predicate',
      'you agree that the laws of the state of ohio without regard to conflicts of laws will govern these terms.',
    ],
    ['what would leave little', 'we collect data such as your name and address.'],
    [
      'a connective that is joined to more',
      'notwithstanding the foregoing or section two you may use data from our apis.',
    ],
    ['a lead-up without a main clause', 'by using cookies on the site and in our messages to users.'],
    ['Korean', '회사는 약관을 변경하는 경우 시행일 7일 전에 공지합니다.'],
    ['nothing', ''],
  ])('keeps %s', (_name, sentence) => {
    expect(clause(sentence)).toBe(sentence);
  });

  it('gives a range of whole words inside the span', () => {
    const words = fc.constantFrom(
      'we',
      'you',
      'may',
      'the service',
      'agree',
      'although',
      'including',
      'such as',
      'also',
      ',',
      'if',
      '3)',
      'data',
      'by using',
      'will',
      'and',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (list) => {
        const text = `before. ${list.join(' ')}`;
        const span = { start: 8, end: text.length };
        const { start, end } = clauseOf(text, span);
        expect(start).toBeGreaterThanOrEqual(span.start);
        expect(end).toBeLessThanOrEqual(span.end);
        expect(list.length === 0 || end > start).toBe(true);
        expect(text.slice(start - 1, start)).toMatch(/\s/);
        expect(text.slice(end, end + 1)).toMatch(/^[\s,]?$/);
      }),
    );
  });
});
