import { describe, expect, it } from '@jest/globals';
import { fixture, sourceOf } from '../../test/fixtures/embedded/source.js';
import { contractKind } from './contract-kind.js';

describe(contractKind.name, () => {
  it.each([
    ['표준근로계약서(기간제)\n제1조(목적) ...', 'employment'],
    ['연봉계약서\n회사와 근로자는', 'employment'],
    ['EMPLOYMENT AGREEMENT\nThis Employment Agreement is made', 'employment'],
    ['소프트웨어 개발 용역 계약서\n을은 근로자를 근로기준법에 따라', 'service'],
    ['표준하도급계약서\n수급사업자의 근로자', 'service'],
    ['MASTER SERVICES AGREEMENT\nThis Agreement', 'service'],
    ['', 'service'],
  ])('goes by the title: %j', (text, kind) => {
    expect(contractKind({ text })).toBe(kind);
  });

  it('goes by the body where the title says nothing', () => {
    const employment = '근로자는 근로시간 중 취업규칙을 지킨다. 근로자의 연차와 주휴일은 근로기준법에 따른다.';
    const service = '을은 대금을 받고 산출물을 납품하며 갑은 검수한다. 을의 근로자는 근로기준법에 따른다.';
    expect(contractKind({ text: `합의서\n${employment}` })).toBe('employment');
    expect(contractKind({ text: `합의서\n${service}` })).toBe('service');
  });

  it('takes a service contract for one', () => {
    expect(contractKind(sourceOf(fixture('ko-service-contract')))).toBe('service');
    expect(contractKind(sourceOf(fixture('en-services-agreement')))).toBe('service');
  });
});
