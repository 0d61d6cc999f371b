import { describe, expect, it } from '@jest/globals';
import { missingRationale, presentRationale } from './rationale.js';

describe(presentRationale.name, () => {
  it('says what was found and on what evidence', () => {
    expect(
      presentRationale('Governing Law', 'en', { passages: 1, cited: 1, probability: 0.974, evidence: 'phrase' }),
    ).toBe('Governing Law: 1 passage found; the surest rests on its wording (estimated probability 97%).');
    expect(presentRationale('Parties', 'en', { passages: 7, cited: 5, probability: 0.9, evidence: 'form' })).toBe(
      'Parties: 7 passages found, 5 of them cited; the surest rests on its place and form in the document (estimated probability 90%).',
    );
    expect(
      presentRationale('Liquidated Damages', 'ko', { passages: 2, cited: 2, probability: 0.98, evidence: 'heading' }),
    ).toBe(
      '“위약금·지체상금”에 해당하는 부분이 2건 확인되었습니다. 가장 확실한 부분의 근거는 해당 조항의 제목이며, 추정 확률은 98%입니다.',
    );
  });

  it('takes types outside the vocabulary as they are', () => {
    expect(
      presentRationale('House Rule', 'ko', { passages: 1, cited: 1, probability: 0.5, evidence: 'model' }),
    ).toContain('“House Rule”');
  });
});

describe(missingRationale.name, () => {
  it('says how close the text comes', () => {
    expect(missingRationale('Cap on Liability', 'en', 0)).toBe('Cap on Liability: nothing found in the whole text.');
    expect(missingRationale('Cap on Liability', 'en', 0.314)).toContain(
      'the closest passage has an estimated probability of 31%',
    );
  });

  it('chooses the Korean particle by the last sound', () => {
    expect(missingRationale('Payment', 'ko', 0)).toContain('“대금·지급”이 ');
    expect(missingRationale('Confidentiality', 'ko', 0)).toContain('“비밀유지”가 ');
    expect(missingRationale('License Grant', 'ko', 0)).toContain('“사용허락(라이선스)”가 ');
    expect(missingRationale('X', 'ko', 0)).toContain('“X”이(가) ');
  });
});
