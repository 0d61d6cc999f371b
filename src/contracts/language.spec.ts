import { describe, expect, it } from '@jest/globals';
import { detectLanguage } from './language.js';

describe(detectLanguage.name, () => {
  it.each([
    ['en', 'This Agreement shall be governed by the laws of the State of New York.'],
    ['ko', '이 계약은 대한민국 법률에 따라 해석된다.'],
    ['ko', '제1조(목적) 이 계약은 Software License Agreement(이하 “SLA”)의 조건을 정함을 목적으로 한다.'],
    ['ko', '本 契約은 甲과 乙 사이에 締結한다.'],
    ['ja', '本契約は、甲と乙との間の業務委託に関する基本的事項を定めることを目的とする。'],
    ['zh', '本合同由甲乙双方在平等自愿的基础上订立。'],
    ['de', 'Dieser Vertrag unterliegt dem Recht der Bundesrepublik Deutschland und wird nicht auf Dritte übertragen.'],
    ['fr', 'Le présent contrat est régi par le droit français et les parties élisent domicile à Paris.'],
    ['es', 'El presente contrato se regirá por las leyes de España y los tribunales de Madrid.'],
    ['und', ''],
    ['und', '12.5 % — 2024-01-01'],
    ['und', 'Настоящий договор регулируется законодательством Российской Федерации.'],
    ['und', 'xyzzy plugh frobozz'],
  ])('%s: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it('gives a bilingual text the language that says more', () => {
    expect(detectLanguage('제1조 근로계약기간은 1년으로 한다. The term of the contract shall be one year.')).toBe('ko');
    expect(detectLanguage(`${'The term of the contract shall be one year. '.repeat(3)}삼성전자 주식회사`)).toBe('en');
  });

  it('looks at a long text only in part', () => {
    expect(detectLanguage('The Seller shall deliver the goods to the Buyer. '.repeat(40_000))).toBe('en');
  });
});
